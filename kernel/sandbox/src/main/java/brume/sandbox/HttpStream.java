package brume.sandbox;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * HTTP/1.1 on one connection of the Runtime API: requests in, responses out, kept alive. Only what
 * runtime clients use, with a limit on everything.
 */
final class HttpStream {

    private static final int HEAD_BYTES_MAX = 64 * 1024;
    private static final int HEADERS_MAX = 100;
    private static final int DISCARD_BYTES_MAX = 256 << 20;

    private final SocketChannel channel;
    private final ByteBuffer out = ByteBuffer.allocate(16 * 1024);
    private ByteBuffer in = ByteBuffer.allocate(16 * 1024).flip();

    HttpStream(SocketChannel channel) {
        this.channel = channel;
    }

    /** A header's name in lower case, and its value. */
    record Header(String name, String value) {}

    /**
     * A request.
     *
     * @param body the body, or empty if it was larger than allowed
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Request(String method, String path, List<Header> headers, Optional<byte[]> body) {

        String header(String name) {
            for (Header header : headers) {
                if (header.name().equals(name)) {
                    return header.value();
                }
            }
            return "";
        }
    }

    /**
     * Reads the next request, or empty at the end of the connection.
     *
     * @throws IOException if the bytes are no HTTP, or break a limit
     */
    Optional<Request> read(int bodyBytesMax) throws IOException {
        int end = head();
        if (end < 0) {
            return Optional.empty();
        }
        String head =
                new String(
                        in.array(),
                        in.position(),
                        end - in.position(),
                        StandardCharsets.ISO_8859_1);
        in.position(end + 4);
        String[] lines = head.split("\r\n", HEADERS_MAX + 2);
        String[] first = lines[0].split(" ");
        if (first.length != 3 || !first[2].startsWith("HTTP/1.") || lines.length > HEADERS_MAX) {
            throw new IOException("not an HTTP request");
        }
        List<Header> headers = new ArrayList<>(lines.length);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0) {
                throw new IOException("not a header");
            }
            headers.add(
                    new Header(
                            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                            lines[i].substring(colon + 1).strip()));
        }
        Request request = new Request(first[0], first[1], headers, Optional.of(new byte[0]));
        if (request.header("expect").equalsIgnoreCase("100-continue")) {
            writeFully(
                    ByteBuffer.wrap(
                            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
        Optional<byte[]> body =
                request.header("transfer-encoding").equalsIgnoreCase("chunked")
                        ? chunked(bodyBytesMax)
                        : sized(request.header("content-length"), bodyBytesMax);
        return Optional.of(new Request(first[0], first[1], headers, body));
    }

    /** The index at which the head's empty line starts, or -1 at the end of the connection. */
    private int head() throws IOException {
        int from = in.position();
        while (true) {
            byte[] bytes = in.array();
            for (int i = from; i + 3 < in.limit(); i++) {
                if (bytes[i] == '\r'
                        && bytes[i + 1] == '\n'
                        && bytes[i + 2] == '\r'
                        && bytes[i + 3] == '\n') {
                    return i;
                }
            }
            int scanned = Math.max(0, in.remaining() - 3);
            if (in.remaining() >= HEAD_BYTES_MAX) {
                throw new IOException("head too large");
            }
            if (!fill()) {
                return -1;
            }
            from = in.position() + scanned;
        }
    }

    private boolean fill() throws IOException {
        if (in.position() == in.limit()) {
            in.clear();
        } else if (in.limit() == in.capacity()) {
            in.compact();
            if (!in.hasRemaining()) {
                ByteBuffer larger = ByteBuffer.allocate(in.capacity() * 2);
                in.flip();
                larger.put(in);
                in = larger;
            }
        } else {
            int start = in.position();
            in.position(in.limit()).limit(in.capacity());
            int count = receive(in);
            in.limit(in.position()).position(start);
            return count > 0;
        }
        int count = receive(in);
        in.flip();
        return count > 0;
    }

    private Optional<byte[]> sized(String length, int bytesMax) throws IOException {
        if (length.isEmpty()) {
            return Optional.of(new byte[0]);
        }
        long count;
        try {
            count = Long.parseLong(length);
        } catch (NumberFormatException e) {
            throw new IOException("not a length", e);
        }
        if (count < 0 || count > DISCARD_BYTES_MAX) {
            throw new IOException("body too large");
        }
        if (count > bytesMax) {
            discard(count);
            return Optional.empty();
        }
        byte[] body = new byte[(int) count];
        readInto(body, 0, body.length);
        return Optional.of(body);
    }

    private void readInto(byte[] target, int offset, int count) throws IOException {
        int buffered = Math.min(count, in.remaining());
        in.get(target, offset, buffered);
        ByteBuffer rest = ByteBuffer.wrap(target, offset + buffered, count - buffered);
        while (rest.hasRemaining()) {
            if (receive(rest) < 0) {
                throw new EOFException("connection ended inside a body");
            }
        }
    }

    private void discard(long count) throws IOException {
        long left = count;
        while (left > 0) {
            if (!in.hasRemaining() && !fill()) {
                throw new EOFException("connection ended inside a body");
            }
            int step = (int) Math.min(left, in.remaining());
            in.position(in.position() + step);
            left -= step;
        }
    }

    private Optional<byte[]> chunked(int bytesMax) throws IOException {
        byte[] body = new byte[Math.min(bytesMax, 16 * 1024)];
        int length = 0;
        long discarded = 0;
        while (true) {
            int size;
            try {
                size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
            } catch (NumberFormatException e) {
                throw new IOException("not a chunk", e);
            }
            if (size < 0 || discarded + size > DISCARD_BYTES_MAX) {
                throw new IOException("body too large");
            }
            if (size == 0) {
                break;
            }
            if (discarded > 0 || (long) length + size > bytesMax) {
                discarded += size;
                discard(size);
            } else {
                if (length + size > body.length) {
                    int room = (int) Math.min(bytesMax, Math.max(2L * length, length + size));
                    body = java.util.Arrays.copyOf(body, room);
                }
                readInto(body, length, size);
                length += size;
            }
            if (!line().isEmpty()) {
                throw new IOException("not the end of a chunk");
            }
        }
        for (int i = 0; !line().isEmpty(); i++) {
            if (i == HEADERS_MAX) {
                throw new IOException("too many trailers");
            }
        }
        return discarded > 0
                ? Optional.empty()
                : Optional.of(java.util.Arrays.copyOf(body, length));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < 8192) {
            if (!in.hasRemaining() && !fill()) {
                throw new EOFException("connection ended inside a body");
            }
            char c = (char) (in.get() & 0xff);
            if (c == '\n') {
                return line.toString().strip();
            }
            line.append(c);
        }
        throw new IOException("line too long");
    }

    /**
     * Writes a response; {@code headers} are complete lines.
     *
     * <p>If the client has sent its next request already, a small response waits for the one that
     * follows it: a runtime that sends a result and asks for the next event in one write is woken
     * once, by the event, and not for the acknowledgement before it.
     */
    void respond(String status, String headers, byte[] body) throws IOException {
        String head =
                "HTTP/1.1 "
                        + status
                        + "\r\nContent-Length: "
                        + body.length
                        + "\r\n"
                        + headers
                        + "\r\n";
        byte[] headBytes = head.getBytes(StandardCharsets.UTF_8);
        if (headBytes.length + body.length > out.remaining()) {
            flush();
        }
        if (headBytes.length + body.length > out.remaining()) {
            writeFully(ByteBuffer.wrap(headBytes));
            writeFully(ByteBuffer.wrap(body));
            return;
        }
        out.put(headBytes).put(body);
        if (!in.hasRemaining()) {
            flush();
        }
    }

    private void flush() throws IOException {
        writeFully(out.flip());
        out.clear();
    }

    /** Reads more; what the other side may be waiting for goes first. */
    private int receive(ByteBuffer target) throws IOException {
        if (out.position() > 0) {
            flush();
        }
        return channel.read(target);
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int ignored = channel.write(bytes);
        }
    }
}
