package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.ExpectedAttributeValue;
import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.KeyCondition;
import brume.services.dynamodb.expression.Operand;
import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.expression.Projection;
import brume.services.dynamodb.value.Comparison;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conditions, filters and projections of the API before expressions, as the same conditions and
 * projections that expressions make.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "Legacy DynamoDB conditional parameters".
 */
final class LegacyConditions {

    private static final Set<String> NO_ARGUMENT = Set.of("NULL", "NOT_NULL");
    private static final Set<String> SCALARS = Set.of("S", "N", "B");
    private static final Set<String> SCALARS_AND_SETS = Set.of("S", "N", "B", "SS", "NS", "BS");
    private static final Set<String> TEXT_OR_BYTES = Set.of("S", "B");

    /**
     * Most conditions, and most values of IN: the limits of expressions, so that the work for an
     * item is bounded. AWS states none for these parameters.
     */
    private static final int CONDITIONS_MAX = 300;

    private static final int CHOICES_MAX = 100;

    private LegacyConditions() {}

    /** AttributesToGet as a projection. */
    static @Nullable Projection projection(@Nullable List<String> attributesToGet) {
        if (attributesToGet == null) {
            return null;
        }
        Set<String> seen = new HashSet<>();
        for (String name : attributesToGet) {
            AttributeValues.checkName(name);
            if (!seen.add(name)) {
                throw InvalidRequest.parameters("Duplicate value in attribute name: " + name);
            }
        }
        return new Projection(attributesToGet.stream().map(Path::of).toList());
    }

    /** The Expected parameter. */
    static @Nullable Condition expected(
            @Nullable Map<String, ExpectedAttributeValue> expected, @Nullable String operator) {
        if (expected == null || expected.isEmpty()) {
            rejectLoneOperator(operator);
            return null;
        }
        List<Condition> parts = new ArrayList<>();
        expected.forEach((name, part) -> parts.add(expected(name, part)));
        return combined(parts, operator);
    }

    private static void rejectLoneOperator(@Nullable String operator) {
        if (operator != null) {
            throw InvalidRequest.parameters(
                    "ConditionalOperator cannot be used without Filter or Expected");
        }
    }

    private static Condition combined(List<Condition> parts, @Nullable String operator) {
        if (parts.size() > CONDITIONS_MAX) {
            throw InvalidRequest.parameters(
                    "There are too many conditions; condition count: " + parts.size());
        }
        return "OR".equals(operator) ? new Condition.Or(parts) : new Condition.And(parts);
    }

    private static Condition expected(String name, ExpectedAttributeValue part) {
        if (part.attributeValueList() != null && part.value() != null) {
            throw InvalidRequest.parameters(
                    "Value and AttributeValueList cannot be used together for Attribute: " + name);
        }
        String operator = part.comparisonOperator();
        if (operator != null) {
            return compared(name, part, operator);
        }
        if (part.attributeValueList() != null) {
            throw InvalidRequest.parameters(
                    "AttributeValueList can only be used with a ComparisonOperator for Attribute: "
                            + name);
        }
        boolean exists = part.exists() == null || part.exists();
        if (exists && part.value() == null) {
            throw InvalidRequest.parameters(
                    "Value must be provided when Exists is "
                            + part.exists()
                            + " for Attribute: "
                            + name);
        }
        if (!exists && part.value() != null) {
            throw InvalidRequest.parameters(
                    "Value cannot be used when Exists is false for Attribute: " + name);
        }
        Operand attribute = new Operand.Attribute(Path.of(name));
        return part.value() == null
                ? new Condition.Exists(attribute, false)
                : new Condition.Compare(
                        Condition.Comparator.EQ,
                        attribute,
                        new Operand.Constant(AttributeValues.value(part.value())));
    }

    private static Condition compared(String name, ExpectedAttributeValue part, String operator) {
        if (part.exists() != null) {
            throw InvalidRequest.parameters(
                    "Exists and ComparisonOperator cannot be used together for Attribute: " + name);
        }
        List<AttributeValue> list = part.attributeValueList();
        if (list == null && part.value() == null && !NO_ARGUMENT.contains(operator)) {
            throw InvalidRequest.parameters(
                    "Value or AttributeValueList must be used with ComparisonOperator: "
                            + operator
                            + " for Attribute: "
                            + name);
        }
        if (list == null) {
            list = part.value() == null ? List.of() : List.of(part.value());
        }
        return condition(name, operator, list);
    }

    /** QueryFilter or ScanFilter. */
    static @Nullable Condition filter(
            @Nullable Map<String, brume.api.dynamodb.Condition> filter, @Nullable String operator) {
        if (filter == null || filter.isEmpty()) {
            rejectLoneOperator(operator);
            return null;
        }
        List<Condition> parts = new ArrayList<>();
        filter.forEach((name, part) ->
                parts.add(
                        condition(
                                name,
                                part.comparisonOperator(),
                                part.attributeValueList() == null
                                        ? List.of()
                                        : part.attributeValueList())));
        return combined(parts, operator);
    }

    private static Condition condition(
            String name, String operator, List<AttributeValue> arguments) {
        List<Value> values = checked(operator, arguments);
        Operand attribute = new Operand.Attribute(Path.of(name));
        List<Operand> constants = new ArrayList<>();
        values.forEach(value -> constants.add(new Operand.Constant(value)));
        return switch (operator) {
            case "NULL" -> new Condition.Exists(attribute, false);
            case "NOT_NULL" -> new Condition.Exists(attribute, true);
            case "CONTAINS" -> new Condition.Contains(attribute, constants.getFirst());
            case "NOT_CONTAINS" ->
                    // Unlike NE, it is not met by an item without the attribute.
                    new Condition.And(
                            List.of(
                                    new Condition.Exists(attribute, true),
                                    new Condition.Not(
                                            new Condition.Contains(
                                                    attribute, constants.getFirst()))));
            case "BEGINS_WITH" -> new Condition.BeginsWith(attribute, constants.getFirst());
            case "IN" -> new Condition.In(attribute, constants);
            case "BETWEEN" ->
                    new Condition.Between(attribute, constants.getFirst(), constants.getLast());
            default ->
                    new Condition.Compare(
                            Condition.Comparator.valueOf(operator),
                            attribute,
                            constants.getFirst());
        };
    }

    private static List<Value> checked(String operator, List<AttributeValue> arguments) {
        List<Value> values = new ArrayList<>(arguments.size());
        for (AttributeValue argument : arguments) {
            values.add(AttributeValues.value(argument));
        }
        boolean countFits =
                switch (operator) {
                    case "NULL", "NOT_NULL" -> values.isEmpty();
                    case "IN" -> !values.isEmpty();
                    case "BETWEEN" -> values.size() == 2;
                    default -> values.size() == 1;
                };
        if (!countFits) {
            throw InvalidRequest.parameters(
                    "Invalid number of argument(s) for the " + operator + " ComparisonOperator");
        }
        if (values.size() > CHOICES_MAX) {
            throw new InvalidRequest(
                    "The IN operator is provided with too many operands; number of operands: "
                            + values.size());
        }
        for (Value value : values) {
            if (!value.type().equals(values.getFirst().type())) {
                throw InvalidRequest.parameters(
                        "AttributeValues inside AttributeValueList must be of same type");
            }
            if (!allowed(operator).contains(value.type())) {
                throw InvalidRequest.parameters(
                        "ComparisonOperator "
                                + operator
                                + " is not valid for "
                                + value.type()
                                + " AttributeValue type");
            }
        }
        if (operator.equals("BETWEEN")
                && Comparison.compare(values.getFirst(), values.getLast()) > 0) {
            throw new InvalidRequest(
                    "The BETWEEN condition was provided a range where the lower bound is greater"
                            + " than the upper bound");
        }
        return values;
    }

    private static Set<String> allowed(String operator) {
        return switch (operator) {
            case "EQ", "NE" -> Set.of("S", "N", "B", "SS", "NS", "BS", "BOOL", "NULL", "L", "M");
            case "BEGINS_WITH" -> TEXT_OR_BYTES;
            case "CONTAINS", "NOT_CONTAINS" -> SCALARS_AND_SETS;
            default -> SCALARS;
        };
    }

    /** KeyConditions as the conditions that a KeyConditionExpression makes. */
    static KeyCondition keyCondition(Map<String, brume.api.dynamodb.Condition> conditions) {
        Map<String, KeyCondition.Part> parts = new LinkedHashMap<>();
        conditions.forEach((name, condition) -> {
            String operator = condition.comparisonOperator();
            List<AttributeValue> arguments = condition.attributeValueList();
            List<Value> values = checked(operator, arguments == null ? List.of() : arguments);
            KeyCondition.Operator known =
                    switch (operator) {
                        case "NULL", "NOT_NULL", "NE", "CONTAINS", "NOT_CONTAINS", "IN" ->
                                throw new InvalidRequest(
                                        "Attempted conditional constraint is not an"
                                                + " indexable operation");
                        default -> KeyCondition.Operator.valueOf(operator);
                    };
            parts.put(name, new KeyCondition.Part(known, values));
        });
        return new KeyCondition(parts);
    }
}
