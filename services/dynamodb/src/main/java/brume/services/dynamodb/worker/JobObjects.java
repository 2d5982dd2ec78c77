package brume.services.dynamodb.worker;

import brume.api.s3.GetObjectRequest;
import brume.api.s3.ListObjectsV2Request;
import brume.api.s3.ObjectShape;
import brume.api.s3.PutObjectRequest;
import brume.api.s3.S3Api;
import brume.base.Scope;
import brume.services.dynamodb.domain.Export;
import brume.services.dynamodb.domain.Job;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.Blob;
import brume.wire.ServiceException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The objects of S3 that a job reads and writes, as its caller. */
final class JobObjects {

    /** What S3 refuses to a job. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        private final String code;

        Refused(String code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        /** As jobs name it, such as {@code S3NoSuchBucket}. */
        String code() {
            return code;
        }

        boolean concernsObjectOnly() {
            return code.equals("S3NoSuchKey")
                    || code.equals("S3PreconditionFailed")
                    || code.equals("S3InvalidObjectState");
        }
    }

    /** One call of S3. */
    private interface Action<T> {
        T run();
    }

    private final Calls calls;
    private final Principal principal;
    private final Scope scope;

    JobObjects(Calls calls, Job job) {
        this.calls = calls;
        this.principal = job.caller().principal();
        this.scope = job.table().scope();
    }

    /**
     * What S3 answers.
     *
     * @throws ServiceException for failures of S3 itself, after which the job tries again
     */
    private static <T> T asked(Action<T> action) throws Refused {
        try {
            return action.run();
        } catch (ServiceException e) {
            int status = e.error().httpStatus();
            if (status >= 500 && status != 501) {
                throw e;
            }
            String code = e.error().code();
            // Source of form and codes: failures recorded from AWS by ack-api-quirks
            // (DDB-EXPORT-005, 010 and 011).
            throw new Refused(
                    code.startsWith("KMS.") ? "Kms" + code.substring(4) : "S3" + code,
                    String.format(
                            Locale.ROOT,
                            "%s (Service: Amazon S3; Status Code: %d; Error Code: %s)",
                            e.getMessage(),
                            status,
                            code));
        }
    }

    /** Writes an object of an export; answers its ETag without quotes. */
    String put(Export export, String key, byte[] body) throws Refused {
        Export.Target target = export.target();
        boolean kms = target.sseAlgorithm().equals("KMS");
        PutObjectRequest request =
                PutObjectRequest.builder()
                        .bucket(target.bucket())
                        .key(key)
                        .body(Blob.of(body))
                        .serverSideEncryption(kms ? "aws:kms" : target.sseAlgorithm())
                        .ssekmsKeyId(target.sseKmsKeyId())
                        .expectedBucketOwner(target.bucketOwner())
                        .build();
        String etag = asked(() -> calls.invoke(S3Api.PUT_OBJECT, request, principal, scope)).eTag();
        return etag == null ? "" : etag.replace("\"", "");
    }

    /** The first object after {@code after} whose key begins with {@code prefix}. */
    Optional<ObjectShape> first(
            String bucket, String owner, @Nullable String prefix, @Nullable String after)
            throws Refused {
        ListObjectsV2Request request =
                ListObjectsV2Request.builder()
                        .bucket(bucket)
                        .prefix(prefix)
                        .startAfter(after)
                        .maxKeys(1)
                        .expectedBucketOwner(owner)
                        .build();
        List<ObjectShape> found =
                asked(() -> calls.invoke(S3Api.LIST_OBJECTS_V2, request, principal, scope))
                        .contents();
        return found == null ? Optional.empty() : found.stream().findFirst();
    }

    /** An object, if it has not been changed since it had that ETag. */
    Blob open(String bucket, String owner, String key, @Nullable String etag) throws Refused {
        GetObjectRequest request =
                GetObjectRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .ifMatch(etag)
                        .expectedBucketOwner(owner)
                        .build();
        Blob body = asked(() -> calls.invoke(S3Api.GET_OBJECT, request, principal, scope)).body();
        return Objects.requireNonNullElse(body, Blob.EMPTY);
    }
}
