package brume.wire;

import java.math.BigDecimal;
import java.util.Base64;

/** Writes one JSON text as UTF-8 bytes; the caller keeps objects and arrays balanced. */
public final class JsonWriter {

    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final ByteBuilder out = new ByteBuilder(512);

    /** Whether a comma must precede the next name or element. */
    private boolean comma;

    public void openObject() {
        open('{');
    }

    public void closeObject() {
        close('}');
    }

    public void openArray() {
        open('[');
    }

    public void closeArray() {
        close(']');
    }

    private void open(char bracket) {
        separate();
        out.append(bracket);
        comma = false;
    }

    private void close(char bracket) {
        out.append(bracket);
        comma = true;
    }

    private void separate() {
        if (comma) {
            out.append(',');
        }
        comma = true;
    }

    /** The name of the next value. */
    public void name(String name) {
        separate();
        quoted(name);
        out.append(':');
        comma = false;
    }

    public void string(String text) {
        separate();
        quoted(text);
    }

    public void bool(boolean value) {
        separate();
        out.appendAscii(value ? "true" : "false");
    }

    public void integer(long value) {
        separate();
        out.appendAscii(Long.toString(value));
    }

    /** A number; those that JSON cannot express become the strings that Smithy defines for them. */
    public void number(double value) {
        if (Double.isNaN(value)) {
            string("NaN");
        } else if (Double.isInfinite(value)) {
            string(value > 0 ? "Infinity" : "-Infinity");
        } else {
            separate();
            out.appendAscii(Double.toString(value));
        }
    }

    /** As {@link #number(double)}, with the digits that tell one float from the next. */
    public void number(float value) {
        if (Float.isNaN(value) || Float.isInfinite(value)) {
            number((double) value);
        } else {
            separate();
            out.appendAscii(Float.toString(value));
        }
    }

    public void decimal(BigDecimal value) {
        separate();
        out.appendAscii(value.toPlainString());
    }

    /** A JSON text that is written as it is. */
    public void raw(byte[] json) {
        separate();
        out.append(json);
    }

    /** Bytes in base64. */
    public void blob(byte[] bytes) {
        separate();
        out.append('"');
        out.append(Base64.getEncoder().encode(bytes));
        out.append('"');
    }

    public void nullValue() {
        separate();
        out.appendAscii("null");
    }

    public byte[] toBytes() {
        return out.toBytes();
    }

    private void quoted(String text) {
        out.append('"');
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
                out.append(c);
            } else if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
                escaped(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < length
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.appendUtf8(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                out.appendUtf8(c);
            }
        }
        out.append('"');
    }

    private void escaped(char c) {
        switch (c) {
            case '"' -> out.appendAscii("\\\"");
            case '\\' -> out.appendAscii("\\\\");
            case '\n' -> out.appendAscii("\\n");
            case '\r' -> out.appendAscii("\\r");
            case '\t' -> out.appendAscii("\\t");
            default -> {
                out.appendAscii("\\u00");
                out.append(HEX[c >> 4]);
                out.append(HEX[c & 0xf]);
            }
        }
    }
}
