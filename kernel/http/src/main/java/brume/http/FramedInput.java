package brume.http;

import brume.base.Clock;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an HTTP/1.1 connection, one checked message after the other. It stands before
 * Helidon's reader, which is lenient and trusting where an open port must not be: Helidon skips
 * whatever stands in the place of the line end after a chunk, reads a chunk's size line to any
 * length, holds a chunk of two gigabytes whole before it hands out the first byte, calls a method
 * with strange characters an internal error, and gives a client that sends a byte a minute all day.
 *
 * <p>A head is handed on when it is complete and passed {@link RequestHead#check}. A body with a
 * length is handed on as it comes. A chunked body is taken out of its chunks and put into chunks of
 * what has come, without extensions and trailers. Head and body must each have come in their time.
 */
final class FramedInput implements Supplier<byte @Nullable []> {

    /** Longest line before a chunk: the size and extensions, which are ignored. */
    private static final int CHUNK_LINE_BYTES_MAX = 256;

    private static final int CHUNK_SIZE_DIGITS_MAX = 8;
    private static final Status HEAD_TOO_LARGE =
            Status.create(431, "Request Header Fields Too Large");
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP2_PREFACE =
            "PRI * HTTP/2.0\r\n".getBytes(StandardCharsets.US_ASCII);

    private enum Expecting {
        HEAD,
        BODY,
        CHUNK_LINE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS,
        /** The connection speaks another protocol now, which is none of this class's business. */
        ANYTHING
    }

    private final DataReader connection;
    private final HttpLimits limits;
    private final Clock clock;
    private Expecting expecting = Expecting.HEAD;
    private boolean upgradeOffered;
    private long left;
    private int trailerBytes;
    private long deadlineNanos;
    private byte[] bytes = {};
    private int from;
    private int to;

    FramedInput(DataReader connection, HttpLimits limits, Clock clock) {
        this.connection = connection;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * The next bytes, or null when the client has closed the connection.
     *
     * @throws io.helidon.http.RequestException if the message is refused
     */
    @Override
    public byte @Nullable [] get() {
        try {
            return switch (expecting) {
                case HEAD -> head();
                case BODY -> body();
                case CHUNK_LINE, CHUNK_DATA, CHUNK_END, TRAILERS -> chunk();
                case ANYTHING -> anything();
            };
        } catch (DataReader.InsufficientDataAvailableException e) {
            return null;
        }
    }

    /** What follows the present message is of another protocol, and handed on as it comes. */
    void switchProtocol() {
        expecting = Expecting.ANYTHING;
    }

    private byte[] head() {
        if (from == to) {
            read();
        }
        deadlineNanos = clock.nanos() + limits.headTimeout().toNanos();
        skipEmptyLine();
        if (upgradeOffered && startsWithPreface()) {
            expecting = Expecting.ANYTHING;
            return anything();
        }
        int searched = from;
        while (true) {
            int end = indexOfHeadEnd(searched);
            int length = (end < 0 ? to : end) - from;
            if (length > limits.headerBytesMax()) {
                throw Refusals.of(HEAD_TOO_LARGE, "the head is too large");
            }
            if (end >= 0) {
                return accept(take(length));
            }
            int offset = Math.max(from, to - HEAD_END.length + 1) - from;
            await();
            searched = from + offset;
        }
    }

    private byte[] accept(byte[] complete) {
        RequestHead head = RequestHead.check(complete);
        upgradeOffered = head.upgrade();
        left = head.bodyBytes();
        deadlineNanos = clock.nanos() + limits.bodyTimeout().toNanos();
        if (left < 0) {
            expecting = Expecting.CHUNK_LINE;
            trailerBytes = 0;
        } else if (left > 0) {
            expecting = Expecting.BODY;
        }
        return complete;
    }

    /** Some clients send an empty line after a body (RFC 9112, section 2.2). */
    private void skipEmptyLine() {
        if (bytes[from] == '\r') {
            require(2);
            if (bytes[from + 1] == '\n') {
                from += 2;
                require(1);
            }
        }
    }

    private boolean startsWithPreface() {
        if (bytes[from] != 'P') {
            return false;
        }
        require(HTTP2_PREFACE.length);
        return Arrays.equals(
                bytes, from, from + HTTP2_PREFACE.length, HTTP2_PREFACE, 0, HTTP2_PREFACE.length);
    }

    private int indexOfHeadEnd(int start) {
        for (int i = start; i <= to - HEAD_END.length; i++) {
            if (bytes[i] == '\r'
                    && bytes[i + 1] == '\n'
                    && bytes[i + 2] == '\r'
                    && bytes[i + 3] == '\n') {
                return i + HEAD_END.length;
            }
        }
        return -1;
    }

    private byte[] body() {
        require(1);
        byte[] part = take((int) Math.min(left, to - from));
        left -= part.length;
        if (left == 0) {
            expecting = Expecting.HEAD;
        }
        return part;
    }

    private byte[] chunk() {
        while (true) {
            switch (expecting) {
                case CHUNK_LINE -> {
                    left = chunkSize(line(CHUNK_LINE_BYTES_MAX));
                    expecting = left == 0 ? Expecting.TRAILERS : Expecting.CHUNK_DATA;
                }
                case CHUNK_DATA -> {
                    return chunkData();
                }
                case CHUNK_END -> {
                    require(2);
                    if (bytes[from] != '\r' || bytes[from + 1] != '\n') {
                        throw Refusals.badRequest("a chunk is longer than its size");
                    }
                    from += 2;
                    expecting = Expecting.CHUNK_LINE;
                }
                default -> {
                    int length = line(limits.headerBytesMax()).length;
                    trailerBytes += length;
                    if (length == 0) {
                        expecting = Expecting.HEAD;
                        return LAST_CHUNK;
                    } else if (trailerBytes > limits.headerBytesMax()) {
                        throw Refusals.badRequest("the trailers are too large");
                    }
                }
            }
        }
    }

    private byte[] chunkData() {
        require(1);
        int length = (int) Math.min(left, to - from);
        byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] part = Arrays.copyOf(size, size.length + length + 2);
        System.arraycopy(bytes, from, part, size.length, length);
        part[part.length - 2] = '\r';
        part[part.length - 1] = '\n';
        from += length;
        left -= length;
        if (left == 0) {
            expecting = Expecting.CHUNK_END;
        }
        return part;
    }

    private static long chunkSize(byte[] line) {
        int digits = 0;
        long size = 0;
        while (digits < line.length && digit(line[digits]) >= 0) {
            size = size * 16 + digit(line[digits]);
            digits++;
            if (digits > CHUNK_SIZE_DIGITS_MAX) {
                throw Refusals.badRequest("a chunk's size is too large");
            }
        }
        boolean ends = digits == line.length || line[digits] == ';';
        if (digits == 0 || !ends) {
            throw Refusals.badRequest("a chunk has no size");
        }
        return size;
    }

    private static int digit(byte b) {
        return b < 0 ? -1 : Character.digit(b, 16);
    }

    /** The next line without its end. */
    private byte[] line(int lengthMax) {
        for (int length = 0; length <= lengthMax; length++) {
            require(length + 2);
            byte b = bytes[from + length];
            if (b == '\r' && bytes[from + length + 1] == '\n') {
                byte[] line = take(length);
                from += 2;
                return line;
            } else if ((b < ' ' && b >= 0 && b != '\t') || b == 0x7f) {
                throw Refusals.badRequest("a line of the body has a control character");
            }
        }
        throw Refusals.badRequest("a line of the body is too long");
    }

    private byte[] anything() {
        if (from == to) {
            read();
        }
        return take(to - from);
    }

    private byte[] take(int length) {
        byte[] taken =
                from == 0 && length == bytes.length
                        ? bytes
                        : Arrays.copyOfRange(bytes, from, from + length);
        from += length;
        return taken;
    }

    private void require(int count) {
        while (to - from < count) {
            await();
        }
    }

    /** Reads more of a message, if its time is not over. */
    private void await() {
        if (clock.nanos() - deadlineNanos > 0) {
            throw Refusals.of(Status.REQUEST_TIMEOUT_408, "the message did not come in time");
        }
        read();
    }

    private void read() {
        connection.ensureAvailable();
        byte[] more = connection.readBuffer().readBytes();
        if (from == to) {
            bytes = more;
        } else {
            // The copy is longer than the original: its end is zeros until "more" is put there.
            byte[] both = Arrays.copyOfRange(bytes, from, to + more.length);
            System.arraycopy(more, 0, both, to - from, more.length);
            bytes = both;
        }
        from = 0;
        to = bytes.length;
    }
}
