package brume.services.s3.op;

import brume.api.s3.BucketAlreadyExists;
import brume.api.s3.BucketAlreadyOwnedByYou;
import brume.api.s3.BucketNotEmpty;
import brume.api.s3.CreateBucketConfiguration;
import brume.api.s3.CreateBucketOutput;
import brume.api.s3.CreateBucketRequest;
import brume.api.s3.DeleteBucketRequest;
import brume.api.s3.GetBucketLocationOutput;
import brume.api.s3.GetBucketLocationRequest;
import brume.api.s3.HeadBucketOutput;
import brume.api.s3.HeadBucketRequest;
import brume.api.s3.InvalidBucketName;
import brume.api.s3.ListBucketsOutput;
import brume.api.s3.ListBucketsRequest;
import brume.api.s3.Owner;
import brume.api.s3.S3Api;
import brume.api.s3.S3Errors;
import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Region;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.BucketName;
import brume.services.s3.domain.S3Quotas;
import brume.services.s3.store.BucketStore;
import brume.services.s3.store.ObjectStore;
import brume.services.s3.store.UploadStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Unit;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Making, finding and deleting buckets. */
final class Buckets {

    private static final String US_EAST_1 = Region.US_EAST_1.value();
    private static final int ID_DIGITS = 16;

    private final BucketStore buckets;
    private final ObjectStore objects;
    private final UploadStore uploads;
    private final Access access;
    private final Clock clock;

    Buckets(
            BucketStore buckets,
            ObjectStore objects,
            UploadStore uploads,
            Access access,
            Clock clock) {
        this.buckets = buckets;
        this.objects = objects;
        this.uploads = uploads;
        this.access = access;
        this.clock = clock;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                Operation.of(
                        S3Api.CREATE_BUCKET,
                        (input, call) ->
                                List.of(
                                        Permission.of(
                                                "s3:CreateBucket",
                                                "arn:aws:s3:::" + input.bucket())),
                        this::create),
                access.onBucket(S3Api.HEAD_BUCKET, "ListBucket", Buckets::head),
                access.onBucket(S3Api.DELETE_BUCKET, "DeleteBucket", this::delete),
                Operation.of(
                        S3Api.LIST_BUCKETS,
                        (input, call) -> List.of(Permission.of("s3:ListAllMyBuckets", "*")),
                        this::list),
                access.onBucket(S3Api.GET_BUCKET_LOCATION, "GetBucketLocation", Buckets::location));
    }

    private CreateBucketOutput create(CreateBucketRequest input, Call call) {
        String name = Fields.require(input, "Bucket");
        if (!BucketName.isValid(name)) {
            throw S3Errors.invalidBucketName(
                    "The specified bucket is not valid.",
                    InvalidBucketName.builder().bucketName(name).build());
        }
        Acls.checkBucket(input);
        if (Boolean.TRUE.equals(input.objectLockEnabledForBucket())) {
            throw Faults.notImplemented("Object Lock");
        }
        if (input.bucketNamespace() != null && !input.bucketNamespace().equals("global")) {
            throw Faults.notImplemented("the bucket namespace " + input.bucketNamespace());
        }
        Bucket bucket = bucket(name, input, call);
        buckets.transact(transaction -> {
            Optional<Bucket> present = buckets.find(transaction, name);
            if (present.isPresent()) {
                refuseUnlessRepeated(present.get(), bucket);
                return present.get();
            }
            int count = (int) S3Quotas.BUCKETS_PER_ACCOUNT.value();
            if (buckets.list(transaction, call.account(), "", "", count).size() >= count) {
                throw S3Errors.tooManyBuckets(
                        "You have attempted to create more buckets than allowed");
            }
            buckets.put(transaction, bucket);
            return bucket;
        });
        return CreateBucketOutput.builder()
                .location(
                        bucket.region().equals(US_EAST_1)
                                ? "/" + name
                                : "http://" + name + ".s3.amazonaws.com/")
                .bucketArn(bucket.arn())
                .build();
    }

    private Bucket bucket(String name, CreateBucketRequest input, Call call) {
        Bucket bucket =
                new Bucket(
                        name,
                        Ids.hex(ID_DIGITS),
                        call.account().value(),
                        region(input.createBucketConfiguration(), call),
                        clock.now(),
                        new TreeMap<>());
        String ownership = input.objectOwnership();
        if (ownership != null) {
            bucket = bucket.with(Bucket.Setting.OWNERSHIP, Acls.ownership(ownership));
        }
        CreateBucketConfiguration configuration = input.createBucketConfiguration();
        if (configuration != null && configuration.tags() != null) {
            bucket =
                    bucket.with(
                            Bucket.Setting.TAGGING,
                            Tagging.text(
                                    Tagging.of(
                                            configuration.tags(), S3Quotas.BUCKET_TAGS.value())));
        }
        return bucket;
    }

    /** A request to us-east-1 may place the bucket anywhere, one to another region only there. */
    private static String region(@Nullable CreateBucketConfiguration configuration, Call call) {
        String asked = configuration == null ? null : configuration.locationConstraint();
        if (configuration != null
                && (configuration.location() != null || configuration.bucket() != null)) {
            throw Faults.notImplemented("directory buckets");
        }
        String endpoint = call.region().value();
        if (asked == null || asked.isEmpty()) {
            if (!endpoint.equals(US_EAST_1)) {
                throw incompatible("unspecified");
            }
            return US_EAST_1;
        }
        String region = asked.equals("EU") ? "eu-west-1" : asked;
        if (!endpoint.equals(US_EAST_1) && !endpoint.equals(region)) {
            throw incompatible(asked);
        }
        if (region.equals(US_EAST_1) || !isRegion(region)) {
            throw S3Errors.invalidLocationConstraint(
                    "The specified location-constraint is not valid");
        }
        return region;
    }

    private static boolean isRegion(String name) {
        try {
            return new Region(name).value().equals(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static RuntimeException incompatible(String constraint) {
        return S3Errors.illegalLocationConstraintException(
                "The "
                        + constraint
                        + " location constraint is incompatible for the region specific endpoint"
                        + " this request was sent to.");
    }

    /** Making one's own bucket again is no error in us-east-1 alone. */
    private static void refuseUnlessRepeated(Bucket present, Bucket asked) {
        if (!present.account().equals(asked.account())) {
            throw S3Errors.bucketAlreadyExists(
                    "The requested bucket name is not available. The bucket namespace is shared by"
                            + " all users of the system. Please select a different name and try"
                            + " again.",
                    BucketAlreadyExists.builder().bucketName(asked.name()).build());
        }
        if (!present.region().equals(US_EAST_1) || !asked.region().equals(US_EAST_1)) {
            throw S3Errors.bucketAlreadyOwnedByYou(
                    "Your previous request to create the named bucket succeeded and you already"
                            + " own it.",
                    BucketAlreadyOwnedByYou.builder().bucketName(asked.name()).build());
        }
    }

    private static HeadBucketOutput head(HeadBucketRequest input, Bucket bucket, Call call) {
        return HeadBucketOutput.builder()
                .bucketRegion(bucket.region())
                .bucketArn(bucket.arn())
                .accessPointAlias(false)
                .build();
    }

    private Unit delete(DeleteBucketRequest input, Bucket known, Call call) {
        return buckets.transact(transaction -> {
            Bucket bucket = buckets.again(transaction, known);
            if (!objects.isEmpty(transaction, bucket)) {
                String message =
                        bucket.find(Bucket.Setting.VERSIONING).isPresent()
                                ? "The bucket you tried to delete is not empty. You must delete"
                                        + " all versions in the bucket."
                                : "The bucket you tried to delete is not empty";
                throw S3Errors.bucketNotEmpty(
                        message, BucketNotEmpty.builder().bucketName(bucket.name()).build());
            }
            uploads.deleteAll(transaction, bucket, clock.now());
            buckets.delete(transaction, bucket);
            return Unit.INSTANCE;
        });
    }

    private ListBucketsOutput list(ListBucketsRequest input, Call call) {
        int limit = input.maxBuckets() == null ? 10_000 : input.maxBuckets();
        if (limit < 1 || limit > 10_000) {
            throw Faults.invalidArgument(
                    "max-buckets",
                    Integer.toString(limit),
                    "Argument max-buckets must be an integer between 1 and 10000");
        }
        String prefix = input.prefix() == null ? "" : input.prefix();
        String after = Tokens.read(input.continuationToken(), "continuation-token");
        List<Bucket> found =
                buckets.read(
                        reader -> buckets.list(reader, call.account(), prefix, after, limit + 1));
        List<Bucket> page = found.subList(0, Math.min(limit, found.size()));
        String region = input.bucketRegion();
        return ListBucketsOutput.builder()
                .owner(owner(call.account()))
                .prefix(input.prefix())
                .buckets(
                        page.stream()
                                .filter(b -> region == null || b.region().equals(region))
                                .map(bucket ->
                                        brume.api.s3.Bucket.builder()
                                                .name(bucket.name())
                                                .creationDate(bucket.created())
                                                .bucketRegion(bucket.region())
                                                .build())
                                .toList())
                .continuationToken(
                        found.size() > page.size() ? Tokens.of(page.getLast().name()) : null)
                .build();
    }

    /** The owner as S3 tells it: by a canonical id of 64 hexadecimal digits. */
    static Owner owner(AccountId account) {
        return Owner.builder().id(canonicalId(account.value())).build();
    }

    /** AWS's ids mean nothing to anybody; ours are the account, filled up. */
    static String canonicalId(String account) {
        return "0".repeat(64 - account.length()) + account;
    }

    private static GetBucketLocationOutput location(
            GetBucketLocationRequest input, Bucket bucket, Call call) {
        return GetBucketLocationOutput.builder()
                .locationConstraint(bucket.region().equals(US_EAST_1) ? null : bucket.region())
                .build();
    }

    /** Marks of pages: the last name, in base64. */
    static final class Tokens {

        private Tokens() {}

        static String of(String name) {
            return Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
        }

        static String read(@Nullable String token, String argument) {
            if (token == null) {
                return "";
            }
            try {
                return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw Faults.invalidArgument(
                        argument, token, "The continuation token provided is incorrect");
            }
        }
    }
}
