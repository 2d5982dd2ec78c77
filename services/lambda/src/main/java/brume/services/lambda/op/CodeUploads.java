package brume.services.lambda.op;

import brume.api.lambda.LambdaErrors;
import brume.api.s3.GetObjectRequest;
import brume.api.s3.S3Api;
import brume.services.lambda.domain.LambdaQuotas;
import brume.spi.Call;
import brume.spi.Calls;
import brume.wire.Blob;
import brume.wire.ErrorModel;
import brume.wire.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * Where code comes from: the request itself, or an object of S3 that the caller may get. Texts of
 * errors: as Lambda answers them in public issue reports.
 */
public final class CodeUploads {

    private final Calls calls;

    public CodeUploads(Calls calls) {
        this.calls = calls;
    }

    /** An object that a request names. */
    record S3Location(@Nullable String bucket, @Nullable String key, @Nullable String versionId) {

        boolean isPresent() {
            return bucket != null || key != null || versionId != null;
        }
    }

    /**
     * The code of a request, checked.
     *
     * @throws ServiceException in AWS's words if there is no usable zip
     */
    UploadedCode get(@Nullable Blob zipFile, S3Location location, Call call) {
        if (zipFile != null && location.isPresent()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Please do not provide other FunctionCode parameters when providing a"
                            + " ZipFile.");
        }
        if (!location.isPresent()) {
            return UploadedCode.of(zipFile, LambdaQuotas.ZIPPED_BYTES.value());
        }
        return UploadedCode.of(download(location, call), Blob.READ_BYTES_MAX);
    }

    private Blob download(S3Location location, Call call) {
        if (location.bucket() == null || location.key() == null) {
            throw LambdaErrors.invalidParameterValueException(
                    "S3Bucket and S3Key must be given together.");
        }
        GetObjectRequest request =
                GetObjectRequest.builder()
                        .bucket(location.bucket())
                        .key(location.key())
                        .versionId(location.versionId())
                        .build();
        try {
            Blob body =
                    calls.invoke(S3Api.GET_OBJECT, request, call.principal(), call.scope()).body();
            if (body == null || body.size() > Blob.READ_BYTES_MAX) {
                throw LambdaErrors.requestTooLargeException(
                        "Zipped size must be smaller than " + Blob.READ_BYTES_MAX + " bytes");
            }
            return Blob.of(body.bytes());
        } catch (ServiceException e) {
            throw refusal(location, e);
        }
    }

    private static ServiceException refusal(S3Location location, ServiceException e) {
        if (e.error().code().equals("RequestTooLargeException")) {
            return e;
        }
        String reason =
                "S3 Error Code: " + e.error().code() + ". S3 Error Message: " + e.getMessage();
        if (e.error().httpStatus() == 403) {
            return new ServiceException(
                    ErrorModel.sender("AccessDeniedException", 403),
                    "Your access has been denied by S3, please make sure your request credentials"
                            + " have permission to GetObject for "
                            + location.bucket()
                            + '/'
                            + location.key()
                            + ". "
                            + reason);
        }
        return LambdaErrors.invalidParameterValueException(
                "Error occurred while GetObject. " + reason);
    }
}
