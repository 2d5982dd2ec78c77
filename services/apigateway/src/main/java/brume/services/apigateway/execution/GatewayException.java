package brume.services.apigateway.execution;

import org.jspecify.annotations.Nullable;

/**
 * What the client of a deployed API is told when its request does not reach, or does not come back
 * from, an integration: one of AWS's gateway responses in its default form.
 */
final class GatewayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String errorType;

    private GatewayException(int status, String errorType, @Nullable String message) {
        super(message, null, false, false);
        this.status = status;
        this.errorType = errorType;
    }

    int status() {
        return status;
    }

    String errorType() {
        return errorType;
    }

    @Nullable String text() {
        return getMessage();
    }

    static GatewayException missingAuthenticationToken() {
        return new GatewayException(
                403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    /** No identity, or an authorizer that says so. */
    static GatewayException unauthorized() {
        return new GatewayException(401, "UnauthorizedException", "Unauthorized");
    }

    /** An authorizer that fails or answers in a wrong form; AWS's message is null. */
    static GatewayException authorizerFailed() {
        return new GatewayException(500, "AuthorizerConfigurationException", null);
    }

    /** Faster than the throttle of a usage plan. */
    static GatewayException tooManyRequests() {
        return new GatewayException(429, "TooManyRequestsException", "Too Many Requests");
    }

    /** More than the quota of a usage plan. */
    static GatewayException limitExceeded() {
        return new GatewayException(429, "LimitExceededException", "Limit Exceeded");
    }

    static GatewayException forbidden() {
        return new GatewayException(403, "ForbiddenException", "Forbidden");
    }

    /** The signature is missing or wrong. */
    static GatewayException signature(String code, String message) {
        return new GatewayException(403, code, message);
    }

    static GatewayException accessDenied(String message) {
        return new GatewayException(403, "AccessDeniedException", message);
    }

    /** A request without a required parameter. */
    static GatewayException badParameters(String message) {
        return badRequest(message);
    }

    /** A body that is not of its model. */
    static GatewayException badBody() {
        return badRequest("Invalid request body");
    }

    static GatewayException badRequest(String message) {
        return new GatewayException(400, "BadRequestException", message);
    }

    static GatewayException requestTooLarge() {
        return new GatewayException(413, "RequestTooLargeException", "Request Too Long");
    }

    static GatewayException unsupportedMediaType() {
        return new GatewayException(415, "BadRequestException", "Unsupported Media Type");
    }

    /** A configuration or integration that fails. */
    static GatewayException internal() {
        return new GatewayException(500, "InternalServerErrorException", "Internal server error");
    }

    /** An AWS_PROXY function that fails or answers in a wrong form. */
    static GatewayException badProxyAnswer() {
        return new GatewayException(502, "InternalServerErrorException", "Internal server error");
    }

    static GatewayException timedOut() {
        return new GatewayException(
                504, "InternalServerErrorException", "Endpoint request timed out");
    }
}
