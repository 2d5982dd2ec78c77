package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.StoredItem;
import brume.services.dynamodb.value.Value;
import brume.store.Range;
import brume.store.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One page of a query or scan while it is read: at most 1 MB of items, and at most the limit. */
final class Page {

    /** Bytes after which a page ends. Source: Developer Guide, "Paginating table query results". */
    private static final long BYTES_MAX = 1024 * 1024;

    private final ItemStore items;
    private final OpenTable table;
    private final Selection selection;
    private final @Nullable Condition filter;
    private final int limit;
    private final List<Map<String, AttributeValue>> found = new ArrayList<>();
    private int count;
    private int scanned;
    private long bytes;
    private long fetchedBytes;
    private boolean full;
    private @Nullable StoredItem last;

    Page(
            ItemStore items,
            OpenTable table,
            Selection selection,
            @Nullable Condition filter,
            @Nullable Integer limit) {
        this.items = items;
        this.table = table;
        this.selection = selection;
        this.filter = filter;
        this.limit = limit == null ? Integer.MAX_VALUE : limit;
    }

    /** Reads the page from the beginning of {@code range}. */
    Page read(Range range) {
        return items.read(reader -> {
            items.visit(reader, range, stored -> visit(reader, stored));
            return this;
        });
    }

    private boolean visit(Reader reader, StoredItem stored) {
        scanned++;
        bytes += stored.size();
        last = stored;
        if (filter != null || !selection.countOnly()) {
            Map<String, Value> item = stored.attributes();
            if (selection.fetchesItems()) {
                StoredItem whole = items.find(reader, table, item).orElse(stored);
                fetchedBytes += whole.size();
                item = whole.attributes();
            }
            if (filter == null || filter.test(item)) {
                count++;
                if (!selection.countOnly()) {
                    found.add(AttributeValues.shapes(selection.apply(item)));
                }
            }
        } else {
            count++;
        }
        full = scanned >= limit || bytes + fetchedBytes >= BYTES_MAX;
        return !full;
    }

    @Nullable List<Map<String, AttributeValue>> items() {
        return selection.countOnly() ? null : found;
    }

    int count() {
        return count;
    }

    int scannedCount() {
        return scanned;
    }

    boolean isFull() {
        return full;
    }

    /** Where the next page begins, or null if the range has been read to its end. */
    @Nullable Map<String, AttributeValue> lastEvaluatedKey() {
        if (!full || last == null) {
            return null;
        }
        Map<String, Value> item = last.attributes();
        Map<String, AttributeValue> key = new LinkedHashMap<>();
        Table description = table.table();
        for (KeyAttribute attribute : description.key().attributes()) {
            put(key, attribute, item);
        }
        Index index = selection.index();
        if (index != null) {
            for (KeyAttribute attribute : index.key().attributes()) {
                put(key, attribute, item);
            }
        }
        return key;
    }

    private static void put(
            Map<String, AttributeValue> key, KeyAttribute attribute, Map<String, Value> item) {
        key.put(
                attribute.name(),
                AttributeValues.shape(Objects.requireNonNull(item.get(attribute.name()))));
    }

    Consumption consumption(boolean consistent) {
        Consumption consumption = new Consumption(true, false);
        consumption.read(selection.index(), bytes, consistent);
        if (fetchedBytes > 0) {
            consumption.read(null, fetchedBytes, consistent);
        }
        return consumption;
    }
}
