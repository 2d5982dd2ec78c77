package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.Comparison;
import brume.services.dynamodb.value.Value;
import java.util.List;
import java.util.Map;

/** A condition or filter, which an item meets or not. */
public sealed interface Condition extends Node {

    boolean test(Map<String, Value> item);

    /** All of several conditions. */
    record And(List<Condition> parts) implements Condition {
        @Override
        public boolean test(Map<String, Value> item) {
            for (Condition part : parts) {
                if (!part.test(item)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** At least one of several conditions. */
    record Or(List<Condition> parts) implements Condition {
        @Override
        public boolean test(Map<String, Value> item) {
            for (Condition part : parts) {
                if (part.test(item)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The opposite of a condition. */
    record Not(Condition part) implements Condition {
        @Override
        public boolean test(Map<String, Value> item) {
            return !part.test(item);
        }
    }

    /** How two operands compare. */
    enum Comparator {
        EQ("="),
        NE("<>"),
        LT("<"),
        LE("<="),
        GT(">"),
        GE(">=");

        private final String symbol;

        Comparator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        /** The comparator that means the same with the operands exchanged. */
        public Comparator mirrored() {
            return switch (this) {
                case EQ -> EQ;
                case NE -> NE;
                case LT -> GT;
                case LE -> GE;
                case GT -> LT;
                case GE -> LE;
            };
        }
    }

    /** A comparison of two operands. */
    record Compare(Comparator comparator, Operand left, Operand right) implements Condition {
        @Override
        public boolean test(Map<String, Value> item) {
            Value one = left.evaluate(item);
            Value other = right.evaluate(item);
            if (comparator == Comparator.NE) {
                return one == null || other == null || !one.equals(other);
            }
            if (one == null || other == null) {
                return false;
            }
            if (comparator == Comparator.EQ) {
                return one.equals(other);
            }
            if (!Comparison.ordered(one, other)) {
                return false;
            }
            int order = Comparison.compare(one, other);
            return switch (comparator) {
                case LT -> order < 0;
                case LE -> order <= 0;
                case GT -> order > 0;
                case GE -> order >= 0;
                case EQ, NE -> throw new IllegalStateException("answered above");
            };
        }
    }

    /** Whether an operand lies between two others, both included. */
    record Between(Operand operand, Operand lower, Operand upper) implements Condition {
        @Override
        public boolean test(Map<String, Value> item) {
            Value value = operand.evaluate(item);
            Value from = lower.evaluate(item);
            Value to = upper.evaluate(item);
            return value != null
                    && from != null
                    && to != null
                    && Comparison.ordered(value, from)
                    && Comparison.ordered(value, to)
                    && Comparison.compare(value, from) >= 0
                    && Comparison.compare(value, to) <= 0;
        }
    }

    /** Whether an operand equals one of several others. */
    record In(Operand operand, List<Operand> choices) implements Condition {
        @Override
        public boolean test(Map<String, Value> item) {
            Value value = operand.evaluate(item);
            if (value == null) {
                return false;
            }
            for (Operand choice : choices) {
                if (value.equals(choice.evaluate(item))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Whether an item has a value at a path. */
    record Exists(Operand operand, boolean expected) implements Condition {
        @Override
        public boolean test(Map<String, Value> item) {
            return (operand.evaluate(item) != null) == expected;
        }
    }

    /** Whether a value has the type of this name. */
    record HasType(Operand operand, String type) implements Condition {
        @Override
        public boolean test(Map<String, Value> item) {
            Value value = operand.evaluate(item);
            return value != null && value.type().equals(type);
        }
    }

    /** Whether a text or byte string begins with another. */
    record BeginsWith(Operand operand, Operand prefix) implements Condition {
        @Override
        public boolean test(Map<String, Value> item) {
            Value value = operand.evaluate(item);
            Value start = prefix.evaluate(item);
            return value != null && start != null && Comparison.beginsWith(value, start);
        }
    }

    /** Whether a value contains a part or a member. */
    record Contains(Operand operand, Operand part) implements Condition {
        @Override
        public boolean test(Map<String, Value> item) {
            Value value = operand.evaluate(item);
            Value sought = part.evaluate(item);
            return value != null && sought != null && Comparison.contains(value, sought);
        }
    }

    /** What a fault of the expression left behind; never evaluated. */
    record Faulty(String function) implements Condition {
        @Override
        public boolean test(Map<String, Value> item) {
            return false;
        }
    }
}
