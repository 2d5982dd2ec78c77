package brume.auth;

import brume.wire.ErrorModel;
import brume.wire.Protocol;

/**
 * The error that each protocol family answers for an authentication failure. Sources: "Common Error
 * Types" in the API references of IAM and STS (query), DynamoDB (JSON), Lambda (REST JSON), EC2's
 * "Error codes for the Amazon EC2 API" and S3's "Error responses"; answers quoted in public issue
 * reports.
 */
public final class AuthErrors {

    private AuthErrors() {}

    /** The code and status for a failure. */
    public static ErrorModel of(Protocol protocol, AuthFailure.Reason reason) {
        return switch (protocol) {
            case AWS_JSON_1_0, AWS_JSON_1_1, AWS_CBOR_1_1, RPC_V2_CBOR ->
                    ErrorModel.sender(json(reason), 400);
            case REST_JSON_1 -> ErrorModel.sender(json(reason), 403);
            case AWS_QUERY, AWS_QUERY_JSON -> query(reason);
            case EC2_QUERY -> ec2(reason);
            case REST_XML -> s3(reason);
        };
    }

    /** What the caller is told; S3 has words of its own. */
    public static String message(Protocol protocol, AuthFailure failure) {
        if (protocol != Protocol.REST_XML) {
            return failure.message();
        }
        return switch (failure.reason()) {
            case MISSING_TOKEN -> "Access Denied";
            case INVALID_TOKEN ->
                    "The AWS Access Key Id you provided does not exist in our records.";
            case EXPIRED_TOKEN -> "The provided token has expired.";
            case SIGNATURE_EXPIRED, SIGNATURE_NOT_YET_CURRENT ->
                    "The difference between the request time and the current time is too large.";
            default -> failure.message();
        };
    }

    private static String json(AuthFailure.Reason reason) {
        return switch (reason) {
            case MISSING_TOKEN -> "MissingAuthenticationTokenException";
            case INCOMPLETE_SIGNATURE -> "IncompleteSignatureException";
            case SIGNATURE_MISMATCH, SIGNATURE_EXPIRED, URL_EXPIRED, SIGNATURE_NOT_YET_CURRENT ->
                    "InvalidSignatureException";
            case INVALID_TOKEN -> "UnrecognizedClientException";
            case EXPIRED_TOKEN -> "ExpiredTokenException";
        };
    }

    private static ErrorModel query(AuthFailure.Reason reason) {
        return switch (reason) {
            case MISSING_TOKEN -> ErrorModel.sender("MissingAuthenticationToken", 403);
            case INCOMPLETE_SIGNATURE -> ErrorModel.sender("IncompleteSignature", 400);
            case SIGNATURE_MISMATCH, SIGNATURE_EXPIRED, URL_EXPIRED, SIGNATURE_NOT_YET_CURRENT ->
                    ErrorModel.sender("SignatureDoesNotMatch", 403);
            case INVALID_TOKEN -> ErrorModel.sender("InvalidClientTokenId", 403);
            case EXPIRED_TOKEN -> ErrorModel.sender("ExpiredToken", 403);
        };
    }

    private static ErrorModel ec2(AuthFailure.Reason reason) {
        return switch (reason) {
            case MISSING_TOKEN -> ErrorModel.sender("MissingAuthenticationToken", 403);
            case INCOMPLETE_SIGNATURE -> ErrorModel.sender("IncompleteSignature", 400);
            case SIGNATURE_MISMATCH, SIGNATURE_NOT_YET_CURRENT, INVALID_TOKEN ->
                    ErrorModel.sender("AuthFailure", 401);
            case SIGNATURE_EXPIRED, URL_EXPIRED, EXPIRED_TOKEN ->
                    ErrorModel.sender("RequestExpired", 400);
        };
    }

    private static ErrorModel s3(AuthFailure.Reason reason) {
        return switch (reason) {
            case MISSING_TOKEN, URL_EXPIRED -> ErrorModel.sender("AccessDenied", 403);
            case INCOMPLETE_SIGNATURE -> ErrorModel.sender("AuthorizationHeaderMalformed", 400);
            case SIGNATURE_MISMATCH -> ErrorModel.sender("SignatureDoesNotMatch", 403);
            case SIGNATURE_EXPIRED, SIGNATURE_NOT_YET_CURRENT ->
                    ErrorModel.sender("RequestTimeTooSkewed", 403);
            case INVALID_TOKEN -> ErrorModel.sender("InvalidAccessKeyId", 403);
            case EXPIRED_TOKEN -> ErrorModel.sender("ExpiredToken", 400);
        };
    }
}
