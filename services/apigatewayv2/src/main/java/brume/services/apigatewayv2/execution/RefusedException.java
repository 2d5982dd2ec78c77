package brume.services.apigatewayv2.execution;

import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;

/** A request that does not get its integration's answer, with what the client is told instead. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String challenge;

    private RefusedException(int status, String message, String challenge) {
        super(message, null, false, false);
        this.status = status;
        this.challenge = challenge;
    }

    private static RefusedException of(int status, String message) {
        return new RefusedException(status, message, "");
    }

    public static RefusedException notFound() {
        return of(404, "Not Found");
    }

    public static RefusedException forbidden() {
        return of(403, "Forbidden");
    }

    public static RefusedException unauthorized() {
        return of(401, "Unauthorized");
    }

    /** A token that is missing or not good. Source: RFC 6750, section 3. */
    public static RefusedException badToken(String reason) {
        String challenge =
                reason.isEmpty()
                        ? ""
                        : " error=\"invalid_token\" error_description=\"" + reason + '"';
        return new RefusedException(401, "Unauthorized", "Bearer scope=\"\"" + challenge);
    }

    public static RefusedException missingScope(String scopes) {
        return new RefusedException(
                403, "Forbidden", "Bearer scope=\"" + scopes + "\" error=\"insufficient_scope\"");
    }

    public static RefusedException tooManyRequests() {
        return of(429, "Too Many Requests");
    }

    public static RefusedException tooLarge() {
        return of(413, "Request Entity Too Large");
    }

    public static RefusedException internal() {
        return of(500, "Internal Server Error");
    }

    /** A function that fails. */
    public static RefusedException badGateway() {
        return of(502, "Internal server error");
    }

    public static RefusedException unavailable() {
        return of(503, "Service Unavailable");
    }

    public int status() {
        return status;
    }

    public String text() {
        return String.valueOf(getMessage());
    }

    public HttpResponse response() {
        HttpHeaders headers = new HttpHeaders().add("Content-Type", "application/json");
        if (!challenge.isEmpty()) {
            headers.add("WWW-Authenticate", challenge);
        }
        return new HttpResponse(
                status, headers, Documents.write(Documents.object().put("message", text())));
    }
}
