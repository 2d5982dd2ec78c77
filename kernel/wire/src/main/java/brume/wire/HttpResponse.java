package brume.wire;

import java.util.Optional;

/**
 * One HTTP response.
 *
 * @param body the whole body, or nothing if it comes in another way
 * @param stream a body that is too large to be held, read while it is sent
 * @param live a body that is written while it is made; its length is not known
 */
@SuppressWarnings("ArrayRecordComponent")
public record HttpResponse(
        int status,
        HttpHeaders headers,
        byte[] body,
        Optional<Blob> stream,
        Optional<BodyStream> live) {

    private static final byte[] NOTHING = {};

    /** A response with its whole body. */
    public HttpResponse(int status, HttpHeaders headers, byte[] body) {
        this(status, headers, body, Optional.empty(), Optional.empty());
    }

    /** A response whose body is read while it is sent. */
    static HttpResponse streamed(int status, HttpHeaders headers, Blob body) {
        return new HttpResponse(status, headers, NOTHING, Optional.of(body), Optional.empty());
    }

    /** A response whose body is written while it is made. */
    public static HttpResponse streaming(int status, HttpHeaders headers, BodyStream body) {
        return new HttpResponse(status, headers, NOTHING, Optional.empty(), Optional.of(body));
    }

    /** The length of the body as far as it is known. */
    public long bodyBytes() {
        return stream.map(Blob::size).orElse((long) body.length);
    }

    public static HttpResponse of(int status, String contentType, byte[] body) {
        return new HttpResponse(status, new HttpHeaders().add("Content-Type", contentType), body);
    }
}
