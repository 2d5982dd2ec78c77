package brume.services.dynamodb.op;

import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.QueryRules;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.KeyCondition;
import brume.services.dynamodb.partiql.Statement;
import brume.services.dynamodb.value.Comparison;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
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
        List<KeyCondition> keys = where == null ? null : WhereKeys.partitions(schema, where);
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
            Index index =
                    table.findIndex(select.index())
                            .orElseThrow(() ->
                                    new InvalidRequest(
                                            "The table does not have the specified index"));
            if (index.global() && consistent) {
                throw new InvalidRequest(
                        "Strongly consistent read is not supported on Global Secondary Indexes");
            }
            KeySchema key = index.key();
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
}
