package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.InvalidRequest;
import java.util.ArrayList;
import java.util.List;

/** The tokens of one expression and a position among them. */
final class Tokens {

    /** Longest expression in UTF-8 bytes. Source: Service quotas, "Expression parameters". */
    static final int BYTES_MAX = 4096;

    /** Deepest nesting of parentheses, functions and NOTs that we follow. */
    private static final int DEPTH_MAX = 300;

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int depth;

    Tokens(String source) {
        this.source = source;
        int from = 0;
        while (true) {
            while (from < source.length() && isSpace(source.charAt(from))) {
                from++;
            }
            if (from == source.length()) {
                break;
            }
            Token token = read(from);
            tokens.add(token);
            from = token.end();
        }
        tokens.add(new Token(Token.Kind.END, "<EOF>", source.length(), source.length()));
    }

    private Token read(int from) {
        char c = source.charAt(from);
        if (c != '_' && isLetter(c)) {
            return word(Token.Kind.IDENTIFIER, from);
        }
        if (c == '#') {
            return word(Token.Kind.NAME, from);
        }
        if (c == ':') {
            return word(Token.Kind.VALUE, from);
        }
        if (isDigit(c)) {
            int end = from;
            while (end < source.length() && isDigit(source.charAt(end))) {
                end++;
            }
            return token(Token.Kind.DIGITS, from, end);
        }
        if (from + 1 < source.length()) {
            String two = source.substring(from, from + 2);
            if (two.equals("<>") || two.equals("<=") || two.equals(">=")) {
                return token(Token.Kind.SYMBOL, from, from + 2);
            }
        }
        boolean known = "()[],.=<>+-".indexOf(c) >= 0;
        int length = Character.isHighSurrogate(c) && from + 1 < source.length() ? 2 : 1;
        return token(known ? Token.Kind.SYMBOL : Token.Kind.UNKNOWN, from, from + length);
    }

    private Token word(Token.Kind kind, int from) {
        int end = from + 1;
        while (end < source.length()
                && (isLetter(source.charAt(end)) || isDigit(source.charAt(end)))) {
            end++;
        }
        return token(kind, from, end);
    }

    private Token token(Token.Kind kind, int from, int end) {
        return new Token(kind, source.substring(from, end), from, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    Token peek() {
        return tokens.get(at);
    }

    /** The number of the present token. */
    int position() {
        return at;
    }

    Token peekNext() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token take() {
        Token token = tokens.get(at);
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    boolean takeIf(String symbol) {
        if (peek().is(symbol)) {
            at++;
            return true;
        }
        return false;
    }

    boolean takeIfWord(String word) {
        if (peek().isWord(word)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String symbol) {
        if (!takeIf(symbol)) {
            throw syntaxError();
        }
    }

    void expectEnd() {
        if (peek().kind() != Token.Kind.END) {
            throw syntaxError();
        }
    }

    /** Enters one level of nesting; pair with {@link #leave}. */
    void enter() {
        depth++;
        if (depth > DEPTH_MAX) {
            throw new InvalidRequest(
                    "The expression has too many nesting levels; nesting levels: " + depth);
        }
    }

    void leave() {
        depth--;
    }

    /** The error at the present token, with its neighbours as AWS shows them. */
    InvalidRequest syntaxError() {
        int from = tokens.get(Math.max(at - 1, 0)).start();
        int to = tokens.get(Math.min(at + 1, tokens.size() - 1)).end();
        return new InvalidRequest(
                "Syntax error; token: \""
                        + peek().text()
                        + "\", near: \""
                        + source.substring(from, to)
                        + '"');
    }
}
