package brume.services.s3.op;

import brume.api.s3.CORSConfiguration;
import brume.api.s3.CORSRule;
import brume.api.s3.GetBucketCorsOutput;
import brume.api.s3.GetBucketEncryptionOutput;
import brume.api.s3.GetBucketOwnershipControlsOutput;
import brume.api.s3.GetBucketVersioningOutput;
import brume.api.s3.GetPublicAccessBlockOutput;
import brume.api.s3.NoSuchCORSConfiguration;
import brume.api.s3.NoSuchPublicAccessBlockConfiguration;
import brume.api.s3.OwnershipControls;
import brume.api.s3.OwnershipControlsNotFoundError;
import brume.api.s3.OwnershipControlsRule;
import brume.api.s3.PublicAccessBlockConfiguration;
import brume.api.s3.S3Api;
import brume.api.s3.S3Errors;
import brume.api.s3.ServerSideEncryptionByDefault;
import brume.api.s3.ServerSideEncryptionConfiguration;
import brume.api.s3.ServerSideEncryptionRule;
import brume.api.s3.VersioningConfiguration;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.PublicAccess;
import brume.services.s3.store.BucketStore;
import brume.spi.Operation;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import brume.wire.Unit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on a bucket. A setting that nobody has put answers what AWS gives a new bucket.
 * Source of the defaults: S3 User Guide, "Blocking public access", "Controlling ownership of
 * objects" and "Setting default server-side encryption behavior".
 */
final class BucketSettings {

    /** The stored text of a setting that was deleted and has a default. */
    private static final String DELETED = "";

    private static final int CORS_RULES_MAX = 100;
    private static final List<String> CORS_METHODS =
            List.of("GET", "PUT", "POST", "DELETE", "HEAD");

    private final BucketStore buckets;
    private final Access access;

    BucketSettings(BucketStore buckets, Access access) {
        this.buckets = buckets;
        this.access = access;
    }

    List<Operation<?, ?>> all() {
        return Stream.concat(ofObjects().stream(), ofProtection().stream()).toList();
    }

    private List<Operation<?, ?>> ofObjects() {
        return List.of(
                access.onBucket(
                        S3Api.PUT_BUCKET_VERSIONING,
                        "PutBucketVersioning",
                        (input, bucket, call) ->
                                put(
                                        bucket,
                                        Bucket.Setting.VERSIONING,
                                        versioning(input.versioningConfiguration()))),
                access.onBucket(
                        S3Api.GET_BUCKET_VERSIONING,
                        "GetBucketVersioning",
                        (input, bucket, call) ->
                                GetBucketVersioningOutput.builder()
                                        .status(bucket.find(Bucket.Setting.VERSIONING).orElse(null))
                                        .build()),
                access.onBucket(
                        S3Api.PUT_BUCKET_CORS,
                        "PutBucketCORS",
                        (input, bucket, call) ->
                                put(bucket, Bucket.Setting.CORS, cors(input.corsConfiguration()))),
                access.onBucket(
                        S3Api.GET_BUCKET_CORS,
                        "GetBucketCORS",
                        (input, bucket, call) -> cors(bucket)),
                access.onBucket(
                        S3Api.DELETE_BUCKET_CORS,
                        "PutBucketCORS",
                        (input, bucket, call) -> remove(bucket, Bucket.Setting.CORS)),
                access.onBucket(
                        S3Api.PUT_BUCKET_OWNERSHIP_CONTROLS,
                        "PutBucketOwnershipControls",
                        (input, bucket, call) ->
                                put(
                                        bucket,
                                        Bucket.Setting.OWNERSHIP,
                                        ownership(input.ownershipControls()))),
                access.onBucket(
                        S3Api.GET_BUCKET_OWNERSHIP_CONTROLS,
                        "GetBucketOwnershipControls",
                        (input, bucket, call) -> ownership(bucket)),
                access.onBucket(
                        S3Api.DELETE_BUCKET_OWNERSHIP_CONTROLS,
                        "PutBucketOwnershipControls",
                        (input, bucket, call) -> put(bucket, Bucket.Setting.OWNERSHIP, DELETED)));
    }

    private List<Operation<?, ?>> ofProtection() {
        return List.of(
                access.onBucket(
                        S3Api.PUT_PUBLIC_ACCESS_BLOCK,
                        "PutBucketPublicAccessBlock",
                        (input, bucket, call) ->
                                put(
                                        bucket,
                                        Bucket.Setting.PUBLIC_ACCESS,
                                        publicAccess(input.publicAccessBlockConfiguration()))),
                access.onBucket(
                        S3Api.GET_PUBLIC_ACCESS_BLOCK,
                        "GetBucketPublicAccessBlock",
                        (input, bucket, call) -> publicAccess(bucket)),
                access.onBucket(
                        S3Api.DELETE_PUBLIC_ACCESS_BLOCK,
                        "PutBucketPublicAccessBlock",
                        (input, bucket, call) ->
                                put(bucket, Bucket.Setting.PUBLIC_ACCESS, DELETED)),
                access.onBucket(
                        S3Api.PUT_BUCKET_ENCRYPTION,
                        "PutEncryptionConfiguration",
                        (input, bucket, call) ->
                                put(
                                        bucket,
                                        Bucket.Setting.ENCRYPTION,
                                        encryption(input.serverSideEncryptionConfiguration()))),
                access.onBucket(
                        S3Api.GET_BUCKET_ENCRYPTION,
                        "GetEncryptionConfiguration",
                        (input, bucket, call) -> encryption(bucket)),
                access.onBucket(
                        S3Api.DELETE_BUCKET_ENCRYPTION,
                        "PutEncryptionConfiguration",
                        (input, bucket, call) -> remove(bucket, Bucket.Setting.ENCRYPTION)));
    }

    Unit put(Bucket known, Bucket.Setting setting, String value) {
        return buckets.transact(transaction -> {
            Bucket bucket = buckets.again(transaction, known);
            buckets.put(transaction, bucket.with(setting, value));
            return Unit.INSTANCE;
        });
    }

    Unit remove(Bucket known, Bucket.Setting setting) {
        return buckets.transact(transaction -> {
            Bucket bucket = buckets.again(transaction, known);
            buckets.put(transaction, bucket.without(setting));
            return Unit.INSTANCE;
        });
    }

    private static String text(Shape shape) {
        return new String(ShapeJson.toBytes(shape), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String versioning(@Nullable VersioningConfiguration asked) {
        String status = asked == null ? null : asked.status();
        if (asked != null && "Enabled".equals(asked.mfaDelete())) {
            throw Faults.notImplemented("MFA delete");
        }
        if (status == null || !(status.equals("Enabled") || status.equals("Suspended"))) {
            throw Faults.malformedXml();
        }
        return status;
    }

    private static String cors(@Nullable CORSConfiguration asked) {
        List<CORSRule> rules = asked == null ? null : asked.corsRules();
        if (asked == null || rules == null || rules.isEmpty() || rules.size() > CORS_RULES_MAX) {
            throw Faults.malformedXml();
        }
        for (CORSRule rule : rules) {
            if (rule.allowedMethods() == null || rule.allowedOrigins() == null) {
                throw Faults.malformedXml();
            }
            for (String method : rule.allowedMethods()) {
                if (!CORS_METHODS.contains(method)) {
                    throw S3Errors.invalidRequest(
                            "Found unsupported HTTP method in CORS config. Unsupported method is "
                                    + method);
                }
            }
        }
        return text(asked);
    }

    private static GetBucketCorsOutput cors(Bucket bucket) {
        String stored =
                bucket.find(Bucket.Setting.CORS)
                        .orElseThrow(() ->
                                S3Errors.noSuchCORSConfiguration(
                                        "The CORS configuration does not exist",
                                        NoSuchCORSConfiguration.builder()
                                                .bucketName(bucket.name())
                                                .build()));
        return GetBucketCorsOutput.builder()
                .corsRules(ShapeJson.fromBytes(CORSConfiguration.SCHEMA, bytes(stored)).corsRules())
                .build();
    }

    private static String ownership(@Nullable OwnershipControls asked) {
        List<OwnershipControlsRule> rules = asked == null ? null : asked.rules();
        String ownership =
                rules == null || rules.size() != 1 ? null : rules.getFirst().objectOwnership();
        if (ownership == null) {
            throw Faults.malformedXml();
        }
        return Acls.ownership(ownership);
    }

    private static GetBucketOwnershipControlsOutput ownership(Bucket bucket) {
        String ownership = bucket.find(Bucket.Setting.OWNERSHIP).orElse("BucketOwnerEnforced");
        if (ownership.equals(DELETED)) {
            throw S3Errors.ownershipControlsNotFoundError(
                    "The bucket ownership controls were not found",
                    OwnershipControlsNotFoundError.builder().bucketName(bucket.name()).build());
        }
        return GetBucketOwnershipControlsOutput.builder()
                .ownershipControls(
                        OwnershipControls.builder()
                                .rules(
                                        List.of(
                                                OwnershipControlsRule.builder()
                                                        .objectOwnership(ownership)
                                                        .build()))
                                .build())
                .build();
    }

    private static String publicAccess(@Nullable PublicAccessBlockConfiguration asked) {
        if (asked == null) {
            throw Faults.malformedXml();
        }
        return text(
                PublicAccessBlockConfiguration.builder()
                        .blockPublicAcls(Boolean.TRUE.equals(asked.blockPublicAcls()))
                        .ignorePublicAcls(Boolean.TRUE.equals(asked.ignorePublicAcls()))
                        .blockPublicPolicy(Boolean.TRUE.equals(asked.blockPublicPolicy()))
                        .restrictPublicBuckets(Boolean.TRUE.equals(asked.restrictPublicBuckets()))
                        .build());
    }

    private static GetPublicAccessBlockOutput publicAccess(Bucket bucket) {
        String stored = bucket.find(Bucket.Setting.PUBLIC_ACCESS).orElse(PublicAccess.DEFAULT);
        if (stored.equals(DELETED)) {
            throw S3Errors.noSuchPublicAccessBlockConfiguration(
                    "The public access block configuration was not found",
                    NoSuchPublicAccessBlockConfiguration.builder()
                            .bucketName(bucket.name())
                            .build());
        }
        return GetPublicAccessBlockOutput.builder()
                .publicAccessBlockConfiguration(
                        ShapeJson.fromBytes(PublicAccessBlockConfiguration.SCHEMA, bytes(stored)))
                .build();
    }

    private static String encryption(@Nullable ServerSideEncryptionConfiguration asked) {
        List<ServerSideEncryptionRule> rules = asked == null ? null : asked.rules();
        if (asked == null || rules == null || rules.size() != 1) {
            throw Faults.malformedXml();
        }
        ServerSideEncryptionByDefault byDefault =
                rules.getFirst().applyServerSideEncryptionByDefault();
        if (byDefault != null && !"AES256".equals(byDefault.sseAlgorithm())) {
            throw Faults.notImplemented("the encryption " + byDefault.sseAlgorithm());
        }
        return text(asked);
    }

    private static GetBucketEncryptionOutput encryption(Bucket bucket) {
        ServerSideEncryptionConfiguration configuration =
                bucket.find(Bucket.Setting.ENCRYPTION)
                        .map(stored ->
                                ShapeJson.fromBytes(
                                        ServerSideEncryptionConfiguration.SCHEMA, bytes(stored)))
                        .orElseGet(BucketSettings::defaultEncryption);
        return GetBucketEncryptionOutput.builder()
                .serverSideEncryptionConfiguration(configuration)
                .build();
    }

    private static ServerSideEncryptionConfiguration defaultEncryption() {
        return ServerSideEncryptionConfiguration.builder()
                .rules(
                        List.of(
                                ServerSideEncryptionRule.builder()
                                        .applyServerSideEncryptionByDefault(
                                                ServerSideEncryptionByDefault.builder()
                                                        .sseAlgorithm("AES256")
                                                        .build())
                                        .bucketKeyEnabled(false)
                                        .build()))
                .build();
    }
}
