package brume.services.s3.domain;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The checksums that S3 verifies and keeps. Source: S3 User Guide, "Checking object integrity in
 * Amazon S3".
 */
public enum ChecksumKind {
    CRC32,
    CRC32C,
    CRC64NVME,
    SHA1,
    SHA256;

    /** The kind of an object whose client gives none. */
    public static final ChecksumKind DEFAULT = CRC64NVME;

    /** The header that carries one, such as {@code x-amz-checksum-crc32}. */
    public String header() {
        return "x-amz-checksum-" + label();
    }

    /** The element that carries one, such as {@code ChecksumCRC32}. */
    public String element() {
        return "Checksum" + name();
    }

    /** The name as some messages have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Bytes of a checksum. */
    public int bytes() {
        return switch (this) {
            case CRC32, CRC32C -> 4;
            case CRC64NVME -> 8;
            case SHA1 -> 20;
            case SHA256 -> 32;
        };
    }

    /** The kind with this name in any case. */
    public static Optional<ChecksumKind> find(String name) {
        for (ChecksumKind kind : values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** A computation that has seen no bytes. */
    Running start() {
        return switch (this) {
            case CRC32 -> Running.of(new CRC32(), 4);
            case CRC32C -> Running.of(new CRC32C(), 4);
            case CRC64NVME -> Running.of(new Crc64Nvme(), 8);
            case SHA1 -> Running.of("SHA-1");
            case SHA256 -> Running.of("SHA-256");
        };
    }

    /** A checksum that is being computed. */
    interface Running {
        void update(byte[] bytes, int offset, int length);

        byte[] finish();

        static Running of(java.util.zip.Checksum crc, int length) {
            return new Running() {
                @Override
                public void update(byte[] bytes, int offset, int count) {
                    crc.update(bytes, offset, count);
                }

                @Override
                public byte[] finish() {
                    byte[] value = new byte[length];
                    for (int i = 0; i < length; i++) {
                        value[i] = (byte) (crc.getValue() >>> (8 * (length - 1 - i)));
                    }
                    return value;
                }
            };
        }

        static Running of(String algorithm) {
            MessageDigest digest = digest(algorithm);
            return new Running() {
                @Override
                public void update(byte[] bytes, int offset, int count) {
                    digest.update(bytes, offset, count);
                }

                @Override
                public byte[] finish() {
                    return digest.digest();
                }
            };
        }

        private static MessageDigest digest(String algorithm) {
            try {
                return MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
