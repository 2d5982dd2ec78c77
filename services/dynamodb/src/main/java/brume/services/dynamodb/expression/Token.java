package brume.services.dynamodb.expression;

/**
 * A piece of an expression.
 *
 * @param start its place in the expression, inclusive
 * @param end its place in the expression, exclusive
 */
record Token(Kind kind, String text, int start, int end) implements TokenCursor.Lexeme {

    enum Kind {
        IDENTIFIER,
        /** {@code #name} */
        NAME,
        /** {@code :value} */
        VALUE,
        DIGITS,
        SYMBOL,
        UNKNOWN,
        END
    }

    @Override
    public boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    @Override
    public boolean isWord(String word) {
        return kind == Kind.IDENTIFIER && text.equalsIgnoreCase(word);
    }

    @Override
    public boolean isEnd() {
        return kind == Kind.END;
    }
}
