package brume.services.dynamodb.partiql;

import brume.services.dynamodb.expression.TokenCursor;

/**
 * A piece of a statement.
 *
 * @param text what it means: without the quotes of a string or of a quoted identifier
 * @param start its place in the statement, from 0
 * @param length its characters in the statement
 */
record Token(Kind kind, String text, int start, int length) implements TokenCursor.Lexeme {

    enum Kind {
        /** A name that is no keyword. */
        NAME,
        QUOTED_NAME,
        KEYWORD,
        STRING,
        NUMBER,
        PARAMETER,
        SYMBOL,
        END
    }

    @Override
    public boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    @Override
    public boolean isWord(String word) {
        return (kind == Kind.KEYWORD || kind == Kind.NAME) && text.equalsIgnoreCase(word);
    }

    @Override
    public boolean isEnd() {
        return kind == Kind.END;
    }

    boolean isName() {
        return kind == Kind.NAME || kind == Kind.QUOTED_NAME;
    }
}
