package brume.services.s3.op;

import brume.api.s3.PutObjectOutput;
import brume.api.s3.PutObjectRequest;
import brume.api.s3.S3Api;
import brume.api.s3.S3Errors;
import brume.base.Clock;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.Checksum;
import brume.services.s3.domain.ContentDigest;
import brume.services.s3.domain.Preconditions;
import brume.services.s3.domain.StoredObject;
import brume.services.s3.store.BucketStore;
import brume.services.s3.store.ObjectStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Blobs;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Blob;
import brume.wire.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Putting objects. */
final class Writing {

    private final BucketStore buckets;
    private final ObjectStore objects;
    private final Blobs blobs;
    private final Access access;
    private final Clock clock;

    Writing(BucketStore buckets, ObjectStore objects, Blobs blobs, Access access, Clock clock) {
        this.buckets = buckets;
        this.objects = objects;
        this.blobs = blobs;
        this.access = access;
        this.clock = clock;
    }

    List<Operation<?, ?>> all() {
        return List.of(access.on(S3Api.PUT_OBJECT, Writing::permissions, this::put));
    }

    /** What a request that makes an object needs. */
    static List<Permission> permissions(Shape input, Bucket bucket) {
        String key = Fields.require(input, "Key");
        List<Permission> needs = new ArrayList<>();
        needs.add(Access.permission(bucket, "PutObject", key));
        if (Fields.text(input, "x-amz-tagging").isPresent()) {
            needs.add(Access.permission(bucket, "PutObjectTagging", key));
        }
        return needs;
    }

    private PutObjectOutput put(PutObjectRequest input, Bucket bucket, Call call) {
        Description description = Description.of(input);
        byte[] body = input.body() == null ? Blob.EMPTY.bytes() : input.body().bytes();
        Optional<Checksum> claimed = Checksums.claimed(input);
        ContentDigest digest = new ContentDigest(Checksums.kind(input, claimed));
        digest.update(body, 0, body.length);
        ContentDigest.Result computed = digest.finish();
        Checksums.verify(input, claimed, computed);
        StoredObject stored;
        try (Blobs.Draft draft = blobs.write(body)) {
            stored =
                    store(
                            input,
                            bucket,
                            transaction -> {
                                blobs.keep(transaction, draft);
                                return object(
                                        Fields.require(input, "Key"),
                                        description,
                                        computed,
                                        List.of(StoredObject.Part.whole(draft.id(), draft.size())));
                            });
        }
        Fields<PutObjectOutput> output = Fields.of(PutObjectOutput.SCHEMA);
        show(bucket, stored, output);
        Checksums.show(stored.checksum(), output);
        return output.build();
    }

    /** A new object, whose version its store decides. */
    StoredObject object(
            String key,
            Description description,
            ContentDigest.Result computed,
            List<StoredObject.Part> parts) {
        return object(key, description, computed.md5(), computed.checksum(), parts);
    }

    StoredObject object(
            String key,
            Description description,
            String etag,
            @Nullable Checksum checksum,
            List<StoredObject.Part> parts) {
        return new StoredObject(
                key,
                StoredObject.NULL_VERSION,
                0,
                false,
                clock.now(),
                etag,
                parts.stream().mapToLong(StoredObject.Part::size).sum(),
                parts,
                checksum,
                description.storageClass(),
                description.headers(),
                description.metadata(),
                description.tags());
    }

    /** Stores what {@code body} makes, if the conditions of the request hold then. */
    StoredObject store(Shape input, Bucket known, Function<Transaction, StoredObject> body) {
        return buckets.transact(transaction -> {
            Bucket bucket = buckets.again(transaction, known);
            checkConditions(input, transaction, bucket);
            return objects.put(transaction, bucket, body.apply(transaction));
        });
    }

    /** Source: S3 User Guide, "How to prevent object overwrites with conditional writes". */
    private void checkConditions(Shape input, Reader reader, Bucket bucket) {
        String key = Fields.require(input, "Key");
        Optional<String> ifMatch = Fields.text(input, "If-Match");
        Optional<String> ifNoneMatch = Fields.text(input, "If-None-Match");
        if (ifMatch.isEmpty() && ifNoneMatch.isEmpty()) {
            return;
        }
        if (ifNoneMatch.filter(value -> !value.equals("*")).isPresent()) {
            throw Faults.notImplemented("If-None-Match with an ETag");
        }
        if (ifMatch.isPresent() && ifNoneMatch.isPresent()) {
            throw S3Errors.invalidRequest("If-Match and If-None-Match exclude each other.");
        }
        Optional<StoredObject> present = objects.find(reader, bucket, key);
        if (ifNoneMatch.isPresent() && present.isPresent()) {
            throw Faults.preconditionFailed("If-None-Match");
        }
        if (ifMatch.isPresent()) {
            StoredObject object = present.orElseThrow(() -> Faults.noSuchKey(key));
            if (!Preconditions.matches(ifMatch.get(), object.etag())) {
                throw Faults.preconditionFailed("If-Match");
            }
        }
    }

    /** What every answer about a new object has in its headers. */
    static void show(Bucket bucket, StoredObject stored, Fields<?> output) {
        output.put("ETag", stored.quotedEtag());
        output.put("x-amz-server-side-encryption", "AES256");
        if (bucket.find(Bucket.Setting.VERSIONING).isPresent()) {
            output.put("x-amz-version-id", stored.versionId());
        }
    }
}
