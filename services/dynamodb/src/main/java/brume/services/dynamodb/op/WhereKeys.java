package brume.services.dynamodb.op;

import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.SortRange;
import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.ConditionPaths;
import brume.services.dynamodb.expression.KeyCondition;
import brume.services.dynamodb.expression.Operand;
import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a WHERE clause says of the key: the partitions that it reads, or the one item. */
final class WhereKeys {

    private WhereKeys() {}

    /** The partitions that meet {@code where}, or null if they cannot be told from it. */
    static @Nullable List<KeyCondition> partitions(KeySchema schema, Condition where) {
        String hash = schema.hash().getFirst().name();
        Map<Value, KeyCondition> keys = new LinkedHashMap<>();
        Map<Value, List<SortRange>> ranges = new HashMap<>();
        List<Condition> branches = where instanceof Condition.Or or ? or.parts() : List.of(where);
        for (Condition branch : branches) {
            List<Value> values = null;
            KeyCondition.Part range = null;
            List<SortRange> left = List.of(SortRange.ALL);
            for (Condition part : conjuncts(branch)) {
                if (values == null) {
                    values = equal(part, hash);
                }
                if (!schema.range().isEmpty()) {
                    KeyAttribute sortKey = schema.range().getFirst();
                    range = range == null ? part(part, sortKey) : range;
                    left = narrowed(left, part, sortKey);
                }
            }
            if (values == null) {
                return null;
            }
            for (Value value : values) {
                add(keys, schema, value, range);
                if (!schema.range().isEmpty() && isPlain(branch, schema.range().getFirst())) {
                    ranges.computeIfAbsent(value, key -> new ArrayList<>()).addAll(left);
                }
            }
        }
        ranges.values().forEach(WhereKeys::rejectOverlap);
        return List.copyOf(keys.values());
    }

    /**
     * Rejects branches that share items of a partition. A branch that negates a condition on the
     * sort key is not looked at. Source: recorded in October 2026 by the DynamoDB conformance
     * project.
     */
    private static void rejectOverlap(List<SortRange> ranges) {
        for (int i = 0; i < ranges.size(); i++) {
            for (int j = i + 1; j < ranges.size(); j++) {
                if (!ranges.get(i).and(ranges.get(j)).isEmpty()) {
                    throw new InvalidRequest(
                            "Overlapping conditions with range keys are not supported in where"
                                    + " clause");
                }
            }
        }
    }

    /** What a further condition leaves of the ranges; IN makes one of each of its values. */
    private static List<SortRange> narrowed(
            List<SortRange> ranges, Condition condition, KeyAttribute sortKey) {
        List<SortRange> bounds = new ArrayList<>();
        KeyCondition.Part part = part(condition, sortKey);
        List<Value> values = part == null ? equal(condition, sortKey.name()) : null;
        if (part != null) {
            bounds.add(SortRange.of(part));
        } else if (values != null) {
            values.forEach(value -> bounds.add(new SortRange(value, true, value, true)));
        } else {
            return ranges;
        }
        return ranges.stream()
                .flatMap(range -> bounds.stream().map(range::and))
                .filter(range -> !range.isEmpty())
                .toList();
    }

    /** Whether a branch has no condition on the sort key that is negated or has branches itself. */
    private static boolean isPlain(Condition branch, KeyAttribute sortKey) {
        Path path = Path.of(sortKey.name());
        return conjuncts(branch).stream()
                .noneMatch(part ->
                        switch (part) {
                            case Condition.Not not -> ConditionPaths.of(not).contains(path);
                            case Condition.Or or -> ConditionPaths.of(or).contains(path);
                            case Condition.Compare compare ->
                                    compare.comparator() == Condition.Comparator.NE
                                            && ConditionPaths.of(compare).contains(path);
                            default -> false;
                        });
    }

    private static void add(
            Map<Value, KeyCondition> keys,
            KeySchema schema,
            Value value,
            KeyCondition.@Nullable Part range) {
        Map<String, KeyCondition.Part> parts = new LinkedHashMap<>();
        parts.put(
                schema.hash().getFirst().name(),
                new KeyCondition.Part(KeyCondition.Operator.EQ, List.of(value)));
        KeyCondition whole = new KeyCondition(Map.copyOf(parts));
        if (range != null) {
            parts.put(schema.range().getFirst().name(), range);
        }
        // Two branches on one partition: it is read once, as a whole, and filtered.
        keys.merge(value, new KeyCondition(parts), (one, other) -> whole);
    }

    private static List<Condition> conjuncts(Condition condition) {
        if (!(condition instanceof Condition.And(List<Condition> parts))) {
            return List.of(condition);
        }
        List<Condition> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(conjuncts(part)));
        return all;
    }

    private static boolean isAttribute(Operand operand, String name) {
        return operand instanceof Operand.Attribute(Path path) && path.equals(Path.of(name));
    }

    /** The values one of which the condition demands of the attribute, or null. */
    private static @Nullable List<Value> equal(Condition condition, String name) {
        if (condition instanceof Condition.In in && isAttribute(in.operand(), name)) {
            List<Value> values = new ArrayList<>();
            for (Operand choice : in.choices()) {
                if (!(choice instanceof Operand.Constant(Value value))) {
                    return null;
                }
                values.add(value);
            }
            return values;
        }
        KeyCondition.Part part = compared(condition, name);
        return part == null || part.operator() != KeyCondition.Operator.EQ ? null : part.values();
    }

    private static KeyCondition.@Nullable Part compared(Condition condition, String name) {
        if (!(condition instanceof Condition.Compare compare)
                || compare.comparator() == Condition.Comparator.NE) {
            return null;
        }
        if (isAttribute(compare.left(), name)
                && compare.right() instanceof Operand.Constant(Value value)) {
            return new KeyCondition.Part(
                    KeyCondition.Operator.valueOf(compare.comparator().name()), List.of(value));
        }
        if (isAttribute(compare.right(), name)
                && compare.left() instanceof Operand.Constant(Value value)) {
            return new KeyCondition.Part(
                    KeyCondition.Operator.valueOf(compare.comparator().mirrored().name()),
                    List.of(value));
        }
        return null;
    }

    /** The condition on a sort key attribute, or null if it is none that bounds a range. */
    private static KeyCondition.@Nullable Part part(Condition condition, KeyAttribute range) {
        if (condition instanceof Condition.Between between
                && isAttribute(between.operand(), range.name())
                && between.lower() instanceof Operand.Constant(Value lower)
                && between.upper() instanceof Operand.Constant(Value upper)) {
            return new KeyCondition.Part(KeyCondition.Operator.BETWEEN, List.of(lower, upper));
        }
        if (condition instanceof Condition.BeginsWith begins
                && isAttribute(begins.operand(), range.name())
                && begins.prefix() instanceof Operand.Constant(Value prefix)) {
            return new KeyCondition.Part(KeyCondition.Operator.BEGINS_WITH, List.of(prefix));
        }
        return compared(condition, range.name());
    }

    /**
     * The key that a WHERE clause demands by equality on every key attribute, and what it demands
     * besides; null if it does not name one item.
     */
    static @Nullable Single single(KeySchema schema, @Nullable Condition where) {
        if (where == null) {
            return null;
        }
        Map<String, Value> key = new LinkedHashMap<>();
        List<Condition> rest = new ArrayList<>();
        for (Condition part : conjuncts(where)) {
            boolean isKey = false;
            for (KeyAttribute attribute : schema.attributes()) {
                KeyCondition.Part found = compared(part, attribute.name());
                if (found != null
                        && found.operator() == KeyCondition.Operator.EQ
                        && !key.containsKey(attribute.name())) {
                    key.put(attribute.name(), found.values().getFirst());
                    isKey = true;
                }
            }
            if (!isKey) {
                rest.add(part);
            }
        }
        return key.size() == schema.attributes().size() ? new Single(key, rest) : null;
    }

    /** One item, and further conditions on it. */
    record Single(Map<String, Value> key, List<Condition> rest) {}
}
