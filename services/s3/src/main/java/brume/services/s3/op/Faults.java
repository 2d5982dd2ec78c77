package brume.services.s3.op;

import brume.api.s3.InvalidArgument;
import brume.api.s3.NoSuchKey;
import brume.api.s3.NoSuchVersion;
import brume.api.s3.PreconditionFailed;
import brume.api.s3.S3Api;
import brume.api.s3.S3Errors;
import brume.wire.CommonErrors;
import brume.wire.ServiceException;

/**
 * Errors that several operations answer. Source of codes, texts and members: answers recorded from
 * AWS in the snapshots of LocalStack's tests.
 */
final class Faults {

    private Faults() {}

    static ServiceException noSuchKey(String key) {
        return S3Errors.noSuchKey(
                "The specified key does not exist.", NoSuchKey.builder().key(key).build());
    }

    static ServiceException noSuchVersion(String key, String versionId) {
        return S3Errors.noSuchVersion(
                "The specified version does not exist.",
                NoSuchVersion.builder().key(key).versionId(versionId).build());
    }

    static ServiceException preconditionFailed(String condition) {
        return S3Errors.preconditionFailed(
                "At least one of the pre-conditions you specified did not hold",
                PreconditionFailed.builder().condition(condition).build());
    }

    static ServiceException invalidArgument(String name, String value, String message) {
        return S3Errors.invalidArgument(
                message, InvalidArgument.builder().argumentName(name).argumentValue(value).build());
    }

    static ServiceException malformedXml() {
        return S3Errors.malformedXML(
                "The XML you provided was not well-formed or did not validate against our published"
                        + " schema");
    }

    static ServiceException malformedRequest(String message) {
        return S3Errors.invalidRequest(message);
    }

    static ServiceException notImplemented(String what) {
        return CommonErrors.notImplemented(S3Api.MODEL, what);
    }

    static ServiceException accessDenied() {
        return S3Errors.accessDenied("Access Denied");
    }
}
