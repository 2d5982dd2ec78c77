package brume.services.apigateway.execution;

import java.util.regex.Pattern;

/**
 * Matches a customer's pattern against a customer's text with an end: a pattern that backtracks
 * catastrophically is given up.
 */
final class BoundedPattern {

    private static final int LOOKS_MAX = 2_000_000;

    private BoundedPattern() {}

    /**
     * Whether the whole text matches.
     *
     * @throws GatewayException if it takes too many steps to tell
     */
    static boolean matches(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Metered(text)).matches();
        } catch (StackOverflowError e) {
            throw GatewayException.internal();
        }
    }

    /**
     * Whether a part of the text matches.
     *
     * @throws GatewayException if it takes too many steps to tell
     */
    static boolean find(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Metered(text)).find();
        } catch (StackOverflowError e) {
            throw GatewayException.internal();
        }
    }

    private static final class Metered implements CharSequence {
        private final String text;
        private int looks;

        Metered(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks++;
            if (looks > LOOKS_MAX) {
                throw GatewayException.internal();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
