package brume.services.apigateway.execution;

import org.jspecify.annotations.Nullable;

/**
 * What the client of a deployed API is told when its request does not reach, or does not come back
 * from, an integration: one of AWS's gateway responses in its default form.
 */
final class GatewayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String responseType;
    private final int status;
    private final String errorType;

    private final String reason;

    private GatewayException(
            String responseType, int status, String errorType, @Nullable String message) {
        this(responseType, status, errorType, message, "");
    }

    private GatewayException(
            String responseType,
            int status,
            String errorType,
            @Nullable String message,
            String reason) {
        super(message, null, false, false);
        this.reason = reason;
        this.responseType = responseType;
        this.status = status;
        this.errorType = errorType;
    }

    /** The type of the gateway response, such as {@code ACCESS_DENIED}. */
    String responseType() {
        return responseType;
    }

    int status() {
        return status;
    }

    String errorType() {
        return errorType;
    }

    /** What the execution log says beyond the message; mostly empty. */
    String reason() {
        return reason;
    }

    @Nullable String text() {
        return getMessage();
    }

    static GatewayException missingAuthenticationToken() {
        return new GatewayException(
                "MISSING_AUTHENTICATION_TOKEN",
                403,
                "MissingAuthenticationTokenException",
                "Missing Authentication Token");
    }

    /** No identity, or an authorizer that says so. */
    static GatewayException unauthorized() {
        return new GatewayException("UNAUTHORIZED", 401, "UnauthorizedException", "Unauthorized");
    }

    /** An authorizer that fails or answers in a wrong form; AWS's message is null. */
    static GatewayException authorizerFailed() {
        return new GatewayException(
                "AUTHORIZER_CONFIGURATION_ERROR", 500, "AuthorizerConfigurationException", null);
    }

    /** Faster than the throttle of a usage plan. */
    static GatewayException tooManyRequests() {
        return new GatewayException(
                "THROTTLED", 429, "TooManyRequestsException", "Too Many Requests");
    }

    /** More than the quota of a usage plan. */
    static GatewayException limitExceeded() {
        return new GatewayException(
                "QUOTA_EXCEEDED", 429, "LimitExceededException", "Limit Exceeded");
    }

    static GatewayException forbidden() {
        return new GatewayException("INVALID_API_KEY", 403, "ForbiddenException", "Forbidden");
    }

    /** The signature is missing or wrong. */
    static GatewayException signature(String code, String message) {
        String type = code.startsWith("ExpiredToken") ? "EXPIRED_TOKEN" : "INVALID_SIGNATURE";
        return new GatewayException(type, 403, code, message);
    }

    static GatewayException accessDenied(String message) {
        return new GatewayException("ACCESS_DENIED", 403, "AccessDeniedException", message);
    }

    /** A request without a required parameter. */
    static GatewayException badParameters(String message) {
        return badRequest("BAD_REQUEST_PARAMETERS", message);
    }

    /** A body that is not of its model. */
    static GatewayException badBody() {
        return badRequest("BAD_REQUEST_BODY", "Invalid request body");
    }

    /** A path that a test invocation cannot have. */
    static GatewayException badPath() {
        return badRequest("DEFAULT_4XX", "Invalid path");
    }

    private static GatewayException badRequest(String responseType, String message) {
        return new GatewayException(responseType, 400, "BadRequestException", message);
    }

    static GatewayException requestTooLarge() {
        return new GatewayException(
                "REQUEST_TOO_LARGE", 413, "RequestTooLargeException", "Request Too Long");
    }

    static GatewayException unsupportedMediaType() {
        return new GatewayException(
                "UNSUPPORTED_MEDIA_TYPE", 415, "BadRequestException", "Unsupported Media Type");
    }

    /** A configuration or integration that fails. */
    static GatewayException internal() {
        return internal("");
    }

    /**
     * A configuration that fails.
     *
     * @param reason for the execution log
     */
    static GatewayException internal(String reason) {
        return new GatewayException(
                "API_CONFIGURATION_ERROR",
                500,
                "InternalServerErrorException",
                "Internal server error",
                reason);
    }

    /** Whoever asks to renew an answer of the stage's cache without being permitted to. */
    static GatewayException cacheInvalidationDenied() {
        return new GatewayException(
                "ACCESS_DENIED",
                403,
                "AccessDeniedException",
                "User is not authorized to invalidate the cache");
    }

    /** An AWS_PROXY function that fails or answers in a wrong form. */
    static GatewayException badProxyAnswer() {
        return new GatewayException(
                "DEFAULT_5XX", 502, "InternalServerErrorException", "Internal server error");
    }

    static GatewayException timedOut() {
        return new GatewayException(
                "INTEGRATION_TIMEOUT",
                504,
                "InternalServerErrorException",
                "Endpoint request timed out");
    }
}
