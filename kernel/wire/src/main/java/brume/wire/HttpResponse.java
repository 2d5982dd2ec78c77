package brume.wire;

/** One HTTP response with its whole body. */
@SuppressWarnings("ArrayRecordComponent")
public record HttpResponse(int status, HttpHeaders headers, byte[] body) {

    public static HttpResponse of(int status, String contentType, byte[] body) {
        return new HttpResponse(status, new HttpHeaders().add("Content-Type", contentType), body);
    }
}
