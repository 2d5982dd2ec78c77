package brume.services.s3.op;

import brume.api.s3.CopyObjectOutput;
import brume.api.s3.CopyObjectRequest;
import brume.api.s3.CopyObjectResult;
import brume.api.s3.S3Api;
import brume.api.s3.S3Errors;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.Checksum;
import brume.services.s3.domain.ChecksumKind;
import brume.services.s3.domain.ContentDigest;
import brume.services.s3.domain.StoredObject;
import brume.services.s3.store.Contents;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Blobs;
import brume.store.Reader;
import brume.wire.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Copying objects: the copy shares the bytes of its source. */
final class Copying {

    private static final String REPLACE = "REPLACE";
    private static final long BYTES_MAX = 5L * 1024 * 1024 * 1024;

    private final Contents contents;
    private final Blobs blobs;
    private final CopySources sources;
    private final Writing writing;
    private final Access access;

    Copying(Contents contents, Blobs blobs, CopySources sources, Writing writing, Access access) {
        this.contents = contents;
        this.blobs = blobs;
        this.sources = sources;
        this.writing = writing;
        this.access = access;
    }

    List<Operation<?, ?>> all() {
        return List.of(access.on(S3Api.COPY_OBJECT, this::permissions, this::copy));
    }

    private List<Permission> permissions(Shape input, Bucket bucket) {
        List<Permission> needs = new ArrayList<>(Writing.permissions(input, bucket));
        needs.addAll(sources.permissions(input));
        return needs;
    }

    private CopyObjectOutput copy(CopyObjectRequest input, Bucket bucket, Call call) {
        Description asked = Description.of(input);
        CopySources.Source source = sources.of(input);
        StoredObject stored =
                writing.store(
                        input,
                        bucket,
                        transaction -> {
                            StoredObject from = sources.get(transaction, source, input);
                            if (from.size() > BYTES_MAX) {
                                throw S3Errors.invalidRequest(
                                        "The specified copy source is larger than the maximum"
                                                + " allowable size for a copy source: "
                                                + BYTES_MAX);
                            }
                            Description description = description(input, asked, from);
                            if (source.bucket().id().equals(bucket.id())
                                    && source.key().equals(input.key())
                                    && source.versionId().isEmpty()) {
                                requireChange(input, from, description);
                            }
                            from.parts().forEach(part -> blobs.share(transaction, part.blob()));
                            Checksum checksum = checksum(transaction, input, from);
                            List<StoredObject.Part> parts =
                                    from.parts().stream()
                                            .map(p -> StoredObject.Part.whole(p.blob(), p.size()))
                                            .toList();
                            return writing.object(
                                    Fields.require(input, "Key"),
                                    description,
                                    etag(transaction, from),
                                    checksum,
                                    parts);
                        });
        return output(bucket, source, stored);
    }

    private static Description description(
            CopyObjectRequest input, Description asked, StoredObject from) {
        boolean replaced = directive(input.metadataDirective());
        Description description = replaced ? asked : Description.of(from).withPlacement(asked);
        return description.withTags(
                directive(input.taggingDirective()) ? asked.tags() : from.tags());
    }

    private static boolean directive(@Nullable String directive) {
        if (directive != null && !directive.equals("COPY") && !directive.equals(REPLACE)) {
            throw Faults.invalidArgument(
                    "x-amz-metadata-directive", directive, "Unknown metadata directive.");
        }
        return REPLACE.equals(directive);
    }

    private static void requireChange(
            CopyObjectRequest input, StoredObject from, Description description) {
        boolean changes =
                REPLACE.equals(input.metadataDirective())
                        || !from.storageClass().equals(description.storageClass())
                        || input.websiteRedirectLocation() != null
                        || input.serverSideEncryption() != null;
        if (!changes) {
            throw S3Errors.invalidRequest(
                    "This copy request is illegal because it is trying to copy an object to itself"
                            + " without changing the object's metadata, storage class, website"
                            + " redirect location or encryption attributes.");
        }
    }

    /** The checksum of the copy: computed again if another kind is asked for. */
    private @Nullable Checksum checksum(Reader reader, Shape input, StoredObject from) {
        Optional<ChecksumKind> asked =
                Fields.text(input, "x-amz-checksum-algorithm").map(Checksums::named);
        Checksum present = from.checksum();
        boolean keeps =
                present != null
                        && !present.composite()
                        && asked.filter(kind -> kind != present.kind()).isEmpty();
        if (keeps) {
            return present;
        }
        ChecksumKind kind = asked.orElse(present == null ? ChecksumKind.DEFAULT : present.kind());
        return digest(reader, from, kind).checksum();
    }

    /** A copy is an object of one piece, whose ETag is its MD5. */
    private String etag(Reader reader, StoredObject from) {
        return from.etag().contains("-")
                ? digest(reader, from, ChecksumKind.DEFAULT).md5()
                : from.etag();
    }

    private ContentDigest.Result digest(Reader reader, StoredObject from, ChecksumKind kind) {
        ContentDigest digest = new ContentDigest(kind);
        try (InputStream in = digest.watch(contents.of(reader, from).open())) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digest.finish();
    }

    private static CopyObjectOutput output(
            Bucket bucket, CopySources.Source source, StoredObject stored) {
        Fields<CopyObjectResult> result =
                Fields.of(CopyObjectResult.SCHEMA)
                        .put("ETag", stored.quotedEtag())
                        .put("LastModified", stored.lastModified());
        Checksums.showElements(stored.checksum(), result);
        Fields<CopyObjectOutput> output = Fields.of(CopyObjectOutput.SCHEMA);
        Writing.show(bucket, stored, output);
        return output.put("CopyObjectResult", result.build())
                .put("x-amz-copy-source-version-id", source.versionId().orElse(null))
                .build();
    }
}
