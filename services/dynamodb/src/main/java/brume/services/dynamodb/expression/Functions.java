package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.Comparison;
import brume.services.dynamodb.value.Value;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions and comparators of conditions, and what they demand of their operands. */
public final class Functions {

    private static final String OPERAND_TYPE =
            "Incorrect operand type for operator or function; operator or function: ";
    private static final Set<String> TYPES =
            Set.of("S", "N", "B", "NULL", "SS", "BOOL", "L", "BS", "NS", "M");
    private static final Set<String> WITHOUT_SIZE = Set.of("N", "BOOL", "NULL");
    private static final Set<String> UPDATE_FUNCTIONS = Set.of("if_not_exists", "list_append");
    private static final Set<String> ORDERED = Set.of("S", "N", "B");

    private final Diagnostics diagnostics;

    public Functions(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** The function that a condition calls, or null if it is none. */
    public static @Nullable String nameOf(Condition condition) {
        return switch (condition) {
            case Condition.Exists exists ->
                    exists.expected() ? "attribute_exists" : "attribute_not_exists";
            case Condition.HasType ignored -> "attribute_type";
            case Condition.BeginsWith ignored -> "begins_with";
            case Condition.Contains ignored -> "contains";
            case Condition.Faulty faulty -> faulty.function();
            case Condition.And ignored -> null;
            case Condition.Or ignored -> null;
            case Condition.Not ignored -> null;
            case Condition.Compare ignored -> null;
            case Condition.Between ignored -> null;
            case Condition.In ignored -> null;
        };
    }

    public Condition misused(String function) {
        diagnostics.add(
                Diagnostics.Fault.MISUSED_FUNCTION,
                "The function is not allowed to be used this way in an expression; function: "
                        + function);
        return new Condition.Faulty(function);
    }

    /** The condition or operand that a call makes. */
    public Node call(String name, List<Operand> arguments) {
        int expected =
                switch (name) {
                    case "attribute_exists", "attribute_not_exists", "size" -> 1;
                    case "attribute_type", "begins_with", "contains" -> 2;
                    default -> -1;
                };
        if (expected < 0) {
            diagnostics.add(
                    Diagnostics.Fault.UNKNOWN_FUNCTION,
                    UPDATE_FUNCTIONS.contains(name)
                            ? "The function is not allowed in a condition expression; function: "
                                    + name
                            : "Invalid function name; function: " + name);
            return new Condition.Faulty(name);
        }
        if (arguments.size() != expected) {
            diagnostics.add(
                    Diagnostics.Fault.OPERAND,
                    "Incorrect number of operands for operator or function; operator or function: "
                            + name
                            + ", number of operands: "
                            + arguments.size());
            return name.equals("size") ? new Operand.Faulty() : new Condition.Faulty(name);
        }
        Operand first = arguments.getFirst();
        Operand last = arguments.getLast();
        return switch (name) {
            case "attribute_exists", "attribute_not_exists" -> {
                requirePath(name, first);
                yield new Condition.Exists(first, name.equals("attribute_exists"));
            }
            case "size" -> {
                rejectTypes(name, first, WITHOUT_SIZE);
                yield new Operand.Size(first);
            }
            case "attribute_type" -> attributeType(first, last);
            case "begins_with" -> {
                checkDistinct(name, first, last);
                requireTextOrBytes(name, first);
                requireTextOrBytes(name, last);
                yield new Condition.BeginsWith(first, last);
            }
            default -> {
                checkDistinct(name, first, last);
                yield new Condition.Contains(first, last);
            }
        };
    }

    private void requirePath(String name, Operand operand) {
        if (!(operand instanceof Operand.Attribute)) {
            diagnostics.add(
                    Diagnostics.Fault.FUNCTION,
                    "Operator or function requires a document path; operator or function: " + name);
        }
    }

    private Condition attributeType(Operand operand, Operand type) {
        String given = typeOf(type);
        if (!(type instanceof Operand.Constant constant)
                || !(constant.value() instanceof Value.S name)) {
            badType("attribute_type", given == null ? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}" : given);
            return new Condition.Faulty("attribute_type");
        }
        if (!TYPES.contains(name.text())) {
            diagnostics.add(
                    Diagnostics.Fault.FUNCTION,
                    "Invalid attribute type name found; type: "
                            + name.text()
                            + ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
        }
        return new Condition.HasType(operand, name.text());
    }

    private void requireTextOrBytes(String name, Operand operand) {
        String type = typeOf(operand);
        if (type != null && !type.equals("S") && !type.equals("B")) {
            badType(name, type);
        }
    }

    private void rejectTypes(String name, Operand operand, Set<String> rejected) {
        String type = typeOf(operand);
        if (type != null && rejected.contains(type)) {
            badType(name, type);
        }
    }

    private void badType(String name, String type) {
        diagnostics.add(
                Diagnostics.Fault.FUNCTION, OPERAND_TYPE + name + ", operand type: " + type);
    }

    public void checkComparison(Condition.Comparator comparator, Operand left, Operand right) {
        checkDistinct(comparator.symbol(), left, right);
        if (comparator == Condition.Comparator.EQ || comparator == Condition.Comparator.NE) {
            return;
        }
        checkOrdered(comparator.symbol(), left, right);
    }

    /** Rejects operands of a type that has no order. */
    public void checkOrdered(String operator, Operand... operands) {
        for (Operand operand : operands) {
            String type = operand instanceof Operand.Size ? null : typeOf(operand);
            if (type != null && !ORDERED.contains(type)) {
                badType(operator, type);
            }
        }
    }

    private void checkDistinct(String name, Operand left, Operand right) {
        if (left instanceof Operand.Attribute attribute && left.equals(right)) {
            diagnostics.add(
                    Diagnostics.Fault.DISTINCT,
                    "The first operand must be distinct from the remaining operands for this"
                            + " operator or function; operator: "
                            + name
                            + ", first operand: "
                            + attribute.path());
        }
    }

    public void checkBounds(Operand lower, Operand upper) {
        for (Operand bound : List.of(lower, upper)) {
            String type = typeOf(bound);
            if (type != null && !ORDERED.contains(type)) {
                badType("BETWEEN", type);
                return;
            }
        }
        if (!(lower instanceof Operand.Constant from) || !(upper instanceof Operand.Constant to)) {
            return;
        }
        String demand;
        if (!from.value().type().equals(to.value().type())) {
            demand = "requires same data type for lower and upper bounds; ";
        } else if (Comparison.ordered(from.value(), to.value())
                && Comparison.compare(from.value(), to.value()) > 0) {
            demand = "requires upper bound to be greater than or equal to lower bound; ";
        } else {
            return;
        }
        diagnostics.add(
                Diagnostics.Fault.FUNCTION,
                "The BETWEEN operator "
                        + demand
                        + "lower bound operand: AttributeValue: "
                        + show(from.value())
                        + ", upper bound operand: AttributeValue: "
                        + show(to.value()));
    }

    private static String show(Value value) {
        String text =
                switch (value) {
                    case Value.S s -> s.text();
                    case Value.N n -> n.number().text();
                    default -> "";
                };
        return '{' + value.type() + ':' + text + '}';
    }

    /** The type that an operand certainly has, or null. */
    private static @Nullable String typeOf(Operand operand) {
        return switch (operand) {
            case Operand.Constant constant -> constant.value().type();
            case Operand.Size ignored -> "N";
            case Operand.Attribute ignored -> null;
            case Operand.Faulty ignored -> null;
        };
    }
}
