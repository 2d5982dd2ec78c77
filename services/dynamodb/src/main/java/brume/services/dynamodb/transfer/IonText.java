package brume.services.dynamodb.transfer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The characters and words of Ion's text form. Source: Ion's specification, "Text encoding". */
final class IonText {

    /** Of one item's text; an item of 400 KB can be written in less. */
    private static final int ITEM_CHARACTERS_MAX = 4 << 20;

    private static final int NUMBER_LENGTH_MAX = 1_000;
    private static final int AHEAD = 3;

    private final PushbackReader reader;
    private int length;

    IonText(InputStream in) {
        reader =
                new PushbackReader(
                        new BufferedReader(
                                new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder())),
                        AHEAD);
    }

    static UnreadableSourceException invalid(String reason) {
        return new UnreadableSourceException("Invalid Ion: " + reason);
    }

    /** Forgets how long the item was. */
    void beginItem() {
        length = 0;
    }

    int read() throws IOException {
        if (++length > ITEM_CHARACTERS_MAX) {
            throw new UnreadableSourceException("The item is too large");
        }
        try {
            return reader.read();
        } catch (CharacterCodingException e) {
            throw invalid("it is not UTF-8, or is Ion's binary form, which is not implemented");
        }
    }

    private void unread(int c) throws IOException {
        if (c >= 0) {
            reader.unread(c);
        }
    }

    int peek() throws IOException {
        int c = read();
        unread(c);
        return c;
    }

    /** Consumes {@code text}, of at most three characters, if it comes next. */
    boolean accept(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            int c = read();
            if (c != text.charAt(i)) {
                unread(c);
                while (--i >= 0) {
                    unread(text.charAt(i));
                }
                return false;
            }
        }
        return true;
    }

    void expect(String text) throws IOException {
        if (!accept(text)) {
            throw invalid(text + " was expected");
        }
    }

    /** Goes past blanks and comments; answers the character that follows, or -1. */
    int next() throws IOException {
        while (true) {
            int c = peek();
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                read();
            } else if (c == '/') {
                comment();
            } else {
                return c;
            }
        }
    }

    private void comment() throws IOException {
        if (accept("//")) {
            int c = read();
            while (c >= 0 && c != '\n' && c != '\r') {
                c = read();
            }
            return;
        }
        expect("/*");
        while (!accept("*/")) {
            if (read() < 0) {
                throw invalid("a comment does not end");
            }
        }
    }

    /** A word of letters, digits, {@code _} and {@code $}. */
    String word() throws IOException {
        StringBuilder word = new StringBuilder();
        int c = read();
        while (c == '_' || c == '$' || (c < 0x80 && c >= 0 && Character.isLetterOrDigit(c))) {
            word.append((char) c);
            c = read();
        }
        unread(c);
        if (word.isEmpty()) {
            throw invalid("an unexpected " + (c < 0 ? "end" : "character"));
        }
        return word.toString();
    }

    /** The text up to {@code quote}, after its beginning. */
    String quoted(char quote) throws IOException {
        StringBuilder text = new StringBuilder();
        int c = read();
        while (c != quote) {
            if (c < 0 || c == '\n' || c == '\r') {
                throw invalid("a text does not end");
            }
            append(text, c);
            c = read();
        }
        return text.toString();
    }

    /** Texts between three quotes, which count as one, after the first beginning. */
    String longText() throws IOException {
        StringBuilder text = new StringBuilder();
        do {
            while (!accept("'''")) {
                int c = read();
                if (c < 0) {
                    throw invalid("a text does not end");
                }
                append(text, c);
            }
            next();
        } while (accept("'''"));
        return text.toString();
    }

    private void append(StringBuilder text, int c) throws IOException {
        if (c != '\\') {
            text.append((char) c);
            return;
        }
        int escape = read();
        switch (escape) {
            case '0' -> text.append('\0');
            case 'a' -> text.append('\u0007');
            case 'b' -> text.append('\b');
            case 't' -> text.append('\t');
            case 'n' -> text.append('\n');
            case 'f' -> text.append('\f');
            case 'r' -> text.append('\r');
            case 'v' -> text.append('\u000b');
            case '"', '\'', '?', '\\', '/' -> text.append((char) escape);
            case '\n' -> {} // A line that goes on.
            case 'x' -> text.appendCodePoint(hex(2));
            case 'u' -> text.appendCodePoint(hex(4));
            case 'U' -> text.appendCodePoint(hex(8));
            default -> throw invalid("an unknown escape");
        }
    }

    private int hex(int digits) throws IOException {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(read(), 16);
            if (digit < 0 || value > Character.MAX_CODE_POINT >> 4) {
                throw invalid("an escape without its digits");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** A number, as DynamoDB writes it. */
    String number() throws IOException {
        StringBuilder word = new StringBuilder();
        int c = read();
        while (c == '-' || c == '+' || c == '.' || c == '_' || Character.isLetterOrDigit(c)) {
            if (word.length() == NUMBER_LENGTH_MAX) {
                throw invalid("a number is too long");
            }
            word.append((char) c);
            c = read();
        }
        unread(c);
        String text = word.toString().replace("_", "").replace('d', 'E').replace('D', 'E');
        int radix = text.matches("-?0[xX].*") ? 16 : text.matches("-?0[bB].*") ? 2 : 10;
        if (radix != 10) {
            return whole(word.toString().replace("_", ""), radix);
        }
        text = text.replace(".E", "E").replace(".e", "e");
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static String whole(String text, int radix) throws IOException {
        boolean negative = text.startsWith("-");
        try {
            BigInteger value = new BigInteger(text.substring(negative ? 3 : 2), radix);
            return (negative ? value.negate() : value).toString();
        } catch (NumberFormatException e) {
            throw invalid("a number without digits");
        }
    }
}
