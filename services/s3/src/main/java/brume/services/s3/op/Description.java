package brume.services.s3.op;

import brume.api.s3.KeyTooLongError;
import brume.api.s3.MetadataTooLarge;
import brume.api.s3.S3Errors;
import brume.services.s3.domain.S3Quotas;
import brume.services.s3.domain.StoredObject;
import brume.wire.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a request that makes an object says about it besides its bytes.
 *
 * @param headers as {@link StoredObject#headers}
 */
record Description(
        String storageClass,
        Map<String, String> headers,
        Map<String, String> metadata,
        Map<String, String> tags) {

    private static final String CONTENT_ENCODING = "Content-Encoding";
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String STORAGE_CLASS = "x-amz-storage-class";
    private static final String REDIRECT = "x-amz-website-redirect-location";

    /** What S3 keeps of HTTP's own headers. */
    private static final List<String> HEADERS =
            List.of(
                    CONTENT_TYPE,
                    CONTENT_ENCODING,
                    "Cache-Control",
                    "Content-Disposition",
                    "Content-Language",
                    "Expires",
                    REDIRECT);

    /** Classes whose objects can be read at once; they are only names here. */
    private static final List<String> STORAGE_CLASSES =
            List.of(
                    "STANDARD",
                    "REDUCED_REDUNDANCY",
                    "STANDARD_IA",
                    "ONEZONE_IA",
                    "INTELLIGENT_TIERING",
                    "GLACIER_IR");

    private static final List<String> ARCHIVES = List.of("GLACIER", "DEEP_ARCHIVE");

    private static final List<String> UNBUILT =
            List.of(
                    "x-amz-server-side-encryption-customer-algorithm",
                    "x-amz-server-side-encryption-customer-key",
                    "x-amz-copy-source-server-side-encryption-customer-algorithm",
                    "x-amz-server-side-encryption-aws-kms-key-id",
                    "x-amz-server-side-encryption-context",
                    "x-amz-object-lock-mode",
                    "x-amz-object-lock-retain-until-date",
                    "x-amz-object-lock-legal-hold",
                    "x-amz-write-offset-bytes");

    /** Reads it from the headers of a request. */
    static Description of(Shape input) {
        requireBuilt(input);
        Acls.checkObject(input);
        Map<String, String> headers = new TreeMap<>();
        for (String name : HEADERS) {
            Fields.text(input, name).ifPresent(value -> headers.put(name, value));
        }
        headers.putIfAbsent(CONTENT_TYPE, "binary/octet-stream");
        headers.computeIfPresent(CONTENT_ENCODING, (name, value) -> withoutFraming(value));
        headers.remove(CONTENT_ENCODING, "");
        Map<String, String> tags =
                Fields.text(input, "x-amz-tagging")
                        .<Map<String, String>>map(
                                text -> Tagging.ofHeader(text, S3Quotas.OBJECT_TAGS.value()))
                        .orElse(Map.of());
        return new Description(storageClass(input), headers, metadata(input), tags);
    }

    /** What another object says, as far as a copy takes it over. */
    static Description of(StoredObject source) {
        Map<String, String> headers = new TreeMap<>(source.headers());
        headers.remove(REDIRECT);
        return new Description(source.storageClass(), headers, source.metadata(), source.tags());
    }

    Description withTags(Map<String, String> other) {
        return new Description(storageClass, headers, metadata, other);
    }

    /** The same with the storage class and redirect of another request. */
    Description withPlacement(Description other) {
        Map<String, String> changed = new TreeMap<>(headers);
        String redirect = other.headers.get(REDIRECT);
        if (redirect != null) {
            changed.put(REDIRECT, redirect);
        }
        return new Description(other.storageClass, changed, metadata, tags);
    }

    /** Refuses what is not built, and what would be no key. */
    static void requireBuilt(Shape input) {
        for (String name : UNBUILT) {
            if (Fields.text(input, name).isPresent()) {
                throw Faults.notImplemented("the header " + name);
            }
        }
        Fields.text(input, "x-amz-server-side-encryption")
                .filter(algorithm -> !algorithm.equals("AES256"))
                .ifPresent(algorithm -> {
                    throw Faults.notImplemented("the encryption " + algorithm);
                });
        checkKey(Fields.require(input, "Key"));
    }

    static void checkKey(String key) {
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        long max = S3Quotas.KEY_BYTES.value();
        if (bytes > max) {
            throw S3Errors.keyTooLongError(
                    "Your key is too long",
                    KeyTooLongError.builder()
                            .size(Integer.toString(bytes))
                            .maxSizeAllowed(Long.toString(max))
                            .build());
        }
    }

    private static String storageClass(Shape input) {
        String asked = Fields.text(input, STORAGE_CLASS).orElse("STANDARD");
        if (ARCHIVES.contains(asked)) {
            throw Faults.notImplemented("the storage class " + asked);
        }
        if (!STORAGE_CLASSES.contains(asked)) {
            throw S3Errors.invalidStorageClass("The storage class you specified is not valid");
        }
        return asked;
    }

    /** The framing of the request is no property of the object. */
    private static String withoutFraming(String contentEncoding) {
        return Stream.of(contentEncoding.split(","))
                .map(String::strip)
                .filter(coding -> !coding.equalsIgnoreCase("aws-chunked"))
                .collect(Collectors.joining(","));
    }

    @SuppressWarnings("unchecked") // The model says so.
    private static Map<String, String> metadata(Shape input) {
        Map<String, String> metadata = new TreeMap<>();
        int bytes = 0;
        Map<String, String> given =
                (Map<String, String>) Fields.value(input, "x-amz-meta-").orElse(Map.of());
        for (Map.Entry<String, String> entry : given.entrySet()) {
            metadata.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue());
            bytes += entry.getKey().length() + entry.getValue().length();
        }
        long max = S3Quotas.METADATA_BYTES.value();
        if (bytes > max) {
            throw S3Errors.metadataTooLarge(
                    "Your metadata headers exceed the maximum allowed metadata size",
                    MetadataTooLarge.builder()
                            .size(Integer.toString(bytes))
                            .maxSizeAllowed(Long.toString(max))
                            .build());
        }
        return metadata;
    }
}
