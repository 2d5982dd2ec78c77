package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.Value;
import brume.wire.Blob;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something with a value in a condition. */
public sealed interface Operand extends Node {

    /** The value for {@code item}, or null if there is none. */
    @Nullable Value evaluate(Map<String, Value> item);

    /** The value of an attribute. */
    record Attribute(Path path) implements Operand {
        @Override
        public @Nullable Value evaluate(Map<String, Value> item) {
            return path.find(item);
        }
    }

    /** A value of the request. */
    record Constant(Value value) implements Operand {
        @Override
        public Value evaluate(Map<String, Value> item) {
            return value;
        }
    }

    /** The size of another operand's value, as {@code size(path)} defines it. */
    record Size(Operand operand) implements Operand {
        @Override
        public @Nullable Value evaluate(Map<String, Value> item) {
            Value value = operand.evaluate(item);
            return value == null ? null : size(value);
        }

        private static @Nullable Value size(Value value) {
            return switch (value) {
                case Value.S s -> number(s.text().length());
                case Value.B(Blob bytes) -> number(bytes.length());
                case Value.SS set -> number(set.members().size());
                case Value.NS set -> number(set.members().size());
                case Value.BS set -> number(set.members().size());
                case Value.L list -> number(list.elements().size());
                case Value.M map -> number(map.entries().size());
                case Value.N ignored -> null;
                case Value.Bool ignored -> null;
                case Value.Null ignored -> null;
            };
        }

        private static Value number(int size) {
            return new Value.N(Decimal.ofCanonical(Integer.toString(size)));
        }
    }

    /** What a fault of the expression left behind; never evaluated. */
    record Faulty() implements Operand {
        @Override
        public @Nullable Value evaluate(Map<String, Value> item) {
            return null;
        }
    }
}
