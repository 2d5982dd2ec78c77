package brume.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final int TRAILERS_MAX = 16;
    private static final int BODY_BYTES_MAX = 256 << 20;
    private static final int PIECE_BYTES = 64 * 1024;
    private static final byte[] NO_BODY = {};

    /** A trailer holds a whole error document in base 64. */
    private static final int LINE_BYTES_MAX = 512 * 1024;

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

        boolean chunked() {
            return header("transfer-encoding").equalsIgnoreCase("chunked");
        }

        private Request withBody(Optional<byte[]> newBody, List<Header> trailers) {
            List<Header> all = new ArrayList<>(headers);
            all.addAll(trailers);
            return new Request(method, path, all, newBody);
        }
    }

    /** Takes a body piece by piece. */
    interface BodySink {
        void accept(byte[] piece) throws InterruptedException;
    }

    /**
     * Reads the next request with its body, or empty at the end of the connection.
     *
     * @throws IOException if the bytes are no HTTP, or break a limit
     */
    Optional<Request> read(int bodyBytesMax) throws IOException {
        Optional<Request> head = readHead();
        return head.isEmpty() ? head : Optional.of(readBody(head.get(), bodyBytesMax));
    }

    /** Reads the next request up to its body, which must be read next. */
    Optional<Request> readHead() throws IOException {
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
            headers.add(field(lines[i]));
        }
        Request request = new Request(first[0], first[1], headers, Optional.of(NO_BODY));
        if (request.header("expect").equalsIgnoreCase("100-continue")) {
            writeFully(
                    ByteBuffer.wrap(
                            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
        return Optional.of(request);
    }

    /** The request with its body and the fields that follow it. */
    Request readBody(Request request, int bytesMax) throws IOException {
        if (!request.chunked()) {
            return request.withBody(sized(request.header("content-length"), bytesMax), List.of());
        }
        Chunks chunks = new Chunks(bytesMax);
        List<Header> trailers;
        try {
            trailers = chunked(chunks::add);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e); // adding does not wait
        }
        return request.withBody(chunks.body(), trailers);
    }

    /**
     * Hands the body on while it comes.
     *
     * @return the request with the fields that follow its body; without a body if that had more
     *     than {@code bytesMax} bytes, of which the sink has got as many
     */
    Request streamBody(Request request, long bytesMax, BodySink sink)
            throws IOException, InterruptedException {
        long[] count = {0};
        BodySink counting =
                piece -> {
                    long before = count[0];
                    count[0] += piece.length;
                    if (count[0] <= bytesMax) {
                        sink.accept(piece);
                    } else if (before < bytesMax) {
                        sink.accept(Arrays.copyOf(piece, (int) (bytesMax - before)));
                    }
                };
        List<Header> trailers = List.of();
        if (request.chunked()) {
            trailers = chunked(counting);
        } else {
            long left = length(request.header("content-length"));
            while (left > 0) {
                byte[] piece = new byte[(int) Math.min(left, PIECE_BYTES)];
                readInto(piece, 0, piece.length);
                counting.accept(piece);
                left -= piece.length;
            }
        }
        return request.withBody(
                count[0] > bytesMax ? Optional.empty() : Optional.of(NO_BODY), trailers);
    }

    private static Header field(String line) throws IOException {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw new IOException("not a header");
        }
        return new Header(
                line.substring(0, colon).toLowerCase(Locale.ROOT),
                line.substring(colon + 1).strip());
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

    private Optional<byte[]> sized(String header, int bytesMax) throws IOException {
        long count = length(header);
        if (count > bytesMax) {
            discard(count);
            return Optional.empty();
        }
        byte[] body = new byte[(int) count];
        readInto(body, 0, body.length);
        return Optional.of(body);
    }

    private static long length(String header) throws IOException {
        if (header.isEmpty()) {
            return 0;
        }
        long count;
        try {
            count = Long.parseLong(header);
        } catch (NumberFormatException e) {
            throw new IOException("not a length", e);
        }
        if (count < 0 || count > BODY_BYTES_MAX) {
            throw new IOException("body too large");
        }
        return count;
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

    /** Reads a body in chunks; returns the fields that follow it. */
    private List<Header> chunked(BodySink sink) throws IOException, InterruptedException {
        long total = 0;
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            total += size;
            if (total > BODY_BYTES_MAX) {
                throw new IOException("body too large");
            }
            for (int left = size; left > 0; ) {
                byte[] piece = new byte[Math.min(left, PIECE_BYTES)];
                readInto(piece, 0, piece.length);
                sink.accept(piece);
                left -= piece.length;
            }
            if (!line().isEmpty()) {
                throw new IOException("not the end of a chunk");
            }
        }
        List<Header> trailers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (trailers.size() == TRAILERS_MAX) {
                throw new IOException("too many trailers");
            }
            trailers.add(field(line));
        }
        return trailers;
    }

    private int chunkSize() throws IOException {
        try {
            int size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            throw new IOException("not a chunk", e);
        }
        throw new IOException("not a chunk");
    }

    /** The pieces of a body as far as they are not too many. */
    private static final class Chunks {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int bytesMax;
        private boolean tooMany;

        Chunks(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        void add(byte[] piece) {
            tooMany |= bytes.size() + piece.length > bytesMax;
            if (!tooMany) {
                bytes.writeBytes(piece);
            }
        }

        Optional<byte[]> body() {
            return tooMany ? Optional.empty() : Optional.of(bytes.toByteArray());
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < LINE_BYTES_MAX) {
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
