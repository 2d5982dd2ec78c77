package brume.services.s3.domain;

import java.util.zip.Checksum;

/**
 * CRC-64/NVME, eight bytes a step ("slicing by eight"). Source: NVM Express NVM Command Set
 * Specification, "64b CRC": reflected polynomial 0x9A6C9329AC4BC9B5, all bits inverted at the start
 * and at the end; check value of "123456789" is 0xAE8B14860A799888.
 */
final class Crc64Nvme implements Checksum {

    static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final long[][] TABLES = tables();

    private long state = -1;

    private static long[][] tables() {
        long[][] tables = new long[8][256];
        for (int b = 0; b < 256; b++) {
            long crc = b;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
            }
            tables[0][b] = crc;
        }
        for (int b = 0; b < 256; b++) {
            for (int t = 1; t < 8; t++) {
                long before = tables[t - 1][b];
                tables[t][b] = before >>> 8 ^ tables[0][(int) before & 0xff];
            }
        }
        return tables;
    }

    @Override
    public void update(int b) {
        state = state >>> 8 ^ TABLES[0][(int) (state ^ b) & 0xff];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        for (; end - at >= 8; at += 8) {
            long word = state;
            for (int i = 0; i < 8; i++) {
                word ^= (bytes[at + i] & 0xffL) << 8 * i;
            }
            long next = 0;
            for (int i = 0; i < 8; i++) {
                next ^= TABLES[7 - i][(int) (word >>> 8 * i) & 0xff];
            }
            state = next;
        }
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }
}
