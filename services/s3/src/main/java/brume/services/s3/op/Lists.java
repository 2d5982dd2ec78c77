package brume.services.s3.op;

import brume.api.s3.CommonPrefix;
import brume.api.s3.ListObjectsOutput;
import brume.api.s3.ListObjectsRequest;
import brume.api.s3.ListObjectsV2Output;
import brume.api.s3.ListObjectsV2Request;
import brume.api.s3.ObjectShape;
import brume.api.s3.S3Api;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.Checksum;
import brume.services.s3.domain.S3Quotas;
import brume.services.s3.domain.StoredObject;
import brume.services.s3.store.BucketStore;
import brume.services.s3.store.Listing;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Listing the objects of a bucket. */
final class Lists {

    private final BucketStore buckets;
    private final Access access;

    Lists(BucketStore buckets, Access access) {
        this.buckets = buckets;
        this.access = access;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                access.on(S3Api.LIST_OBJECTS, Lists::permissions, this::list),
                access.on(S3Api.LIST_OBJECTS_V2, Lists::permissions, this::listV2));
    }

    /** Policies may ask what is listed. */
    static List<Permission> permissions(Shape input, Bucket bucket) {
        return List.of(permission(input, bucket, "ListBucket"));
    }

    static Permission permission(Shape input, Bucket bucket, String action) {
        Map<String, List<String>> context = new HashMap<>();
        for (String name : List.of("prefix", "delimiter", "max-keys")) {
            Fields.value(input, name)
                    .ifPresent(value -> context.put("s3:" + name, List.of(value.toString())));
        }
        return Access.permission(bucket, action).withContext(context);
    }

    /** How names are written in an answer. */
    static UnaryText encoding(@Nullable String encodingType) {
        if (encodingType == null) {
            return text -> text;
        }
        if (!encodingType.equals("url")) {
            throw Faults.invalidArgument(
                    "encoding-type", encodingType, "Invalid Encoding Method specified in Request");
        }
        return UrlText::encode;
    }

    /** A text for a text; none for none. */
    @FunctionalInterface
    interface UnaryText {
        String apply(String text);

        default @Nullable String orNull(@Nullable String text) {
            return text == null ? null : apply(text);
        }
    }

    /** The limit of a page, which AWS caps without a word. */
    static int limit(@Nullable Integer asked, String argument) {
        int max = (int) S3Quotas.LISTED.value();
        if (asked != null && asked < 0) {
            throw Faults.invalidArgument(
                    argument,
                    asked.toString(),
                    "Argument " + argument + " must be an integer between 0 and 2147483647");
        }
        return asked == null ? max : Math.min(asked, max);
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private ListObjectsOutput list(ListObjectsRequest input, Bucket bucket, Call call) {
        UnaryText encoding = encoding(input.encodingType());
        Listing page =
                page(
                        bucket,
                        input.prefix(),
                        input.delimiter(),
                        orEmpty(input.marker()),
                        limit(input.maxKeys(), "max-keys"));
        boolean grouped = !orEmpty(input.delimiter()).isEmpty();
        return ListObjectsOutput.builder()
                .name(bucket.name())
                .prefix(encoding.apply(orEmpty(input.prefix())))
                .marker(encoding.apply(orEmpty(input.marker())))
                .delimiter(encoding.orNull(input.delimiter()))
                .encodingType(input.encodingType())
                .maxKeys(limit(input.maxKeys(), "max-keys"))
                .isTruncated(page.truncated())
                .nextMarker(page.truncated() && grouped ? encoding.apply(page.last()) : null)
                .contents(contents(page, encoding, Optional.of(bucket)))
                .commonPrefixes(prefixes(page.prefixes(), encoding))
                .build();
    }

    private ListObjectsV2Output listV2(ListObjectsV2Request input, Bucket bucket, Call call) {
        UnaryText encoding = encoding(input.encodingType());
        if (input.continuationToken() != null && input.continuationToken().isEmpty()) {
            throw Faults.invalidArgument(
                    "continuation-token", "", "The continuation token provided is incorrect");
        }
        String token = Buckets.Tokens.read(input.continuationToken(), "continuation-token");
        int limit = limit(input.maxKeys(), "max-keys");
        Listing page =
                page(
                        bucket,
                        input.prefix(),
                        input.delimiter(),
                        token.isEmpty() ? orEmpty(input.startAfter()) : token,
                        limit);
        boolean owner = Boolean.TRUE.equals(input.fetchOwner());
        return ListObjectsV2Output.builder()
                .name(bucket.name())
                .prefix(encoding.apply(orEmpty(input.prefix())))
                .delimiter(encoding.orNull(input.delimiter()))
                .startAfter(encoding.orNull(input.startAfter()))
                .encodingType(input.encodingType())
                .continuationToken(input.continuationToken())
                .nextContinuationToken(page.truncated() ? Buckets.Tokens.of(page.last()) : null)
                .maxKeys(limit)
                .keyCount(page.objects().size() + page.prefixes().size())
                .isTruncated(page.truncated())
                .contents(contents(page, encoding, owner ? Optional.of(bucket) : Optional.empty()))
                .commonPrefixes(prefixes(page.prefixes(), encoding))
                .build();
    }

    private Listing page(
            Bucket bucket,
            @Nullable String prefix,
            @Nullable String delimiter,
            String after,
            int limit) {
        return buckets.read(reader ->
                Listing.of(
                        reader,
                        bucket,
                        new Listing.Request(orEmpty(prefix), orEmpty(delimiter), after, limit)));
    }

    private static @Nullable List<ObjectShape> contents(
            Listing page, UnaryText encoding, Optional<Bucket> owner) {
        List<ObjectShape> contents =
                page.objects().stream().map(object -> entry(object, encoding, owner)).toList();
        return contents.isEmpty() ? null : contents;
    }

    private static ObjectShape entry(
            StoredObject object, UnaryText encoding, Optional<Bucket> owner) {
        Checksum checksum = object.checksum();
        return ObjectShape.builder()
                .key(encoding.apply(object.key()))
                .lastModified(object.lastModified())
                .eTag(object.quotedEtag())
                .checksumAlgorithm(checksum == null ? null : List.of(checksum.kind().name()))
                .checksumType(checksum == null ? null : checksum.type())
                .size(object.size())
                .storageClass(object.storageClass())
                .owner(owner.map(bucket -> Buckets.owner(bucket.owner())).orElse(null))
                .build();
    }

    static @Nullable List<CommonPrefix> prefixes(List<String> prefixes, UnaryText encoding) {
        List<CommonPrefix> shown =
                prefixes.stream()
                        .map(prefix ->
                                CommonPrefix.builder().prefix(encoding.apply(prefix)).build())
                        .toList();
        return shown.isEmpty() ? null : shown;
    }
}
