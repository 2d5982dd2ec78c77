package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.InvalidRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of one text and a position among them; of an expression or a PartiQL statement, which
 * differ in what tokens they have.
 */
public abstract class TokenCursor<T extends TokenCursor.Lexeme> {

    /** A piece of a text. */
    public interface Lexeme {

        boolean is(String symbol);

        boolean isWord(String word);

        boolean isEnd();
    }

    private final List<T> tokens = new ArrayList<>();
    private final String source;
    private final int depthMax;
    private int at;
    private int depth;

    /**
     * Begins without tokens.
     *
     * @param depthMax deepest nesting that is followed
     */
    protected TokenCursor(String source, int depthMax) {
        this.source = source;
        this.depthMax = depthMax;
    }

    /** Adds the next token; the last one is the end. */
    protected final void add(T token) {
        tokens.add(token);
    }

    /** The tokens so far. */
    protected final List<T> tokens() {
        return tokens;
    }

    protected final String source() {
        return source;
    }

    /** The end of the digits at {@code from}, which is {@code from} if there are none. */
    protected final int endOfDigits(int from) {
        int end = from;
        while (isDigit(end)) {
            end++;
        }
        return end;
    }

    protected final boolean isDigit(int index) {
        return index < source.length() && isDigit(source.charAt(index));
    }

    protected static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    protected static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    public final T peek() {
        return tokens.get(at);
    }

    public final T peekNext() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    /** The number of the present token. */
    public final int position() {
        return at;
    }

    public final T take() {
        T token = tokens.get(at);
        if (!token.isEnd()) {
            at++;
        }
        return token;
    }

    public final boolean takeIf(String symbol) {
        if (peek().is(symbol)) {
            at++;
            return true;
        }
        return false;
    }

    public final boolean takeIfWord(String word) {
        if (peek().isWord(word)) {
            at++;
            return true;
        }
        return false;
    }

    /** Enters one level of nesting; pair with {@link #leave}. */
    public final void enter() {
        depth++;
        if (depth > depthMax) {
            throw tooDeep(depth);
        }
    }

    public final void leave() {
        depth--;
    }

    protected abstract InvalidRequest tooDeep(int nesting);
}
