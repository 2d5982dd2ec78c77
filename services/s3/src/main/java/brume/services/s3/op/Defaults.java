package brume.services.s3.op;

import brume.api.s3.GetBucketAccelerateConfigurationOutput;
import brume.api.s3.GetBucketAclOutput;
import brume.api.s3.GetBucketLoggingOutput;
import brume.api.s3.GetBucketPolicyStatusOutput;
import brume.api.s3.GetBucketRequestPaymentOutput;
import brume.api.s3.GetObjectAclOutput;
import brume.api.s3.Grant;
import brume.api.s3.Grantee;
import brume.api.s3.NoSuchBucketPolicy;
import brume.api.s3.NoSuchLifecycleConfiguration;
import brume.api.s3.NoSuchWebsiteConfiguration;
import brume.api.s3.NotificationConfiguration;
import brume.api.s3.ObjectLockConfigurationNotFoundError;
import brume.api.s3.PolicyStatus;
import brume.api.s3.ReplicationConfigurationNotFoundError;
import brume.api.s3.S3Api;
import brume.api.s3.S3Errors;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.PublicAccess;
import brume.services.s3.store.BucketStore;
import brume.spi.Operation;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What buckets and objects answer that has never been set and cannot be set yet: putting it is not
 * implemented, so these answers are true.
 */
final class Defaults {

    private final BucketStore buckets;
    private final Reading reading;
    private final Access access;

    Defaults(BucketStore buckets, Reading reading, Access access) {
        this.buckets = buckets;
        this.reading = reading;
        this.access = access;
    }

    List<Operation<?, ?>> all() {
        return Stream.of(accessControl(), unset(), absent())
                .<Operation<?, ?>>flatMap(List::stream)
                .toList();
    }

    private List<Operation<?, ?>> accessControl() {
        return List.of(
                access.onBucket(
                        S3Api.GET_BUCKET_ACL,
                        "GetBucketAcl",
                        (input, bucket, call) ->
                                GetBucketAclOutput.builder()
                                        .owner(Buckets.owner(bucket.owner()))
                                        .grants(grants(bucket))
                                        .build()),
                access.onObject(
                        S3Api.GET_OBJECT_ACL,
                        "GetObjectAcl",
                        (input, bucket, call) -> {
                            buckets.read(reader ->
                                    reading.find(
                                            reader,
                                            bucket,
                                            Fields.require(input, "Key"),
                                            Fields.text(input, "versionId")));
                            return GetObjectAclOutput.builder()
                                    .owner(Buckets.owner(bucket.owner()))
                                    .grants(grants(bucket))
                                    .build();
                        }),
                access.onBucket(
                        S3Api.PUT_BUCKET_ACL,
                        "PutBucketAcl",
                        (input, bucket, call) -> {
                            throw Acls.notSupported();
                        }),
                access.onObject(
                        S3Api.PUT_OBJECT_ACL,
                        "PutObjectAcl",
                        (input, bucket, call) -> {
                            throw Acls.notSupported();
                        }));
    }

    private List<Operation<?, ?>> unset() {
        return List.of(
                access.onBucket(
                        S3Api.GET_BUCKET_POLICY_STATUS,
                        "GetBucketPolicyStatus",
                        (input, bucket, call) -> policyStatus(bucket)),
                access.onBucket(
                        S3Api.GET_BUCKET_REQUEST_PAYMENT,
                        "GetBucketRequestPayment",
                        (input, bucket, call) ->
                                GetBucketRequestPaymentOutput.builder()
                                        .payer("BucketOwner")
                                        .build()),
                access.onBucket(
                        S3Api.GET_BUCKET_ACCELERATE_CONFIGURATION,
                        "GetAccelerateConfiguration",
                        (input, bucket, call) ->
                                GetBucketAccelerateConfigurationOutput.builder().build()),
                access.onBucket(
                        S3Api.GET_BUCKET_LOGGING,
                        "GetBucketLogging",
                        (input, bucket, call) -> GetBucketLoggingOutput.builder().build()),
                access.onBucket(
                        S3Api.GET_BUCKET_NOTIFICATION_CONFIGURATION,
                        "GetBucketNotification",
                        (input, bucket, call) -> NotificationConfiguration.builder().build()));
    }

    private List<Operation<?, ?>> absent() {
        return List.of(
                missing(
                        S3Api.GET_BUCKET_LIFECYCLE_CONFIGURATION,
                        "GetLifecycleConfiguration",
                        bucket ->
                                S3Errors.noSuchLifecycleConfiguration(
                                        "The lifecycle configuration does not exist",
                                        NoSuchLifecycleConfiguration.builder()
                                                .bucketName(bucket.name())
                                                .build())),
                missing(
                        S3Api.GET_BUCKET_WEBSITE,
                        "GetBucketWebsite",
                        bucket ->
                                S3Errors.noSuchWebsiteConfiguration(
                                        "The specified bucket does not have a website"
                                                + " configuration",
                                        NoSuchWebsiteConfiguration.builder()
                                                .bucketName(bucket.name())
                                                .build())),
                missing(
                        S3Api.GET_BUCKET_REPLICATION,
                        "GetReplicationConfiguration",
                        bucket ->
                                S3Errors.replicationConfigurationNotFoundError(
                                        "The replication configuration was not found",
                                        ReplicationConfigurationNotFoundError.builder()
                                                .bucketName(bucket.name())
                                                .build())),
                missing(
                        S3Api.GET_OBJECT_LOCK_CONFIGURATION,
                        "GetBucketObjectLockConfiguration",
                        bucket ->
                                S3Errors.objectLockConfigurationNotFoundError(
                                        "Object Lock configuration does not exist for this bucket",
                                        ObjectLockConfigurationNotFoundError.builder()
                                                .bucketName(bucket.name())
                                                .build())));
    }

    private <I extends Shape, O extends Shape> Operation<I, O> missing(
            OperationModel<I, O> model, String action, Function<Bucket, ServiceException> error) {
        return access.onBucket(
                model,
                action,
                (input, bucket, call) -> {
                    throw error.apply(bucket);
                });
    }

    /** Everything to the owner, nothing to others. */
    private static List<Grant> grants(Bucket bucket) {
        return List.of(
                Grant.builder()
                        .grantee(
                                Grantee.builder()
                                        .id(Buckets.owner(bucket.owner()).id())
                                        .type("CanonicalUser")
                                        .build())
                        .permission("FULL_CONTROL")
                        .build());
    }

    private static GetBucketPolicyStatusOutput policyStatus(Bucket bucket) {
        String policy =
                bucket.policy()
                        .orElseThrow(() ->
                                S3Errors.noSuchBucketPolicy(
                                        "The bucket policy does not exist",
                                        NoSuchBucketPolicy.builder()
                                                .bucketName(bucket.name())
                                                .build()));
        return GetBucketPolicyStatusOutput.builder()
                .policyStatus(
                        PolicyStatus.builder().isPublic(PublicAccess.isPublic(policy)).build())
                .build();
    }
}
