package brume.services.dynamodb.op;

import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.QueryRules;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.KeyCondition;
import brume.services.dynamodb.expression.Operand;
import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.partiql.Statement;
import brume.services.dynamodb.value.Comparison;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a SELECT is read: the partitions that its WHERE clause demands, or everything. The whole
 * WHERE clause stays the filter, so that a partition that is read too widely returns nothing wrong.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "PartiQL select statements for DynamoDB": equality or
 * IN on the partition key avoids the full scan.
 *
 * @param keys one condition for each partition, or null for a scan
 */
record PartiqlRead(
        Table table,
        @Nullable Index index,
        Statement.Select select,
        @Nullable List<KeyCondition> keys) {

    /** Source: Developer Guide, PartiQL, "IN": 50 partition key values. */
    private static final int PARTITIONS_MAX = 50;

    static PartiqlRead of(Table table, Statement.Select select, boolean consistent) {
        Index index = index(table, select, consistent);
        KeySchema schema = index == null ? table.key() : index.key();
        if (select.projectionFault() != null) {
            throw new InvalidRequest(select.projectionFault());
        }
        if (select.projection() != null) {
            KeyRules.checkPaths(table, select.projection().paths());
        }
        Condition where = select.where();
        List<KeyCondition> keys = where == null ? null : partitions(schema, where);
        if (keys != null) {
            if (keys.size() > PARTITIONS_MAX) {
                throw new InvalidRequest(
                        "Too many partition key values in the where clause; limit is "
                                + PARTITIONS_MAX);
            }
            keys.forEach(key -> QueryRules.check(schema, key));
        }
        PartiqlRead read = new PartiqlRead(table, index, select, keys);
        return select.order().isEmpty() ? read : read.ordered(schema);
    }

    private static @Nullable Index index(Table table, Statement.Select select, boolean consistent) {
        if (select.index() != null) {
            KeySchema key = table.findIndex(select.index()).map(Index::key).orElse(table.key());
            if (key.hash().size() > 1 || key.range().size() > 1) {
                throw new InvalidRequest(
                        "PartiQL statements cannot be executed on tables with multi-attribute HASH"
                                + " keys or multi-attribute RANGE keys.");
            }
        }
        return Reading.index(table, select.index(), consistent);
    }

    /** The sort order, checked: the partitions sorted where the partition key is asked for. */
    private PartiqlRead ordered(KeySchema schema) {
        if (select.where() == null) {
            throw new InvalidRequest(
                    "Must have WHERE clause in the statement when using ORDER BY clause.");
        }
        if (keys == null) {
            throw new InvalidRequest(
                    "Must have at least one non-optional hash key condition in WHERE clause when"
                            + " using ORDER BY clause.");
        }
        KeyAttribute hash = schema.hash().getFirst();
        boolean byHash = false;
        for (Statement.Order order : select.order()) {
            if (order.path().isNested() || !schema.contains(order.path().attribute())) {
                throw new InvalidRequest(
                        "Variable reference "
                                + order.path().label()
                                + " in ORDER BY clause must be part of the primary key");
            }
            byHash |= order.path().attribute().equals(hash.name());
        }
        if (!byHash && keys.size() > 1) {
            throw new InvalidRequest(
                    "Must have hash key in ORDER BY clause when more than one hash key condition"
                            + " specified in WHERE clause.");
        }
        List<KeyCondition> sorted = new ArrayList<>(keys);
        sorted.sort(
                (one, other) -> Comparison.compare(hashValue(one, hash), hashValue(other, hash)));
        boolean descending =
                select.order().stream()
                        .anyMatch(order ->
                                order.descending() && order.path().attribute().equals(hash.name()));
        return new PartiqlRead(table, index, select, descending ? sorted.reversed() : sorted);
    }

    /** Whether the items of a partition are read backwards. */
    boolean descending() {
        KeySchema schema = schema();
        return select.order().stream()
                .anyMatch(order ->
                        order.descending()
                                && (schema.range().isEmpty()
                                        || order.path()
                                                .attribute()
                                                .equals(schema.range().getFirst().name())));
    }

    KeySchema schema() {
        return index == null ? table.key() : index.key();
    }

    private static Value hashValue(KeyCondition key, KeyAttribute hash) {
        return Objects.requireNonNull(key.parts().get(hash.name())).values().getFirst();
    }

    /** The partitions that meet {@code where}, or null if they cannot be told from it. */
    private static @Nullable List<KeyCondition> partitions(KeySchema schema, Condition where) {
        String hash = schema.hash().getFirst().name();
        Map<Value, KeyCondition> keys = new LinkedHashMap<>();
        List<Condition> branches = where instanceof Condition.Or or ? or.parts() : List.of(where);
        for (Condition branch : branches) {
            List<Value> values = null;
            KeyCondition.Part range = null;
            for (Condition part : conjuncts(branch)) {
                if (values == null) {
                    values = equal(part, hash);
                }
                if (range == null && !schema.range().isEmpty()) {
                    range = part(part, schema.range().getFirst());
                }
            }
            if (values == null) {
                return null;
            }
            for (Value value : values) {
                add(keys, schema, value, range);
            }
        }
        return List.copyOf(keys.values());
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
