package brume.wire;

/**
 * The errors that every AWS service can answer, with the codes of its protocol family. Source: the
 * "Common Errors" pages of the services' API references.
 */
public final class CommonErrors {

    private CommonErrors() {}

    /** The input breaks a constraint of the model or a rule of the service. */
    public static ServiceException validation(ServiceModel service, String message) {
        String code =
                switch (service.protocol()) {
                    case AWS_QUERY -> "ValidationError";
                    case EC2_QUERY -> "InvalidParameterValue";
                    default -> "ValidationException";
                };
        return new ServiceException(ErrorModel.sender(code, 400), message);
    }

    /** The caller is known, but not permitted. */
    public static ServiceException accessDenied(ServiceModel service, String message) {
        if (service.traits().queryCompatible()) {
            return new ServiceException(
                    new ErrorModel("AccessDeniedException", "AccessDenied", 403, true), message);
        }
        return switch (service.protocol()) {
            case AWS_QUERY, REST_XML ->
                    new ServiceException(ErrorModel.sender("AccessDenied", 403), message);
            case EC2_QUERY ->
                    new ServiceException(ErrorModel.sender("UnauthorizedOperation", 403), message);
            case REST_JSON_1 ->
                    new ServiceException(ErrorModel.sender("AccessDeniedException", 403), message);
            default ->
                    new ServiceException(ErrorModel.sender("AccessDeniedException", 400), message);
        };
    }

    /** The operation, or this use of it, is not built: explicit, so that nobody relies on it. */
    public static ServiceException notImplemented(ServiceModel service, String what) {
        return new ServiceException(
                new ErrorModel("NotImplemented", "NotImplemented", 501, false),
                "Brume does not implement " + what + " of " + service.serviceId() + " yet.");
    }

    /** The body is larger than the service accepts. */
    public static ServiceException tooLarge() {
        return new ServiceException(
                ErrorModel.sender("RequestEntityTooLargeException", 413),
                "Request is larger than this service accepts");
    }

    /** Something went wrong that the caller cannot act on: no detail, the log has it. */
    public static ServiceException internalFailure(ServiceModel service) {
        String code =
                switch (service.protocol()) {
                    case EC2_QUERY -> "InternalError";
                    case REST_JSON_1 -> "ServiceException";
                    case AWS_JSON_1_0, AWS_JSON_1_1, AWS_CBOR_1_1, RPC_V2_CBOR ->
                            "InternalServerError";
                    case AWS_QUERY, AWS_QUERY_JSON, REST_XML -> "InternalFailure";
                };
        return new ServiceException(
                new ErrorModel(code, code, 500, false),
                "The request processing has failed because of an unknown error.");
    }
}
