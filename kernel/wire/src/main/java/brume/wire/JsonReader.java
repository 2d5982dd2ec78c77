package brume.wire;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A strict pull reader of one JSON text (RFC 8259) in a byte array. It makes no tree, checks UTF-8,
 * and bounds the nesting. Surrogates that stand alone are refused, because they have no UTF-8 form
 * and could not be stored. Of members with the same name the last one counts, as AWS does it.
 */
public final class JsonReader {

    /** Longest text of one number; AWS's own numbers have at most 38 digits and an exponent. */
    static final int NUMBER_LENGTH_MAX = 1_000;

    private final byte[] bytes;
    private final int end;
    private final int depthMax;
    private int position;
    private int depth;
    private boolean fresh;
    private int keyFrom;
    private int keyTo;
    private @Nullable String escapedKey;

    public JsonReader(byte[] bytes, int depthMax) {
        this(bytes, 0, bytes.length, depthMax);
    }

    public JsonReader(byte[] bytes, int from, int to, int depthMax) {
        this.bytes = bytes;
        this.position = from;
        this.end = to;
        this.depthMax = depthMax;
    }

    /** The first byte of the next value, which tells its type; does not consume it. */
    public byte peek() {
        while (position < end) {
            byte b = bytes[position];
            if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                return b;
            }
            position++;
        }
        throw malformed();
    }

    /** Starts an object; {@link #nextKey} follows. */
    public void openObject() {
        open('{');
    }

    /** Starts an array; {@link #nextElement} follows. */
    public void openArray() {
        open('[');
    }

    private void open(char bracket) {
        if (peek() != bracket || ++depth > depthMax) {
            throw malformed();
        }
        position++;
        fresh = true;
    }

    /** Moves to the value of the next member, or consumes the object's end and answers false. */
    public boolean nextKey() {
        if (!next('}')) {
            return false;
        }
        if (peek() != '"') {
            throw malformed();
        }
        key();
        if (peek() != ':') {
            throw malformed();
        }
        position++;
        return true;
    }

    /** Moves to the next element, or consumes the array's end and answers false. */
    public boolean nextElement() {
        return next(']');
    }

    private boolean next(char close) {
        byte b = peek();
        if (b == close) {
            position++;
            depth--;
            fresh = false;
            return false;
        }
        if (fresh) {
            fresh = false;
        } else if (b == ',') {
            position++;
            if (peek() == close) {
                throw malformed();
            }
        } else {
            throw malformed();
        }
        return true;
    }

    private void key() {
        int from = position + 1;
        int i = JsonCharacters.plainEnd(bytes, from, end);
        if (i < end && bytes[i] == '"') {
            keyFrom = from;
            keyTo = i;
            escapedKey = null;
            position = i + 1;
        } else {
            escapedKey = string();
        }
    }

    /** The name of the member whose value comes next. */
    public String keyText() {
        String escaped = escapedKey;
        return escaped != null ? escaped : latin(keyFrom, keyTo);
    }

    /** What {@code table} has for the name of the member whose value comes next. */
    <V> @Nullable V find(MemberTable<V> table) {
        String escaped = escapedKey;
        if (escaped == null) {
            return table.find(bytes, keyFrom, keyTo);
        }
        byte[] name = escaped.getBytes(StandardCharsets.UTF_8);
        return table.find(name, 0, name.length);
    }

    /** A string. */
    public String string() {
        if (peek() != '"') {
            throw malformed();
        }
        int from = position + 1;
        int i = JsonCharacters.plainEnd(bytes, from, end);
        if (i < end && bytes[i] == '"') {
            position = i + 1;
            return latin(from, i);
        }
        return slowString(from, i);
    }

    private String latin(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Finds the end of a string that is not plain ASCII, and unescapes and checks it. */
    private String slowString(int from, int start) {
        int i = start;
        boolean escaped = false;
        while (true) {
            if (i >= end) {
                throw malformed();
            }
            byte b = bytes[i];
            if (b == '"') {
                break;
            } else if (b >= 0 && b < 0x20) {
                throw malformed();
            } else if (b == '\\') {
                escaped = true;
                i++;
            }
            i++;
        }
        position = i + 1;
        if (!Utf8.isValid(bytes, from, i)) {
            throw malformed();
        }
        return escaped
                ? unescape(from, i)
                : new String(bytes, from, i - from, StandardCharsets.UTF_8);
    }

    private String unescape(int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        int plain = from;
        int i = from;
        while (i < to) {
            if (bytes[i] != '\\') {
                i++;
                continue;
            }
            text.append(new String(bytes, plain, i - plain, StandardCharsets.UTF_8));
            i = escape(text, i + 1, to);
            plain = i;
        }
        text.append(new String(bytes, plain, to - plain, StandardCharsets.UTF_8));
        return text.toString();
    }

    /** Appends the character that an escape stands for; answers the place behind it. */
    private int escape(StringBuilder text, int at, int to) {
        switch (bytes[at]) {
            case '"', '\\', '/' -> text.append((char) bytes[at]);
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'u' -> {
                return unicode(text, at + 1, to);
            }
            default -> throw malformed();
        }
        return at + 1;
    }

    private int unicode(StringBuilder text, int at, int to) {
        char first = hex(at, to);
        if (!Character.isSurrogate(first)) {
            text.append(first);
            return at + 4;
        }
        boolean pairFollows = at + 6 <= to && bytes[at + 4] == '\\' && bytes[at + 5] == 'u';
        if (!Character.isHighSurrogate(first) || !pairFollows) {
            throw malformed();
        }
        char second = hex(at + 6, to);
        if (!Character.isLowSurrogate(second)) {
            throw malformed();
        }
        text.append(first).append(second);
        return at + 10;
    }

    private char hex(int at, int to) {
        if (at + 4 > to) {
            throw malformed();
        }
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = bytes[i] < 0 ? -1 : Character.digit(bytes[i], 16);
            if (digit < 0) {
                throw malformed();
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    /** {@code true} or {@code false}. */
    public boolean bool() {
        if (peek() == 't') {
            literal("true");
            return true;
        }
        literal("false");
        return false;
    }

    /** Consumes {@code null}. */
    public void nullValue() {
        literal("null");
    }

    private void literal(String word) {
        peek();
        if (end - position < word.length()) {
            throw malformed();
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[position + i] != word.charAt(i)) {
                throw malformed();
            }
        }
        position += word.length();
    }

    /** The text of a number that keeps JSON's grammar. */
    public String numberText() {
        peek();
        int from = position;
        int i = from;
        if (i < end && bytes[i] == '-') {
            i++;
        }
        int digits = skipDigits(i);
        if (digits == i || (digits - i > 1 && bytes[i] == '0')) {
            throw malformed();
        }
        i = digits;
        if (i < end && bytes[i] == '.') {
            i = someDigits(i + 1);
        }
        if (i < end && (bytes[i] == 'e' || bytes[i] == 'E')) {
            i++;
            if (i < end && (bytes[i] == '+' || bytes[i] == '-')) {
                i++;
            }
            i = someDigits(i);
        }
        if (i - from > NUMBER_LENGTH_MAX) {
            throw malformed();
        }
        position = i;
        return latin(from, i);
    }

    private int someDigits(int from) {
        int to = skipDigits(from);
        if (to == from) {
            throw malformed();
        }
        return to;
    }

    private int skipDigits(int from) {
        int i = from;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i;
    }

    /** A number with any fraction; the caller must mind that its exponent may be huge. */
    public BigDecimal decimal() {
        try {
            return new BigDecimal(numberText());
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    /** Consumes a value of any type. */
    public void skip() {
        switch (peek()) {
            case '{' -> {
                openObject();
                while (nextKey()) {
                    skip();
                }
            }
            case '[' -> {
                openArray();
                while (nextElement()) {
                    skip();
                }
            }
            case '"' -> string();
            case 't', 'f' -> bool();
            case 'n' -> nullValue();
            default -> numberText();
        }
    }

    /** Consumes a value of any type and answers its bytes. */
    public byte[] raw() {
        peek();
        int from = position;
        skip();
        return Arrays.copyOfRange(bytes, from, position);
    }

    /** Makes sure that nothing but white space follows. */
    public void end() {
        while (position < end) {
            byte b = bytes[position++];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                throw malformed();
            }
        }
    }

    /** AWS answers broken JSON without a text. */
    static WireFormatException malformed() {
        return new WireFormatException("");
    }
}
