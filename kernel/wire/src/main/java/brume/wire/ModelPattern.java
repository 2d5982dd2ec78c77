package brume.wire;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The regular expressions of the models. They were written for other engines and may take
 * exponential time or deep recursion in ours, so a match may look at a bounded number of characters
 * and a match that exceeds this or the stack counts as none. Expressions that are not Java's
 * constrain nothing.
 */
final class ModelPattern {

    /** Most characters that one match may look at, besides some for each of the text's. */
    private static final long STEPS_MAX = 2_000_000;

    private static final long STEPS_PER_CHARACTER_MAX = 64;

    /** Patterns come from the models only, so their number is bounded. */
    private static final Map<String, Optional<Pattern>> COMPILED = new ConcurrentHashMap<>();

    private ModelPattern() {}

    /** Whether the whole of {@code text} matches. */
    static boolean matches(String pattern, String text) {
        Optional<Pattern> compiled = COMPILED.computeIfAbsent(pattern, ModelPattern::compile);
        if (compiled.isEmpty()) {
            return true;
        }
        try {
            long steps = STEPS_MAX + STEPS_PER_CHARACTER_MAX * text.length();
            return compiled.get().matcher(new Budgeted(text, new long[] {steps})).matches();
        } catch (BudgetException | StackOverflowError e) {
            return false;
        }
    }

    private static Optional<Pattern> compile(String pattern) {
        try {
            return Optional.of(Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    private static final class BudgetException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BudgetException() {
            super("too many steps", null, false, false);
        }
    }

    /** A text that counts how often it is looked at. */
    @SuppressWarnings("ArrayRecordComponent") // A counter that the parts of the text share.
    private record Budgeted(String text, long[] left) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw new BudgetException();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Budgeted(text.substring(start, end), left);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
