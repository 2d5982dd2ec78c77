package brume.services.logs.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A regular expression between percent signs. CloudWatch allows no parentheses, so each alternative
 * is a row of single characters with quantifiers: an automaton whose states fit into the bits of a
 * long, advanced by a few shifts for each character (Navarro and Raffinot, Flexible Pattern
 * Matching in Strings, 2002, chapter 4.3). There is nothing to go back to, so no expression is
 * slow.
 */
final class Expression implements TextMatcher {

    /** One bit of a long is the end. */
    static final int ITEMS_MAX = 62;

    /** A character that has to come, may be missing, or may come again. */
    record Item(IntPredicate characters, boolean optional, boolean repeated) {}

    private final List<Automaton> alternatives;

    Expression(List<Automaton> alternatives) {
        this.alternatives = alternatives;
    }

    static Expression parse(String text) {
        return new ExpressionParser(text).parse();
    }

    /** Whether some part of {@code text} matches. */
    @Override
    public boolean matches(String text) {
        for (Automaton alternative : alternatives) {
            if (alternative.matches(text)) {
                return true;
            }
        }
        return false;
    }

    /** One alternative. Bit i stands for: the items before i have been found. */
    static final class Automaton {

        private static final int ASCII = 128;

        private final List<Item> items;
        private final boolean fromStart;
        private final boolean toEnd;
        private final long[] accepting = new long[ASCII];
        private final long optional;
        private final long repeated;
        private final long end;

        Automaton(List<Item> items, boolean fromStart, boolean toEnd) {
            this.items = new ArrayList<>(items);
            this.fromStart = fromStart;
            this.toEnd = toEnd;
            this.end = 1L << items.size();
            long mayBeMissing = 0;
            long mayRepeat = 0;
            for (int i = 0; i < items.size(); i++) {
                Item item = items.get(i);
                mayBeMissing |= item.optional() ? 1L << i : 0;
                mayRepeat |= item.repeated() ? 1L << i : 0;
                for (int c = 0; c < ASCII; c++) {
                    accepting[c] |= item.characters().test(c) ? 1L << i : 0;
                }
            }
            this.optional = mayBeMissing;
            this.repeated = mayRepeat;
        }

        boolean matches(String text) {
            long start = withoutOptional(1);
            long states = start;
            for (int i = 0; i < text.length(); i++) {
                if (!toEnd && (states & end) != 0) {
                    return true;
                }
                long taken = states & accepting(text.charAt(i));
                states = withoutOptional((taken << 1) | (taken & repeated));
                if (!fromStart) {
                    states |= start;
                }
            }
            return (states & end) != 0;
        }

        /** Adds the states that are reached by leaving out what may be missing. */
        private long withoutOptional(long states) {
            long reached = states;
            long before;
            do {
                before = reached;
                reached |= (reached & optional) << 1;
            } while (reached != before);
            return reached;
        }

        private long accepting(char c) {
            if (c < ASCII) {
                return accepting[c];
            }
            long mask = 0;
            for (int i = 0; i < items.size(); i++) {
                mask |= items.get(i).characters().test(c) ? 1L << i : 0;
            }
            return mask;
        }
    }
}
