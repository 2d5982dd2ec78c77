package brume.services.states.domain.asl;

import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.JsonataExpression;
import brume.services.states.domain.data.Path;
import brume.services.states.domain.data.PathNotFoundException;
import brume.services.states.domain.data.QueryException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The condition of a choice rule. */
public sealed interface Condition {

    boolean holds(Bindings bindings) throws QueryException;

    /** A JSONata expression, which has to answer a boolean. */
    record Computed(JsonataExpression expression) implements Condition {
        @Override
        public boolean holds(Bindings bindings) throws QueryException {
            JsonNode value = expression.evaluate(bindings);
            if (!value.isBoolean()) {
                throw expression.unexpected("boolean", value);
            }
            return value.booleanValue();
        }
    }

    /** A constant. */
    record Always(boolean value) implements Condition {
        @Override
        public boolean holds(Bindings bindings) {
            return value;
        }
    }

    /** True if every one holds. */
    record And(List<Condition> all) implements Condition {
        @Override
        public boolean holds(Bindings bindings) throws QueryException {
            for (Condition condition : all) {
                if (!condition.holds(bindings)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** True if one of them holds. */
    record Or(List<Condition> any) implements Condition {
        @Override
        public boolean holds(Bindings bindings) throws QueryException {
            for (Condition condition : any) {
                if (condition.holds(bindings)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** True if the other does not hold. */
    record Not(Condition condition) implements Condition {
        @Override
        public boolean holds(Bindings bindings) throws QueryException {
            return !condition.holds(bindings);
        }
    }

    /** A test of what {@code variable} is; {@code expected} is the operator's value. */
    record Is(Path variable, TypeTest test, boolean expected) implements Condition {
        @Override
        public boolean holds(Bindings bindings) throws QueryException {
            try {
                return test.holds(variable.evaluate(bindings)) == expected;
            } catch (PathNotFoundException _) {
                if (test == TypeTest.PRESENT) {
                    return !expected;
                }
                throw invalid(variable);
            }
        }
    }

    /**
     * A comparison of {@code variable} with a constant or, if {@code path} is given, with another
     * value.
     */
    record Compare(
            Path variable, Comparison comparison, @Nullable JsonNode constant, @Nullable Path path)
            implements Condition {
        @Override
        public boolean holds(Bindings bindings) throws QueryException {
            JsonNode left = value(variable, bindings);
            JsonNode right = path == null ? constant : value(path, bindings);
            return right != null && comparison.holds(left, right);
        }

        private static JsonNode value(Path path, Bindings bindings) throws QueryException {
            try {
                return path.evaluate(bindings);
            } catch (PathNotFoundException _) {
                throw invalid(path);
            }
        }
    }

    private static QueryException invalid(Path path) {
        return new QueryException(
                "Invalid path '"
                        + path
                        + "': The choice state's condition path references an invalid value.");
    }
}
