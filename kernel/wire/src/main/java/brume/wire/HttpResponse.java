package brume.wire;

import java.util.Optional;

/**
 * One HTTP response.
 *
 * @param body the whole body, or nothing if it comes as a stream
 * @param stream a body that is too large to be held, read while it is sent
 */
@SuppressWarnings("ArrayRecordComponent")
public record HttpResponse(int status, HttpHeaders headers, byte[] body, Optional<Blob> stream) {

    private static final byte[] NOTHING = {};

    public HttpResponse(int status, HttpHeaders headers, byte[] body) {
        this(status, headers, body, Optional.empty());
    }

    /** A response whose body is read while it is sent. */
    static HttpResponse streamed(int status, HttpHeaders headers, Blob body) {
        return new HttpResponse(status, headers, NOTHING, Optional.of(body));
    }

    /** The length of the body, whichever way it comes. */
    public long bodyBytes() {
        return stream.map(Blob::size).orElse((long) body.length);
    }

    public static HttpResponse of(int status, String contentType, byte[] body) {
        return new HttpResponse(status, new HttpHeaders().add("Content-Type", contentType), body);
    }
}
