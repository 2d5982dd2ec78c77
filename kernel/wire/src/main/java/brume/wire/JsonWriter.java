package brume.wire;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
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

    /** As {@link #name(String)}, for a name that is quoted and followed by its colon already. */
    void name(byte[] quoted) {
        separate();
        out.append(quoted);
        comma = false;
    }

    /** The form of a name for {@link #name(byte[])}. */
    static byte[] quotedName(String name) {
        JsonWriter out = new JsonWriter();
        out.name(name);
        return out.toBytes();
    }

    /** A surrogate that stands alone becomes a question mark, since it has no UTF-8 form. */
    private void quoted(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.append('"');
        int written = 0;
        int i = 0;
        while (true) {
            i = JsonCharacters.plainEnd(utf8, i, utf8.length);
            while (i < utf8.length && utf8[i] < 0) {
                i++;
            }
            if (i == utf8.length) {
                break;
            }
            if (!JsonCharacters.isPlain(utf8[i])) {
                out.append(utf8, written, i);
                escaped(utf8[i]);
                i++;
                written = i;
            }
        }
        out.append(utf8, written, utf8.length);
        out.append('"');
    }

    private void escaped(byte c) {
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
