package brume.wire;

import java.nio.charset.StandardCharsets;

/** Writes CBOR (RFC 8949) with definite lengths and shortest heads. */
final class CborWriter {

    private final ByteBuilder out = new ByteBuilder(512);

    private void head(int major, long value) {
        int type = major << 5;
        if (value < 24) {
            out.append(type | (int) value);
        } else if (value < 0x100) {
            out.append(type | 24);
            out.appendBigEndian(value, 1);
        } else if (value < 0x10000) {
            out.append(type | 25);
            out.appendBigEndian(value, 2);
        } else if (value < 0x100000000L) {
            out.append(type | 26);
            out.appendBigEndian(value, 4);
        } else {
            out.append(type | 27);
            out.appendBigEndian(value, 8);
        }
    }

    void map(int count) {
        head(CborReader.MAP, count);
    }

    void array(int count) {
        head(CborReader.ARRAY, count);
    }

    void tag(int tag) {
        head(CborReader.TAG, tag);
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        head(CborReader.TEXT, utf8.length);
        out.append(utf8);
    }

    void blob(byte[] bytes) {
        head(CborReader.BYTES, bytes.length);
        out.append(bytes);
    }

    void integer(long value) {
        if (value >= 0) {
            head(CborReader.UNSIGNED, value);
        } else {
            head(CborReader.NEGATIVE, -1 - value);
        }
    }

    void number(double value) {
        out.append(0xfb);
        out.appendBigEndian(Double.doubleToLongBits(value), 8);
    }

    void number(float value) {
        out.append(0xfa);
        out.appendBigEndian(Float.floatToIntBits(value), 4);
    }

    void bool(boolean value) {
        out.append(value ? 0xf5 : 0xf4);
    }

    void nullValue() {
        out.append(0xf6);
    }

    byte[] toBytes() {
        return out.toBytes();
    }
}
