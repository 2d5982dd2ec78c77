package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.wire.Blob;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The condition keys of one item request.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access
 * control".
 */
final class ItemContext {

    private final @Nullable OpenTable table;
    private final Set<String> leadingKeys = new LinkedHashSet<>();
    private final Set<String> attributes = new LinkedHashSet<>();
    private final Map<String, List<String>> others = new HashMap<>();

    ItemContext(@Nullable OpenTable table) {
        this.table = table;
    }

    /** Adds the partition key of an item or a key. */
    ItemContext leadingKey(Map<String, AttributeValue> item) {
        if (table != null) {
            Table description = table.table();
            add(item.get(description.key().hash().getFirst().name()));
        }
        return this;
    }

    /** Adds a partition key value. */
    ItemContext add(@Nullable AttributeValue value) {
        if (value == null) {
            return this;
        }
        Blob bytes = value.b();
        if (value.s() != null) {
            leadingKeys.add(value.s());
        } else if (value.n() != null) {
            leadingKeys.add(value.n());
        } else if (bytes != null) {
            leadingKeys.add(Base64.getEncoder().encodeToString(bytes.bytes()));
        }
        return this;
    }

    ItemContext attributes(@Nullable Collection<String> names) {
        if (names != null) {
            attributes.addAll(names);
        }
        return this;
    }

    /** Adds the top-level attributes that an expression names. */
    ItemContext expression(@Nullable String expression, @Nullable Map<String, String> names) {
        if (expression == null) {
            return this;
        }
        int at = 0;
        while (at < expression.length()) {
            char c = expression.charAt(at);
            if (!isStart(c)) {
                at++;
                continue;
            }
            int end = at + 1;
            while (end < expression.length() && isPart(expression.charAt(end))) {
                end++;
            }
            boolean nested = at > 0 && expression.charAt(at - 1) == '.';
            boolean value = c == ':';
            boolean call = end < expression.length() && expression.charAt(end) == '(';
            String word = expression.substring(at, end);
            if (!nested && !value && !call) {
                String name = c == '#' && names != null ? names.get(word) : word;
                boolean keyword = c != '#' && KEYWORDS.contains(word);
                if (name != null && !keyword) {
                    attributes.add(name);
                }
            }
            at = end;
        }
        return this;
    }

    private static final Set<String> KEYWORDS =
            Set.of("AND", "OR", "NOT", "IN", "BETWEEN", "SET", "REMOVE", "ADD", "DELETE");

    private static boolean isStart(char c) {
        return c == '#' || c == ':' || c == '_' || Character.isLetter(c);
    }

    private static boolean isPart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    ItemContext select(@Nullable String select) {
        return other("dynamodb:Select", select);
    }

    ItemContext fullTableScan(boolean full) {
        return other("dynamodb:FullTableScan", String.valueOf(full));
    }

    ItemContext returnValues(@Nullable String returnValues) {
        return other("dynamodb:ReturnValues", returnValues);
    }

    private ItemContext other(String key, @Nullable String value) {
        if (value != null) {
            others.put(key, List.of(value));
        }
        return this;
    }

    Map<String, List<String>> keys() {
        if (!leadingKeys.isEmpty()) {
            others.put("dynamodb:LeadingKeys", new ArrayList<>(leadingKeys));
        }
        if (!attributes.isEmpty()) {
            others.put("dynamodb:Attributes", new ArrayList<>(attributes));
        }
        return others;
    }
}
