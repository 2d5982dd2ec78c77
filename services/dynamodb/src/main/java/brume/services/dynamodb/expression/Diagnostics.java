package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.InvalidRequest;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a syntactically correct expression. AWS answers one message, chosen by the
 * kind of the fault rather than by its place, so the first of each kind is kept.
 */
public final class Diagnostics {

    /** Kinds of faults, those that AWS reports first at the top. Source: recorded answers. */
    enum Fault {
        PARENTHESES,
        UNKNOWN_FUNCTION,
        MISUSED_FUNCTION,
        RESERVED,
        SECTION,
        PLACEHOLDER,
        VALUE_PLACEHOLDER,
        PATH_OVERLAP,
        PATH_CONFLICT,
        OPERAND,
        DISTINCT,
        FUNCTION
    }

    private final Map<Fault, String> faults = new EnumMap<>(Fault.class);
    private @Nullable String condition;

    void add(Fault fault, String message) {
        faults.putIfAbsent(fault, message);
    }

    boolean has(Fault fault) {
        return faults.containsKey(fault);
    }

    /** Ends one condition: of faults within conditions, the first condition's are answered. */
    public void endCondition() {
        if (condition == null) {
            condition = first(Fault.PLACEHOLDER, Fault.OPERAND, Fault.DISTINCT, Fault.FUNCTION);
        }
    }

    private @Nullable String first(Fault... order) {
        for (Fault fault : order) {
            String message = faults.get(fault);
            if (message != null) {
                return message;
            }
        }
        return null;
    }

    public void throwForCondition() {
        endCondition();
        throwFirst(
                Fault.PARENTHESES, Fault.UNKNOWN_FUNCTION, Fault.MISUSED_FUNCTION, Fault.RESERVED);
        if (condition != null) {
            throw new InvalidRequest(condition);
        }
    }

    void throwForUpdate() {
        throwFirst(
                Fault.RESERVED,
                Fault.UNKNOWN_FUNCTION,
                Fault.SECTION,
                Fault.PLACEHOLDER,
                Fault.VALUE_PLACEHOLDER,
                Fault.PATH_OVERLAP,
                Fault.PATH_CONFLICT,
                Fault.OPERAND,
                Fault.FUNCTION);
    }

    void throwForProjection() {
        throwFirst(Fault.RESERVED, Fault.PLACEHOLDER, Fault.PATH_OVERLAP, Fault.PATH_CONFLICT);
    }

    private void throwFirst(Fault... order) {
        String message = first(order);
        if (message != null) {
            throw new InvalidRequest(message);
        }
    }
}
