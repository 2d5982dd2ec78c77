package brume.services.s3.op;

import brume.api.s3.Initiator;
import brume.api.s3.ListMultipartUploadsOutput;
import brume.api.s3.ListMultipartUploadsRequest;
import brume.api.s3.ListPartsOutput;
import brume.api.s3.ListPartsRequest;
import brume.api.s3.MultipartUpload;
import brume.api.s3.Part;
import brume.api.s3.S3Api;
import brume.base.AccountId;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.Upload;
import brume.services.s3.store.BucketStore;
import brume.services.s3.store.UploadStore;
import brume.spi.Call;
import brume.spi.Operation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Listing multipart uploads and their parts. */
final class UploadLists {

    private final BucketStore buckets;
    private final UploadStore uploads;
    private final Access access;

    UploadLists(BucketStore buckets, UploadStore uploads, Access access) {
        this.buckets = buckets;
        this.uploads = uploads;
        this.access = access;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                access.onObject(S3Api.LIST_PARTS, "ListMultipartUploadParts", this::parts),
                access.onBucket(
                        S3Api.LIST_MULTIPART_UPLOADS, "ListBucketMultipartUploads", this::uploads));
    }

    private ListPartsOutput parts(ListPartsRequest input, Bucket bucket, Call call) {
        int limit = Lists.limit(input.maxParts(), "max-parts");
        int after = input.partNumberMarker() == null ? 0 : Math.max(0, input.partNumberMarker());
        return buckets.read(reader -> {
            Upload upload =
                    uploads.get(
                            reader,
                            bucket,
                            Fields.require(input, "Key"),
                            Fields.require(input, "uploadId"));
            List<Upload.Part> found = uploads.parts(reader, bucket, upload, after, limit + 1);
            List<Upload.Part> page = found.subList(0, Math.min(limit, found.size()));
            return ListPartsOutput.builder()
                    .bucket(bucket.name())
                    .key(upload.key())
                    .uploadId(upload.id())
                    .initiator(initiator(upload))
                    .owner(Buckets.owner(bucket.owner()))
                    .storageClass(upload.storageClass())
                    .checksumAlgorithm(upload.kind() == null ? null : upload.kind().name())
                    .checksumType(upload.kind() == null ? null : upload.checksumType())
                    .partNumberMarker(after)
                    .nextPartNumberMarker(page.isEmpty() ? 0 : page.getLast().number())
                    .maxParts(limit)
                    .isTruncated(found.size() > page.size())
                    .parts(page.isEmpty() ? null : page.stream().map(p -> part(upload, p)).toList())
                    .build();
        });
    }

    private static Part part(Upload upload, Upload.Part part) {
        Fields<Part> shown =
                Fields.of(Part.SCHEMA)
                        .put("PartNumber", part.number())
                        .put("LastModified", part.modified())
                        .put("ETag", part.quotedEtag())
                        .put("Size", part.size());
        if (upload.kind() != null) {
            shown.put(upload.kind().element(), part.checksum());
        }
        return shown.build();
    }

    private static Initiator initiator(Upload upload) {
        return Initiator.builder()
                .id(Buckets.owner(new AccountId(upload.initiator())).id())
                .build();
    }

    private ListMultipartUploadsOutput uploads(
            ListMultipartUploadsRequest input, Bucket bucket, Call call) {
        Lists.UnaryText encoding = Lists.encoding(input.encodingType());
        int limit = Lists.limit(input.maxUploads(), "max-uploads");
        Page page =
                new Page(
                        Lists.orEmpty(input.prefix()),
                        Lists.orEmpty(input.delimiter()),
                        Lists.orEmpty(input.keyMarker()),
                        limit);
        if (limit > 0) {
            buckets.read(reader -> {
                uploads.visit(
                        reader,
                        bucket,
                        page.prefix,
                        page.after,
                        Lists.orEmpty(input.uploadIdMarker()),
                        page::visit);
                return page;
            });
        }
        return ListMultipartUploadsOutput.builder()
                .bucket(bucket.name())
                .prefix(encoding.apply(page.prefix))
                .delimiter(encoding.orNull(input.delimiter()))
                .keyMarker(encoding.apply(page.after))
                .uploadIdMarker(Lists.orEmpty(input.uploadIdMarker()))
                .encodingType(input.encodingType())
                .maxUploads(limit)
                .isTruncated(page.truncated)
                .nextKeyMarker(page.truncated ? encoding.apply(page.lastKey) : null)
                .nextUploadIdMarker(page.truncated ? page.lastId : null)
                .uploads(
                        page.uploads.isEmpty()
                                ? null
                                : page.uploads.stream()
                                        .map(u -> shown(u, bucket, encoding))
                                        .toList())
                .commonPrefixes(Lists.prefixes(List.copyOf(page.prefixes), encoding))
                .build();
    }

    private static MultipartUpload shown(Upload upload, Bucket bucket, Lists.UnaryText encoding) {
        return MultipartUpload.builder()
                .key(encoding.apply(upload.key()))
                .uploadId(upload.id())
                .initiated(upload.initiated())
                .storageClass(upload.storageClass())
                .owner(Buckets.owner(bucket.owner()))
                .initiator(initiator(upload))
                .checksumAlgorithm(upload.kind() == null ? null : upload.kind().name())
                .checksumType(upload.kind() == null ? null : upload.checksumType())
                .build();
    }

    /** A page of uploads that is being filled. */
    private static final class Page {
        private final String prefix;
        private final String delimiter;
        private final String after;
        private final int limit;
        private final List<Upload> uploads = new ArrayList<>();
        private final Set<String> prefixes = new LinkedHashSet<>();
        private boolean truncated;
        private String lastKey = "";
        private String lastId = "";

        Page(String prefix, String delimiter, String after, int limit) {
            this.prefix = prefix;
            this.delimiter = delimiter;
            this.after = after;
            this.limit = limit;
        }

        boolean visit(Upload upload) {
            int end = delimiter.isEmpty() ? -1 : upload.key().indexOf(delimiter, prefix.length());
            String group = end < 0 ? "" : upload.key().substring(0, end + delimiter.length());
            if (!group.isEmpty() && prefixes.contains(group)) {
                lastKey = upload.key();
                lastId = upload.id();
                return true;
            }
            if (uploads.size() + prefixes.size() >= limit) {
                truncated = true;
                return false;
            }
            if (group.isEmpty()) {
                uploads.add(upload);
            } else {
                prefixes.add(group);
            }
            lastKey = upload.key();
            lastId = upload.id();
            return true;
        }
    }
}
