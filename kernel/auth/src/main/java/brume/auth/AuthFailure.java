package brume.auth;

/**
 * Why a request is not authenticated.
 *
 * @param message AWS's text for the caller
 */
public record AuthFailure(Reason reason, String message) {

    /** The kinds of failure; {@link AuthErrors} gives each its error code per protocol. */
    public enum Reason {
        /** The request has no signature. */
        MISSING_TOKEN,
        /** A part of the signature is missing or malformed. */
        INCOMPLETE_SIGNATURE,
        /** The signature, its scope or the body's hash is wrong. */
        SIGNATURE_MISMATCH,
        /** The signature is too old. */
        SIGNATURE_EXPIRED,
        /** The URL that was signed is too old. */
        URL_EXPIRED,
        /** The signature comes from the future. */
        SIGNATURE_NOT_YET_CURRENT,
        /** There is no such access key, or the session token is not one of ours. */
        INVALID_TOKEN,
        /** The session has ended. */
        EXPIRED_TOKEN
    }

    /** The request is not signed. */
    public static AuthFailure missingToken() {
        return new AuthFailure(Reason.MISSING_TOKEN, "Request is missing Authentication Token");
    }

    /** The access key or session token is unknown. */
    public static AuthFailure invalidToken() {
        return new AuthFailure(
                Reason.INVALID_TOKEN, "The security token included in the request is invalid.");
    }

    /** A URL of S3 is too old. */
    static AuthFailure urlExpired() {
        return new AuthFailure(Reason.URL_EXPIRED, "Request has expired");
    }

    /** The session has ended. */
    public static AuthFailure expiredToken() {
        return new AuthFailure(
                Reason.EXPIRED_TOKEN, "The security token included in the request is expired");
    }

    static AuthFailure incomplete(String message) {
        return new AuthFailure(Reason.INCOMPLETE_SIGNATURE, message);
    }

    static AuthFailure mismatch(String message) {
        return new AuthFailure(Reason.SIGNATURE_MISMATCH, message);
    }

    /** This failure as an exception to throw. */
    public AuthFailureException exception() {
        return new AuthFailureException(this);
    }
}
