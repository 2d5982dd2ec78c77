package brume.services.states.domain.data;

import brume.base.Clock;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that can be read for a limited time only: what stops a regular expression whose
 * backtracking does not end, because a matcher reads its text at every step.
 */
final class DeadlineText implements CharSequence {

    private static final Clock TIMER = Clock.system();
    private static final int READS_PER_CHECK = 4_096;

    private final CharSequence text;
    private final Budget budget;

    private DeadlineText(CharSequence text, Budget budget) {
        this.text = text;
        this.budget = budget;
    }

    /** The time that is left, shared by a text and its parts. */
    private static final class Budget {
        private final long deadlineNanos;
        private int reads;

        Budget(Duration limit) {
            this.deadlineNanos = TIMER.nanos() + limit.toNanos();
        }

        void spend() {
            if (++reads % READS_PER_CHECK == 0 && TIMER.nanos() > deadlineNanos) {
                throw new JsonataLimitException("Expression evaluation timeout");
            }
        }
    }

    /**
     * Finds every match once.
     *
     * @throws JsonataLimitException if that takes longer than {@code limit}
     */
    static void probe(Pattern pattern, String text, Duration limit) {
        Matcher matcher = pattern.matcher(new DeadlineText(text, new Budget(limit)));
        try {
            while (matcher.find()) {
                // The time that it takes is what matters.
            }
        } catch (StackOverflowError e) {
            throw new JsonataLimitException("Stack overflow in a regular expression");
        }
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        budget.spend();
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new DeadlineText(text.subSequence(start, end), budget);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
