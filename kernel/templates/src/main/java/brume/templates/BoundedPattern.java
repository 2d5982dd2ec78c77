package brume.templates;

import java.util.regex.Pattern;

/**
 * Matches a customer's pattern against a customer's text with an end: a pattern that backtracks
 * catastrophically is given up.
 */
public final class BoundedPattern {

    private static final int LOOKS_MAX = 2_000_000;

    private BoundedPattern() {}

    /**
     * Whether the whole text matches.
     *
     * @throws TemplateException if it takes too many steps to tell
     */
    public static boolean matches(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Metered(text, new int[1])).matches();
        } catch (StackOverflowError e) {
            throw new TemplateException("a pattern recurses too deeply", e);
        }
    }

    /**
     * Whether a part of the text matches.
     *
     * @throws TemplateException if it takes too many steps to tell
     */
    public static boolean find(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Metered(text, new int[1])).find();
        } catch (StackOverflowError e) {
            throw new TemplateException("a pattern recurses too deeply", e);
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
                throw new TemplateException("a pattern takes more than " + LOOKS_MAX + " steps");
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
