package brume.sandbox;

import java.util.Arrays;

/**
 * Splits a function's output into log events: a line, or a frame that a runtime marked as one event
 * (type 0xa55a0003, four bytes of length, big-endian), each of at most 256 KB. The frames of AWS's
 * runtime clients have a level in their type and eight bytes with a time after the length.
 */
final class LogLines {

    /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
    static final int EVENT_BYTES_MAX = 256 * 1024 - 26;

    private static final byte[] MARK = {(byte) 0xa5, 0x5a, 0x00, 0x03};
    private static final int FRAME_HEAD_BYTES = 8;
    private static final int TIME_BYTES = 8;

    private final LogSink sink;
    private final int markBytes;
    private final int headBytes;
    private volatile String requestId = "";
    private byte[] buffer = new byte[4096];
    private int length;
    private int scanned;

    private LogLines(LogSink sink, int markBytes, int headBytes) {
        this.sink = sink;
        this.markBytes = markBytes;
        this.headBytes = headBytes;
    }

    /** Of what is written to standard output and error. */
    static LogLines ofOutput(LogSink sink) {
        return new LogLines(sink, MARK.length, FRAME_HEAD_BYTES);
    }

    /** Of what AWS's runtime clients write to the file {@code _LAMBDA_TELEMETRY_LOG_FD}. */
    static LogLines ofTelemetry(LogSink sink) {
        return new LogLines(sink, MARK.length - 1, FRAME_HEAD_BYTES + TIME_BYTES);
    }

    /** What is read from now on belongs to {@code id}. */
    void attributeTo(String id) {
        requestId = id;
    }

    void add(byte[] bytes, int offset, int count) {
        if (length + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + count));
        }
        System.arraycopy(bytes, offset, buffer, length, count);
        length += count;
        int start = 0;
        int at = scanned;
        while (at < length) {
            if (buffer[at] == '\n') {
                emit(start, at);
                at++;
                start = at;
            } else if (buffer[at] == MARK[0] && mayBeMark(at)) {
                if (length - at < headBytes) {
                    break;
                }
                int size = frameLength(at);
                if (size < 0 || size > 64 * EVENT_BYTES_MAX) {
                    at++; // no frame after all
                    continue;
                }
                if (length - at - headBytes < size) {
                    break;
                }
                emit(start, at);
                emit(at + headBytes, at + headBytes + size);
                at += headBytes + size;
                start = at;
            } else {
                at++;
                if (at - start >= EVENT_BYTES_MAX) {
                    emit(start, at);
                    start = at;
                }
            }
        }
        System.arraycopy(buffer, start, buffer, 0, length - start);
        length -= start;
        scanned = at - start;
        if (length == 0 && buffer.length > 64 * 1024) {
            buffer = new byte[4096];
        }
    }

    private boolean mayBeMark(int at) {
        for (int i = 1; i < markBytes && at + i < length; i++) {
            if (buffer[at + i] != MARK[i]) {
                return false;
            }
        }
        return true;
    }

    private int frameLength(int at) {
        return (buffer[at + 4] & 0xff) << 24
                | (buffer[at + 5] & 0xff) << 16
                | (buffer[at + 6] & 0xff) << 8
                | (buffer[at + 7] & 0xff);
    }

    void flush() {
        emit(0, length);
        length = 0;
        scanned = 0;
    }

    private void emit(int start, int end) {
        int stop = end;
        while (stop > start && (buffer[stop - 1] == '\n' || buffer[stop - 1] == '\r')) {
            stop--;
        }
        for (int from = start; from < stop; from += EVENT_BYTES_MAX) {
            int to = Math.min(stop, from + EVENT_BYTES_MAX);
            sink.accept(requestId, Arrays.copyOfRange(buffer, from, to));
        }
    }
}
