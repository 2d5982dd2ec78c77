package brume.services.dynamodb.store;

import brume.base.Scope;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.expression.KeyCondition;
import brume.services.dynamodb.value.Value;
import brume.store.Key;
import brume.store.Range;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table with what follows from its description: its ARN and the keys of its items. A key is the
 * table's number, the number of the index (0 for the table itself), four bytes of the hash of the
 * partition key, which give the order of a scan, then the key attributes as elements in their
 * order; entries of an index end with the key of the item.
 */
public final class OpenTable {

    /** Has taken in the word that comes before every partition key; only ever cloned. */
    private static final MessageDigest SALTED = salted();

    /** Stands where the entries of an index have its number; no index comes to it. */
    private static final int COLLECTIONS = Integer.MAX_VALUE;

    private final Table table;
    private final Scope scope;
    private final String arn;
    private final byte[] prefix;
    private final Key descriptionKey;
    private final byte[] stored;

    OpenTable(Table table, Scope scope, Key descriptionKey, Key rows, byte[] stored) {
        this.table = table;
        this.scope = scope;
        this.arn = arn(scope, table.name());
        this.descriptionKey = descriptionKey;
        this.prefix = rows.with(table.number()).toBytes();
        this.stored = stored;
    }

    /** The bytes that the description was read from. */
    byte[] stored() {
        return stored;
    }

    public static String arn(Scope scope, String tableName) {
        return scope.arn("dynamodb", "table/" + tableName).toString();
    }

    public Table table() {
        return table;
    }

    public Scope scope() {
        return scope;
    }

    public String arn() {
        return arn;
    }

    Key descriptionKey() {
        return descriptionKey;
    }

    /** Every row of the table and of its indexes. */
    Range rows() {
        return Range.prefix(Key.raw(prefix));
    }

    /** Before the rows of the item collection that {@code item}, or a key, belongs to. */
    Key collectionKey(Map<String, Value> item) {
        KeyBuilder builder = new KeyBuilder(prefix).raw(COLLECTIONS).raw(hashOf(table.key(), item));
        return hash(builder, table.key(), item).build();
    }

    /** The items of a collection, and their entries in each local index. */
    List<Range> collection(Map<String, Value> item) {
        List<Range> ranges = new ArrayList<>();
        ranges.add(Range.prefix(partition(null, table.key(), item).build()));
        for (Index index : table.localIndexes()) {
            ranges.add(Range.prefix(partition(index, index.key(), item).build()));
        }
        return ranges;
    }

    private KeyBuilder begin(@Nullable Index index) {
        return new KeyBuilder(prefix).raw(index == null ? 0 : index.number());
    }

    /** All rows of the table, or all entries of the index. */
    Key space(@Nullable Index index) {
        return begin(index).build();
    }

    /** The key of the item with the key attributes in {@code item}. */
    Key itemKey(Map<String, Value> item) {
        KeyBuilder builder = partition(null, table.key(), item);
        return range(builder, table.key(), item).build();
    }

    /** The key of the item's entry in {@code index}, or null if it has none. */
    @Nullable Key entryKey(Index index, Map<String, Value> item) {
        if (!index.key().isIn(item)) {
            return null;
        }
        KeyBuilder builder = range(partition(index, index.key(), item), index.key(), item);
        if (index.global()) {
            hash(builder, table.key(), item);
        }
        return range(builder, table.key(), item).build();
    }

    private KeyBuilder partition(@Nullable Index index, KeySchema schema, Map<String, Value> item) {
        KeyBuilder builder = begin(index).raw(hashOf(schema, item));
        return hash(builder, schema, item);
    }

    private static KeyBuilder hash(KeyBuilder builder, KeySchema schema, Map<String, Value> item) {
        for (KeyAttribute attribute : schema.hash()) {
            builder.element(bytesOf(attribute, item));
        }
        return builder;
    }

    private static KeyBuilder range(KeyBuilder builder, KeySchema schema, Map<String, Value> item) {
        for (KeyAttribute attribute : schema.range()) {
            builder.element(bytesOf(attribute, item));
        }
        return builder;
    }

    private static byte[] bytesOf(KeyAttribute attribute, Map<String, Value> item) {
        return KeyBuilder.orderedBytes(
                Objects.requireNonNull(item.get(attribute.name()), "a key attribute is missing"));
    }

    /**
     * The first four bytes of the MD5 of a fixed word and the partition key: the order in which the
     * service itself scans, as recorded by dynalite's tests.
     */
    private static int hashOf(KeySchema schema, Map<String, Value> item) {
        try {
            MessageDigest md5 = (MessageDigest) SALTED.clone();
            for (KeyAttribute attribute : schema.hash()) {
                md5.update(bytesOf(attribute, item));
            }
            return ByteBuffer.wrap(md5.digest()).getInt();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's MD5 can be cloned", e);
        }
    }

    private static MessageDigest salted() {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update("Outliers".getBytes(StandardCharsets.US_ASCII));
            return md5;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /** The rows that a query demands, ascending. */
    Range queried(@Nullable Index index, KeySchema schema, KeyCondition condition) {
        KeyBuilder builder = begin(index).raw(hashOf(schema, values(condition)));
        hash(builder, schema, values(condition));
        for (KeyAttribute attribute : schema.range()) {
            KeyCondition.Part part = condition.parts().get(attribute.name());
            if (part == null) {
                break;
            }
            byte[] first = KeyBuilder.orderedBytes(part.values().getFirst());
            if (part.operator() != KeyCondition.Operator.EQ) {
                return range(builder.build(), part, first);
            }
            builder.element(first);
        }
        return Range.prefix(builder.build());
    }

    private static Map<String, Value> values(KeyCondition condition) {
        Map<String, Value> values = new HashMap<>();
        condition.parts().forEach((name, part) -> values.put(name, part.values().getFirst()));
        return values;
    }

    private static Range range(Key before, KeyCondition.Part part, byte[] first) {
        byte[] start = before.toBytes();
        Key element = new KeyBuilder(start).element(first).build();
        return switch (part.operator()) {
            case EQ -> Range.prefix(element);
            case LT -> new Range(before, element, false);
            case LE -> new Range(before, element.end(), false);
            case GT -> new Range(element.end(), before.end(), false);
            case GE -> new Range(element, before.end(), false);
            case BETWEEN -> {
                byte[] last = KeyBuilder.orderedBytes(part.values().getLast());
                yield new Range(element, new KeyBuilder(start).element(last).build().end(), false);
            }
            case BEGINS_WITH -> Range.prefix(new KeyBuilder(start).beginning(first).build());
        };
    }

    /** The rows of one of {@code total} equal parts of the table or index. */
    Range segment(@Nullable Index index, int segment, int total) {
        Key space = space(index);
        return new Range(
                boundary(index, segment, total),
                segment + 1 == total ? space.end() : boundary(index, segment + 1, total),
                false);
    }

    private Key boundary(@Nullable Index index, int segment, int total) {
        long hash = ((long) segment << 32) / total;
        return segment == 0 ? space(index) : begin(index).raw((int) hash).build();
    }
}
