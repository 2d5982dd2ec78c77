package brume.services.s3.op;

import brume.api.s3.BadDigest;
import brume.api.s3.InvalidDigest;
import brume.api.s3.S3Errors;
import brume.services.s3.domain.Checksum;
import brume.services.s3.domain.ChecksumKind;
import brume.services.s3.domain.ContentDigest;
import brume.wire.Shape;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client says that its bytes are, and how answers tell what they are. */
final class Checksums {

    private static final int MD5_BYTES = 16;

    /** Kinds that newer SDKs know and this service does not. */
    private static final List<String> OTHERS =
            List.of("sha512", "md5", "xxhash64", "xxhash3", "xxhash128");

    private Checksums() {}

    /**
     * The checksum that a completion claims for the object, with the number of parts or without.
     */
    static Optional<Checksum> claimedOfObject(Shape input) {
        for (ChecksumKind kind : ChecksumKind.values()) {
            Optional<String> value = Fields.text(input, kind.header());
            if (value.isPresent()) {
                return Optional.of(new Checksum(kind, value.get(), value.get().contains("-")));
            }
        }
        return Optional.empty();
    }

    /**
     * The checksum that a request claims, if it claims one.
     *
     * @throws brume.wire.ServiceException if it claims several, or one that cannot be
     */
    static Optional<Checksum> claimed(Shape input) {
        for (String other : OTHERS) {
            if (Fields.text(input, "x-amz-checksum-" + other).isPresent()) {
                throw Faults.notImplemented("the checksum algorithm " + other);
            }
        }
        Checksum claimed = null;
        for (ChecksumKind kind : ChecksumKind.values()) {
            Optional<String> value = Fields.text(input, kind.header());
            if (value.isEmpty()) {
                continue;
            }
            if (claimed != null) {
                throw S3Errors.invalidRequest(
                        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not"
                                + " allowed.");
            }
            if (length(value.get()) != kind.bytes()) {
                throw S3Errors.invalidRequest("Value for " + kind.header() + " header is invalid.");
            }
            claimed = Checksum.of(kind, value.get());
        }
        return Optional.ofNullable(claimed);
    }

    /** The kind that is asked for in a header, or by default. */
    static ChecksumKind kind(Shape input, Optional<Checksum> claimed) {
        if (claimed.isPresent()) {
            return claimed.get().kind();
        }
        Optional<String> asked =
                Fields.text(input, "x-amz-sdk-checksum-algorithm")
                        .or(() -> Fields.text(input, "x-amz-checksum-algorithm"));
        return asked.isEmpty() ? ChecksumKind.DEFAULT : named(asked.get());
    }

    /** The kind with a name that a client gives. */
    static ChecksumKind named(String name) {
        return ChecksumKind.find(name)
                .orElseThrow(() -> {
                    if (OTHERS.contains(name.toLowerCase(Locale.ROOT))) {
                        return Faults.notImplemented("the checksum algorithm " + name);
                    }
                    return S3Errors.invalidRequest(
                            "Checksum algorithm provided is unsupported. Please try again with any"
                                    + " of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1,"
                                    + " SHA256]");
                });
    }

    /** Refuses bytes that are not what the client says. */
    static void verify(Shape input, Optional<Checksum> claimed, ContentDigest.Result computed) {
        Fields.text(input, "Content-MD5").ifPresent(md5 -> verifyMd5(md5, computed));
        claimed.filter(claim -> !claim.value().equals(computed.checksum().value()))
                .ifPresent(claim -> {
                    throw S3Errors.badDigest(
                            "The "
                                    + claim.kind()
                                    + " you specified did not match the calculated checksum.");
                });
    }

    private static void verifyMd5(String claimed, ContentDigest.Result computed) {
        if (length(claimed) != MD5_BYTES) {
            throw S3Errors.invalidDigest(
                    "The Content-MD5 you specified was invalid.",
                    InvalidDigest.builder().content_MD5(claimed).build());
        }
        if (!claimed.equals(computed.contentMd5())) {
            throw S3Errors.badDigest(
                    "The Content-MD5 you specified did not match what we received.",
                    BadDigest.builder()
                            .expectedDigest(claimed)
                            .calculatedDigest(computed.contentMd5())
                            .build());
        }
    }

    private static int length(String base64) {
        try {
            return Base64.getDecoder().decode(base64).length;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    /** Puts a checksum into the headers of an answer. */
    static void show(@Nullable Checksum checksum, Fields<?> output) {
        if (checksum != null) {
            output.put(checksum.kind().header(), checksum.value());
            output.put("x-amz-checksum-type", checksum.type());
        }
    }

    /** Puts a checksum into the elements of a document. */
    static void showElements(@Nullable Checksum checksum, Fields<?> output) {
        if (checksum != null) {
            output.put(checksum.kind().element(), checksum.value());
            output.put("ChecksumType", checksum.type());
        }
    }
}
