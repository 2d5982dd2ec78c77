package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.InvalidRequest;

/** The tokens of one expression and a position among them. */
final class Tokens extends TokenCursor<Token> {

    /** Longest expression in UTF-8 bytes. Source: Service quotas, "Expression parameters". */
    static final int BYTES_MAX = 4096;

    /** Deepest nesting of parentheses, functions and NOTs that we follow. */
    private static final int DEPTH_MAX = 300;

    Tokens(String source) {
        super(source, DEPTH_MAX);
        int from = 0;
        while (true) {
            while (from < source.length() && isSpace(source.charAt(from))) {
                from++;
            }
            if (from == source.length()) {
                break;
            }
            Token token = read(from);
            add(token);
            from = token.end();
        }
        add(new Token(Token.Kind.END, "<EOF>", source.length(), source.length()));
    }

    private Token read(int from) {
        String source = source();
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
            return token(Token.Kind.DIGITS, from, endOfDigits(from));
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
        while (end < source().length() && (isLetter(source().charAt(end)) || isDigit(end))) {
            end++;
        }
        return token(kind, from, end);
    }

    private Token token(Token.Kind kind, int from, int end) {
        return new Token(kind, source().substring(from, end), from, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
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

    @Override
    protected InvalidRequest tooDeep(int nesting) {
        return new InvalidRequest(
                "The expression has too many nesting levels; nesting levels: " + nesting);
    }

    /** The error at the present token, with its neighbours as AWS shows them. */
    InvalidRequest syntaxError() {
        int from = tokens().get(Math.max(position() - 1, 0)).start();
        int to = peekNext().end();
        return new InvalidRequest(
                "Syntax error; token: \""
                        + peek().text()
                        + "\", near: \""
                        + source().substring(from, to)
                        + '"');
    }
}
