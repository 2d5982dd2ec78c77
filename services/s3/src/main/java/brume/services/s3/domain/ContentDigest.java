package brume.services.s3.domain;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** The MD5 and one checksum of bytes that pass by. */
public final class ContentDigest {

    private final MessageDigest md5;
    private final ChecksumKind kind;
    private final ChecksumKind.Running checksum;

    public ContentDigest(ChecksumKind kind) {
        this.md5 = md5();
        this.kind = kind;
        this.checksum = kind.start();
    }

    /** An MD5 that has seen no bytes. */
    public static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public void update(byte[] bytes, int offset, int length) {
        md5.update(bytes, offset, length);
        checksum.update(bytes, offset, length);
    }

    /** What was seen; asked once. */
    public Result finish() {
        return new Result(
                HexFormat.of().formatHex(md5.digest()),
                Checksum.of(kind, Base64.getEncoder().encodeToString(checksum.finish())));
    }

    /**
     * The digests of some bytes.
     *
     * @param md5 in hexadecimal digits, as in ETags
     */
    public record Result(String md5, Checksum checksum) {

        /** The MD5 in base64, as in Content-MD5. */
        public String contentMd5() {
            return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5));
        }
    }

    /** The bytes of {@code in}, seen by this digest as they are read. */
    public InputStream watch(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                if (count > 0) {
                    update(bytes, offset, count);
                }
                return count;
            }
        };
    }
}
