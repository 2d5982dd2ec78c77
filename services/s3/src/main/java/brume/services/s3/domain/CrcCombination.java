package brume.services.s3.domain;

/**
 * The CRC of two runs of bytes from their CRCs and the second one's length: the first is multiplied
 * by x to the number of the second one's bits, modulo the polynomial. Bits are reflected, so the
 * highest is the coefficient of 1. Source: Mark Adler's derivation in zlib's crc32_combine.
 */
final class CrcCombination {

    private static final int POWERS = 64;

    private final long polynomial;
    private final long one;

    /** x to the powers of two. */
    private final long[] powers = new long[POWERS];

    private CrcCombination(long polynomial, int bits) {
        this.polynomial = polynomial;
        this.one = 1L << bits - 1;
        powers[0] = one >>> 1;
        for (int i = 1; i < POWERS; i++) {
            powers[i] = multiply(powers[i - 1], powers[i - 1]);
        }
    }

    static CrcCombination of(ChecksumKind kind) {
        return switch (kind) {
            case CRC32 -> new CrcCombination(0xEDB88320L, 32);
            case CRC32C -> new CrcCombination(0x82F63B78L, 32);
            case CRC64NVME -> new CrcCombination(Crc64Nvme.POLYNOMIAL, 64);
            case SHA1, SHA256 -> throw new IllegalArgumentException(kind + " is no CRC");
        };
    }

    /** The CRC of {@code length} bytes with {@code second} after bytes with {@code first}. */
    long combine(long first, long second, long length) {
        long shift = one;
        long bits = length;
        for (int power = 3; bits != 0; bits >>>= 1, power++) {
            if ((bits & 1) == 1) {
                shift = multiply(powers[power], shift);
            }
        }
        return multiply(shift, first) ^ second;
    }

    private long multiply(long a, long b) {
        long product = 0;
        long shifted = b;
        for (long bit = one; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) == 0 ? shifted >>> 1 : shifted >>> 1 ^ polynomial;
        }
        return product;
    }
}
