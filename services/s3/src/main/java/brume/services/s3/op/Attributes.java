package brume.services.s3.op;

import brume.api.s3.GetObjectAttributesOutput;
import brume.api.s3.GetObjectAttributesParts;
import brume.api.s3.GetObjectAttributesRequest;
import brume.api.s3.ObjectAttributes;
import brume.api.s3.ObjectPart;
import brume.api.s3.S3Api;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.Checksum;
import brume.services.s3.domain.ChecksumKind;
import brume.services.s3.domain.StoredObject;
import brume.services.s3.store.BucketStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What there is to know of an object, without its bytes. */
final class Attributes {

    private final BucketStore buckets;
    private final Reading reading;
    private final Access access;

    Attributes(BucketStore buckets, Reading reading, Access access) {
        this.buckets = buckets;
        this.reading = reading;
        this.access = access;
    }

    List<Operation<?, ?>> all() {
        return List.of(access.on(S3Api.GET_OBJECT_ATTRIBUTES, this::permissions, this::get));
    }

    private List<Permission> permissions(Shape input, Bucket bucket) {
        String key = Fields.require(input, "Key");
        Optional<String> version = Fields.text(input, "versionId");
        List<Permission> needs =
                new ArrayList<>(reading.permissions(bucket, key, version, "GetObject"));
        needs.add(
                version.map(id -> Access.permission(bucket, "GetObjectVersionAttributes", key, id))
                        .orElseGet(() -> Access.permission(bucket, "GetObjectAttributes", key)));
        return needs;
    }

    private GetObjectAttributesOutput get(
            GetObjectAttributesRequest input, Bucket bucket, Call call) {
        Description.requireBuilt(input);
        List<String> wanted = input.objectAttributes();
        if (wanted == null || wanted.isEmpty() || !ObjectAttributes.VALUES.containsAll(wanted)) {
            throw Faults.invalidArgument(
                    "x-amz-object-attributes",
                    String.valueOf(wanted),
                    "Invalid attribute name specified.");
        }
        StoredObject object =
                buckets.read(reader ->
                        reading.find(
                                reader,
                                bucket,
                                Fields.require(input, "Key"),
                                Fields.text(input, "versionId")));
        GetObjectAttributesOutput.Builder output =
                GetObjectAttributesOutput.builder().lastModified(object.lastModified());
        if (bucket.find(Bucket.Setting.VERSIONING).isPresent()) {
            output.versionId(object.versionId());
        }
        if (wanted.contains("ETag")) {
            output.eTag(object.etag());
        }
        if (wanted.contains("Checksum") && object.checksum() != null) {
            output.checksum(checksum(object.checksum()));
        }
        if (wanted.contains("StorageClass")) {
            output.storageClass(object.storageClass());
        }
        if (wanted.contains("ObjectSize")) {
            output.objectSize(object.size());
        }
        if (wanted.contains("ObjectParts") && object.partCount() > 0) {
            output.objectParts(parts(input, object));
        }
        return output.build();
    }

    private static brume.api.s3.Checksum checksum(Checksum checksum) {
        Fields<brume.api.s3.Checksum> shown = Fields.of(brume.api.s3.Checksum.SCHEMA);
        Checksums.showElements(checksum, shown);
        return shown.build();
    }

    /** The parts themselves are told only if they have checksums. */
    private static GetObjectAttributesParts parts(
            GetObjectAttributesRequest input, StoredObject object) {
        int limit = Lists.limit(input.maxParts(), "max-parts");
        int after = input.partNumberMarker() == null ? 0 : input.partNumberMarker();
        List<StoredObject.Part> rest =
                object.parts().stream().filter(part -> part.number() > after).toList();
        List<StoredObject.Part> page = rest.subList(0, Math.min(limit, rest.size()));
        Checksum checksum = object.checksum();
        List<ObjectPart> told =
                checksum != null && page.stream().allMatch(part -> part.checksum() != null)
                        ? page.stream().map(part -> part(part, checksum.kind())).toList()
                        : null;
        return GetObjectAttributesParts.builder()
                .totalPartsCount(object.partCount())
                .partNumberMarker(after)
                .nextPartNumberMarker(page.isEmpty() ? 0 : page.getLast().number())
                .maxParts(limit)
                .isTruncated(rest.size() > page.size())
                .parts(told)
                .build();
    }

    private static ObjectPart part(StoredObject.Part part, ChecksumKind kind) {
        return Fields.of(ObjectPart.SCHEMA)
                .put("PartNumber", part.number())
                .put("Size", part.size())
                .put(kind.element(), part.checksum())
                .build();
    }
}
