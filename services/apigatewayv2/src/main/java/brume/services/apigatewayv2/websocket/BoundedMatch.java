package brume.services.apigatewayv2.websocket;

import brume.services.apigatewayv2.execution.RefusedException;
import java.util.regex.Pattern;

/**
 * Matches a customer's pattern against a customer's text with an end: a pattern that backtracks
 * catastrophically is given up.
 */
final class BoundedMatch {

    private static final int LOOKS_MAX = 2_000_000;

    private BoundedMatch() {}

    /**
     * Whether the whole text matches.
     *
     * @throws RefusedException if it takes too many steps to tell
     */
    static boolean matches(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Metered(text, new int[1])).matches();
        } catch (StackOverflowError e) {
            throw RefusedException.internal();
        }
    }

    /** A text that counts how often it is looked at. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Metered(CharSequence text, int[] looks) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks[0] > LOOKS_MAX) {
                throw RefusedException.internal();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Metered(text.subSequence(start, end), looks);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
