package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a query demands of key attributes: one condition for each, by the attribute's name. */
public record KeyCondition(Map<String, Part> parts) {

    /** How a key attribute is compared. */
    public enum Operator {
        EQ,
        LT,
        LE,
        GT,
        GE,
        BETWEEN,
        BEGINS_WITH
    }

    /**
     * The condition on one key attribute.
     *
     * @param values one value, or two for BETWEEN
     */
    public record Part(Operator operator, List<Value> values) {}

    /**
     * What the condition of a KeyConditionExpression demands.
     *
     * @throws InvalidRequest with AWS's text
     */
    public static KeyCondition of(Condition condition) {
        Map<String, Part> parts = new LinkedHashMap<>();
        try {
            collect(condition, parts);
        } catch (InvalidRequest e) {
            throw new InvalidRequest("Invalid KeyConditionExpression: " + e.getMessage());
        }
        return new KeyCondition(parts);
    }

    private static void collect(Condition condition, Map<String, Part> parts) {
        switch (condition) {
            case Condition.And and -> {
                for (Condition part : and.parts()) {
                    collect(part, parts);
                }
            }
            case Condition.Compare compare -> compare(compare, parts);
            case Condition.Between between -> {
                if (!(between.operand() instanceof Operand.Attribute)) {
                    throw notFirst("BETWEEN");
                }
                String name = keyAttribute(between.operand(), between.lower(), between.upper());
                add(
                        parts,
                        name,
                        new Part(
                                Operator.BETWEEN,
                                List.of(constant(between.lower()), constant(between.upper()))));
            }
            case Condition.BeginsWith begins -> {
                if (!(begins.operand() instanceof Operand.Attribute)) {
                    throw notFirst("begins_with");
                }
                String name = keyAttribute(begins.operand(), begins.prefix());
                add(
                        parts,
                        name,
                        new Part(Operator.BEGINS_WITH, List.of(constant(begins.prefix()))));
            }
            case Condition.Or ignored -> throw invalidOperator("OR");
            case Condition.Not ignored -> throw invalidOperator("NOT");
            case Condition.In ignored -> throw invalidOperator("IN");
            default -> throw invalidOperator(String.valueOf(Functions.nameOf(condition)));
        }
    }

    private static void compare(Condition.Compare compare, Map<String, Part> parts) {
        if (compare.comparator() == Condition.Comparator.NE) {
            throw invalidOperator("<>");
        }
        String name = keyAttribute(compare.left(), compare.right());
        boolean swapped = !(compare.left() instanceof Operand.Attribute);
        Condition.Comparator comparator =
                swapped ? compare.comparator().mirrored() : compare.comparator();
        Value value = constant(swapped ? compare.left() : compare.right());
        add(parts, name, new Part(Operator.valueOf(comparator.name()), List.of(value)));
    }

    private static String keyAttribute(Operand... operands) {
        @Nullable String name = null;
        for (Operand operand : operands) {
            if (operand instanceof Operand.Size) {
                throw new InvalidRequest(
                        "KeyConditionExpressions cannot contain nested operations");
            }
            if (operand instanceof Operand.Attribute(Path path)) {
                if (name != null) {
                    throw invalidCondition("Multiple attribute names used in one condition");
                }
                if (path.isNested()) {
                    throw new InvalidRequest(
                            "KeyConditionExpressions cannot have conditions on nested attributes");
                }
                name = path.attribute();
            }
        }
        if (name == null) {
            throw invalidCondition("No key attribute specified");
        }
        return name;
    }

    private static Value constant(Operand operand) {
        if (operand instanceof Operand.Constant(Value value)) {
            return value;
        }
        throw new IllegalStateException("keyAttribute has checked the operands");
    }

    private static void add(Map<String, Part> parts, String name, Part part) {
        if (parts.putIfAbsent(name, part) != null) {
            throw new InvalidRequest(
                    "KeyConditionExpressions must only contain one condition per key");
        }
    }

    private static InvalidRequest invalidOperator(String operator) {
        return new InvalidRequest("Invalid operator used in KeyConditionExpression: " + operator);
    }

    private static InvalidRequest notFirst(String operator) {
        return invalidCondition(
                operator + " operator must have the key attribute as its first operand");
    }

    private static InvalidRequest invalidCondition(String text) {
        return new InvalidRequest("Invalid condition in KeyConditionExpression: " + text);
    }
}
