package brume.services.s3.op;

import brume.api.s3.DeleteObjectTaggingOutput;
import brume.api.s3.GetBucketTaggingOutput;
import brume.api.s3.GetObjectTaggingOutput;
import brume.api.s3.NoSuchTagSet;
import brume.api.s3.PutObjectTaggingOutput;
import brume.api.s3.S3Api;
import brume.api.s3.S3Errors;
import brume.api.s3.Tag;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.S3Quotas;
import brume.services.s3.domain.StoredObject;
import brume.services.s3.store.BucketStore;
import brume.services.s3.store.ObjectStore;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operations on tags of buckets and objects. */
final class BucketTags {

    private final BucketStore buckets;
    private final ObjectStore objects;
    private final BucketSettings settings;
    private final Reading reading;
    private final Access access;

    BucketTags(
            BucketStore buckets,
            ObjectStore objects,
            BucketSettings settings,
            Reading reading,
            Access access) {
        this.buckets = buckets;
        this.objects = objects;
        this.settings = settings;
        this.reading = reading;
        this.access = access;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                access.onBucket(
                        S3Api.PUT_BUCKET_TAGGING,
                        "PutBucketTagging",
                        (input, bucket, call) ->
                                settings.put(
                                        bucket,
                                        Bucket.Setting.TAGGING,
                                        Tagging.text(
                                                tags(
                                                        input.tagging(),
                                                        S3Quotas.BUCKET_TAGS.value())))),
                access.onBucket(
                        S3Api.GET_BUCKET_TAGGING,
                        "GetBucketTagging",
                        (input, bucket, call) -> ofBucket(bucket)),
                access.onBucket(
                        S3Api.DELETE_BUCKET_TAGGING,
                        "PutBucketTagging",
                        (input, bucket, call) -> settings.remove(bucket, Bucket.Setting.TAGGING)),
                access.on(
                        S3Api.PUT_OBJECT_TAGGING,
                        (input, bucket) -> needs(input, bucket, "PutObject"),
                        (input, bucket, call) ->
                                PutObjectTaggingOutput.builder()
                                        .versionId(
                                                change(
                                                        input,
                                                        bucket,
                                                        tags(
                                                                input.tagging(),
                                                                S3Quotas.OBJECT_TAGS.value())))
                                        .build()),
                access.on(
                        S3Api.GET_OBJECT_TAGGING,
                        (input, bucket) -> needs(input, bucket, "GetObject"),
                        (input, bucket, call) -> ofObject(input, bucket)),
                access.on(
                        S3Api.DELETE_OBJECT_TAGGING,
                        (input, bucket) -> needs(input, bucket, "DeleteObject"),
                        (input, bucket, call) ->
                                DeleteObjectTaggingOutput.builder()
                                        .versionId(change(input, bucket, Map.of()))
                                        .build()));
    }

    private static List<Permission> needs(Shape input, Bucket bucket, String verb) {
        String key = Fields.require(input, "Key");
        return List.of(
                Fields.text(input, "versionId")
                        .map(id -> Access.permission(bucket, verb + "VersionTagging", key, id))
                        .orElseGet(() -> Access.permission(bucket, verb + "Tagging", key)));
    }

    private static Map<String, String> tags(brume.api.s3.@Nullable Tagging tagging, long countMax) {
        List<Tag> given = tagging == null ? null : tagging.tagSet();
        if (given == null) {
            throw Faults.malformedXml();
        }
        return Tagging.of(given, countMax);
    }

    private static GetBucketTaggingOutput ofBucket(Bucket bucket) {
        if (bucket.tags().isEmpty()) {
            throw S3Errors.noSuchTagSet(
                    "The TagSet does not exist",
                    NoSuchTagSet.builder().bucketName(bucket.name()).build());
        }
        return GetBucketTaggingOutput.builder().tagSet(Tagging.list(bucket.tags())).build();
    }

    private GetObjectTaggingOutput ofObject(Shape input, Bucket bucket) {
        StoredObject object =
                buckets.read(reader ->
                        reading.find(
                                reader,
                                bucket,
                                Fields.require(input, "Key"),
                                Fields.text(input, "versionId")));
        return GetObjectTaggingOutput.builder()
                .versionId(versionId(bucket, object))
                .tagSet(Tagging.list(object.tags()))
                .build();
    }

    /** Gives a version other tags; answers its id if the bucket knows versions. */
    private @Nullable String change(Shape input, Bucket known, Map<String, String> tags) {
        String key = Fields.require(input, "Key");
        Optional<String> version = Fields.text(input, "versionId");
        return buckets.transact(transaction -> {
            Bucket bucket = buckets.again(transaction, known);
            StoredObject object = reading.find(transaction, bucket, key, version);
            objects.update(transaction, bucket, object.withTags(tags));
            return versionId(bucket, object);
        });
    }

    private static @Nullable String versionId(Bucket bucket, StoredObject object) {
        return bucket.find(Bucket.Setting.VERSIONING).isPresent() ? object.versionId() : null;
    }
}
