package brume.services.s3.domain;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * ETag and checksum of an object from those of its parts. Source: S3 User Guide, "Checking object
 * integrity", sections on full object and composite checksums.
 */
public final class PartDigests {

    private PartDigests() {}

    /** The MD5 of the parts' MD5s, a dash and their number. */
    public static String etag(List<Upload.Part> parts) {
        MessageDigest md5 = ContentDigest.md5();
        parts.forEach(part -> md5.update(HexFormat.of().parseHex(part.etag())));
        return HexFormat.of().formatHex(md5.digest()) + '-' + parts.size();
    }

    /** The checksum that the finished object has. */
    public static Checksum checksum(Upload upload, List<Upload.Part> parts) {
        ChecksumKind kind = upload.kindOfParts();
        if (upload.composite()) {
            ChecksumKind.Running running = kind.start();
            for (Upload.Part part : parts) {
                byte[] value = Base64.getDecoder().decode(part.checksum());
                running.update(value, 0, value.length);
            }
            String value = Base64.getEncoder().encodeToString(running.finish());
            return new Checksum(kind, value + '-' + parts.size(), true);
        }
        CrcCombination combination = CrcCombination.of(kind);
        long crc = 0;
        for (Upload.Part part : parts) {
            crc = combination.combine(crc, number(part.checksum()), part.size());
        }
        return Checksum.of(kind, text(crc, kind.bytes()));
    }

    private static long number(String base64) {
        long number = 0;
        for (byte b : Base64.getDecoder().decode(base64)) {
            number = number << 8 | b & 0xff;
        }
        return number;
    }

    private static String text(long number, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (number >>> 8 * (length - 1 - i));
        }
        return Base64.getEncoder().encodeToString(bytes);
    }
}
