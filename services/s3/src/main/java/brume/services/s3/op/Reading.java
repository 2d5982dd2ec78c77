package brume.services.s3.op;

import brume.api.s3.GetObjectOutput;
import brume.api.s3.GetObjectRequest;
import brume.api.s3.HeadObjectOutput;
import brume.api.s3.HeadObjectRequest;
import brume.api.s3.InvalidRange;
import brume.api.s3.MethodNotAllowed;
import brume.api.s3.NotModified;
import brume.api.s3.S3Api;
import brume.api.s3.S3Errors;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.ByteRange;
import brume.services.s3.domain.Preconditions;
import brume.services.s3.domain.StoredObject;
import brume.services.s3.store.BucketStore;
import brume.services.s3.store.Contents;
import brume.services.s3.store.ObjectStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.Shape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Getting objects, and what there is to know about them. */
final class Reading {

    private final BucketStore buckets;
    private final ObjectStore objects;
    private final Contents contents;
    private final Access access;

    Reading(BucketStore buckets, ObjectStore objects, Contents contents, Access access) {
        this.buckets = buckets;
        this.objects = objects;
        this.contents = contents;
        this.access = access;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                access.on(S3Api.GET_OBJECT, this::permissions, this::get),
                access.on(S3Api.HEAD_OBJECT, this::permissions, this::head));
    }

    /**
     * Who may not list a bucket is not told that an object is missing. Source: S3 API Reference,
     * GetObject, "Permissions".
     */
    private List<Permission> permissions(Shape input, Bucket bucket) {
        return permissions(
                bucket, Fields.require(input, "Key"), Fields.text(input, "versionId"), "GetObject");
    }

    List<Permission> permissions(
            Bucket bucket, String key, Optional<String> versionId, String action) {
        List<Permission> needs = new ArrayList<>();
        needs.add(
                versionId
                        .map(id -> Access.permission(bucket, action + "Version", key, id))
                        .orElseGet(() -> Access.permission(bucket, action, key)));
        boolean missing =
                versionId.isEmpty()
                        && buckets.read(reader -> objects.find(reader, bucket, key)).isEmpty();
        if (missing) {
            needs.add(Access.permission(bucket, "ListBucket"));
        }
        return needs;
    }

    private GetObjectOutput get(GetObjectRequest input, Bucket bucket, Call call) {
        requireWhole(input);
        return buckets.read(reader -> {
            StoredObject object = find(reader, bucket, input);
            Fields<GetObjectOutput> output = Fields.of(GetObjectOutput.SCHEMA);
            ByteRange range = describe(input, bucket, object, output);
            return output.put("Body", contents.of(reader, object, range)).build();
        });
    }

    private HeadObjectOutput head(HeadObjectRequest input, Bucket bucket, Call call) {
        requireWhole(input);
        StoredObject object = buckets.read(reader -> find(reader, bucket, input));
        Fields<HeadObjectOutput> output = Fields.of(HeadObjectOutput.SCHEMA);
        ByteRange ignored = describe(input, bucket, object, output);
        return output.build();
    }

    private static void requireWhole(Shape input) {
        if (Fields.text(input, "partNumber").isPresent()) {
            throw Faults.notImplemented("partNumber");
        }
        Description.requireBuilt(input);
    }

    private StoredObject find(Reader reader, Bucket bucket, Shape input) {
        StoredObject object =
                find(reader, bucket, Fields.require(input, "Key"), Fields.text(input, "versionId"));
        check(
                object,
                new Preconditions(
                        Fields.text(input, "If-Match").orElse(null),
                        Fields.text(input, "If-None-Match").orElse(null),
                        (Instant) Fields.value(input, "If-Modified-Since").orElse(null),
                        (Instant) Fields.value(input, "If-Unmodified-Since").orElse(null)));
        return object;
    }

    /**
     * A version of an object.
     *
     * @throws brume.wire.ServiceException NoSuchKey, NoSuchVersion, or MethodNotAllowed for a
     *     marker
     */
    StoredObject find(Reader reader, Bucket bucket, String key, Optional<String> versionId) {
        if (versionId.isEmpty()) {
            return objects.find(reader, bucket, key).orElseThrow(() -> Faults.noSuchKey(key));
        }
        StoredObject version =
                objects.find(reader, bucket, key, versionId.get())
                        .orElseThrow(() -> Faults.noSuchVersion(key, versionId.get()));
        if (version.deleteMarker()) {
            throw S3Errors.methodNotAllowed(
                    "The specified method is not allowed against this resource.",
                    MethodNotAllowed.builder().method("GET").resourceType("DeleteMarker").build());
        }
        return version;
    }

    private static void check(StoredObject object, Preconditions conditions) {
        conditions
                .check(object)
                .ifPresent(failure -> {
                    throw switch (failure) {
                        case IF_MATCH -> Faults.preconditionFailed("If-Match");
                        case IF_UNMODIFIED_SINCE ->
                                Faults.preconditionFailed("If-Unmodified-Since");
                        case NOT_MODIFIED ->
                                S3Errors.notModified(
                                        "Not Modified",
                                        NotModified.builder()
                                                .eTag(object.quotedEtag())
                                                .lastModified(object.lastModified())
                                                .build());
                    };
                });
    }

    /** Fills an answer's headers; answers which bytes it has. */
    private static ByteRange describe(
            Shape input, Bucket bucket, StoredObject object, Fields<?> output) {
        object.headers().forEach(output::put);
        overrides(input, output);
        ByteRange whole = new ByteRange(0, object.size() - 1);
        Optional<ByteRange> part =
                Fields.text(input, "Range").flatMap(range -> satisfiable(range, object.size()));
        ByteRange range = part.orElse(whole);
        part.ifPresent(r ->
                output.put(
                        "Content-Range",
                        "bytes " + r.first() + '-' + r.last() + '/' + object.size()));
        Writing.show(bucket, object, output);
        output.put("accept-ranges", "bytes")
                .put("Content-Length", range.length())
                .put("Last-Modified", object.lastModified())
                .put("x-amz-meta-", object.metadata().isEmpty() ? null : object.metadata())
                .put("x-amz-tagging-count", object.tags().isEmpty() ? null : object.tags().size())
                .put(
                        "x-amz-storage-class",
                        object.storageClass().equals("STANDARD") ? null : object.storageClass());
        boolean asked = Fields.text(input, "x-amz-checksum-mode").isPresent();
        if (asked && part.isEmpty()) {
            Checksums.show(object.checksum(), output);
        }
        return range;
    }

    private static Optional<ByteRange> satisfiable(String header, long size) {
        Optional<ByteRange> range = ByteRange.parse(header, size);
        if (range.isPresent() && range.get().length() <= 0) {
            throw S3Errors.invalidRange(
                    "The requested range is not satisfiable",
                    InvalidRange.builder()
                            .rangeRequested(header)
                            .actualObjectSize(Long.toString(size))
                            .build());
        }
        return range;
    }

    private static void overrides(Shape input, Fields<?> output) {
        for (String name :
                List.of(
                        "Content-Type",
                        "Content-Language",
                        "Expires",
                        "Cache-Control",
                        "Content-Disposition",
                        "Content-Encoding")) {
            Fields.value(input, "response-" + name.toLowerCase(Locale.ROOT))
                    .ifPresent(value -> output.put(name, value));
        }
    }
}
