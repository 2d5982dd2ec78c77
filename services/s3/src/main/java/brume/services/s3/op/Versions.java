package brume.services.s3.op;

import brume.api.s3.DeleteMarkerEntry;
import brume.api.s3.ListObjectVersionsOutput;
import brume.api.s3.ListObjectVersionsRequest;
import brume.api.s3.ObjectVersion;
import brume.api.s3.S3Api;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.Checksum;
import brume.services.s3.domain.StoredObject;
import brume.services.s3.store.BucketStore;
import brume.services.s3.store.VersionListing;
import brume.spi.Call;
import brume.spi.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Listing the versions of objects. */
final class Versions {

    private final BucketStore buckets;
    private final Access access;

    Versions(BucketStore buckets, Access access) {
        this.buckets = buckets;
        this.access = access;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                access.on(
                        S3Api.LIST_OBJECT_VERSIONS,
                        (input, bucket) ->
                                List.of(Lists.permission(input, bucket, "ListBucketVersions")),
                        this::list));
    }

    private ListObjectVersionsOutput list(
            ListObjectVersionsRequest input, Bucket bucket, Call call) {
        Lists.UnaryText encoding = Lists.encoding(input.encodingType());
        int limit = Lists.limit(input.maxKeys(), "max-keys");
        String marker = Lists.orEmpty(input.versionIdMarker());
        if (!marker.isEmpty() && Lists.orEmpty(input.keyMarker()).isEmpty()) {
            throw Faults.invalidArgument(
                    "version-id-marker",
                    marker,
                    "A version-id marker cannot be specified without a key marker.");
        }
        VersionListing page =
                buckets.read(reader ->
                        VersionListing.of(
                                reader,
                                bucket,
                                new VersionListing.Request(
                                        Lists.orEmpty(input.prefix()),
                                        Lists.orEmpty(input.delimiter()),
                                        Lists.orEmpty(input.keyMarker()),
                                        marker,
                                        limit)));
        return ListObjectVersionsOutput.builder()
                .name(bucket.name())
                .prefix(encoding.apply(Lists.orEmpty(input.prefix())))
                .delimiter(encoding.orNull(input.delimiter()))
                .keyMarker(encoding.apply(Lists.orEmpty(input.keyMarker())))
                .versionIdMarker(marker)
                .encodingType(input.encodingType())
                .maxKeys(limit)
                .isTruncated(page.truncated())
                .nextKeyMarker(page.truncated() ? encoding.apply(page.lastKey()) : null)
                .nextVersionIdMarker(
                        page.truncated() && !page.lastVersion().isEmpty()
                                ? page.lastVersion()
                                : null)
                .versions(versions(page, bucket, encoding))
                .deleteMarkers(markers(page, bucket, encoding))
                .commonPrefixes(Lists.prefixes(page.prefixes(), encoding))
                .build();
    }

    private static List<ObjectVersion> versions(
            VersionListing page, Bucket bucket, Lists.UnaryText encoding) {
        List<ObjectVersion> shown = new ArrayList<>();
        for (VersionListing.Version version : of(page, object -> !object.deleteMarker())) {
            StoredObject object = version.object();
            Checksum checksum = object.checksum();
            shown.add(
                    ObjectVersion.builder()
                            .key(encoding.apply(object.key()))
                            .versionId(object.versionId())
                            .isLatest(version.latest())
                            .lastModified(object.lastModified())
                            .eTag(object.quotedEtag())
                            .checksumAlgorithm(
                                    checksum == null ? null : List.of(checksum.kind().name()))
                            .checksumType(checksum == null ? null : checksum.type())
                            .size(object.size())
                            .storageClass(object.storageClass())
                            .owner(Buckets.owner(bucket.owner()))
                            .build());
        }
        return shown;
    }

    private static List<DeleteMarkerEntry> markers(
            VersionListing page, Bucket bucket, Lists.UnaryText encoding) {
        return of(page, StoredObject::deleteMarker).stream()
                .map(version ->
                        DeleteMarkerEntry.builder()
                                .key(encoding.apply(version.object().key()))
                                .versionId(version.object().versionId())
                                .isLatest(version.latest())
                                .lastModified(version.object().lastModified())
                                .owner(Buckets.owner(bucket.owner()))
                                .build())
                .toList();
    }

    private static List<VersionListing.Version> of(
            VersionListing page, Predicate<StoredObject> kind) {
        return page.versions().stream().filter(version -> kind.test(version.object())).toList();
    }
}
