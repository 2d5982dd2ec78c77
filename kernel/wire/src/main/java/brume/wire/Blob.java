package brume.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable byte string that is compared by value. It has an order also because of hash tables:
 * those keep what has one hash in a tree if it is ordered, and in a list if it is not.
 *
 * <p>Its bytes may lie somewhere else, such as in the file of an object of many gigabytes. Then
 * {@link #open} reads them piece by piece, as often as it is asked, and everything else first reads
 * them all.
 */
public final class Blob implements Comparable<Blob> {

    public static final Blob EMPTY = new Blob(new byte[0], null);

    /** Most bytes of a blob that are read into memory from elsewhere. */
    public static final int READ_BYTES_MAX = 128 * 1024 * 1024;

    /** Bytes that lie somewhere else. */
    public interface Source {
        long size();

        /** A stream of exactly {@link #size} bytes, which the caller closes. */
        InputStream open();
    }

    private volatile byte @Nullable [] bytes;
    private final @Nullable Source source;

    private Blob(byte @Nullable [] bytes, @Nullable Source source) {
        this.bytes = bytes;
        this.source = source;
    }

    /** Wraps {@code bytes}, which must not be changed afterwards. */
    public static Blob of(byte[] bytes) {
        return new Blob(bytes, null);
    }

    /** The bytes of {@code source}, read when they are needed. */
    public static Blob of(Source source) {
        return new Blob(null, source);
    }

    public static Blob ofText(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return bytes().length;
    }

    /** The number of bytes, without reading any. */
    public long size() {
        return source == null ? bytes().length : source.size();
    }

    /** Whether the bytes lie somewhere else and may be too many for memory. */
    public boolean streamed() {
        return source != null;
    }

    /** The bytes one after the other; the caller closes the stream. */
    public InputStream open() {
        return source == null ? new ByteArrayInputStream(bytes()) : source.open();
    }

    /**
     * The bytes themselves; the caller must not change them.
     *
     * @throws WireFormatException if they lie elsewhere and are more than {@value #READ_BYTES_MAX}
     */
    public byte[] bytes() {
        byte[] known = bytes;
        if (known == null) {
            known = read();
            bytes = known;
        }
        return known;
    }

    private byte[] read() {
        if (size() > READ_BYTES_MAX) {
            throw new WireFormatException(
                    "There are more than " + READ_BYTES_MAX + " bytes; read them as a stream.");
        }
        try (InputStream in = open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes read as UTF-8. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** The order of the unsigned bytes. */
    @Override
    public int compareTo(Blob other) {
        return Arrays.compareUnsigned(bytes(), other.bytes());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Blob blob && Arrays.equals(bytes(), blob.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    @Override
    public String toString() {
        return "Blob[" + size() + " bytes]";
    }
}
