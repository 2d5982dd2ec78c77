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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The condition keys of one item request.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access
 * control". That Select is what a read comes to, also where the request does not say it, is what
 * makes a policy with dynamodb:Attributes hold for reads without a projection.
 */
final class ItemContext {

    private final @Nullable OpenTable table;
    private final Set<String> leadingKeys = new LinkedHashSet<>();
    private final Set<String> attributes = new LinkedHashSet<>();
    private final Map<String, List<String>> others = new HashMap<>();
    private boolean wholeItems = true;

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

    /** Adds the attributes that a parameter from before expressions names. */
    ItemContext named(@Nullable Map<String, ?> parameter) {
        return parameter == null ? this : attributes(parameter.keySet());
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
            boolean nested = isAfter(expression, at, '.');
            boolean value = c == ':';
            boolean call = isBefore(expression, end, '(');
            String word = expression.substring(at, end);
            if (!nested && !value && !call) {
                String name = c == '#' && names != null ? names.get(word) : word;
                boolean keyword = c != '#' && KEYWORDS.contains(word.toLowerCase(Locale.ROOT));
                if (name != null && !keyword) {
                    attributes.add(name);
                }
            }
            at = end;
        }
        return this;
    }

    private static final Set<String> KEYWORDS =
            Set.of("and", "or", "not", "in", "between", "set", "remove", "add", "delete");

    /** Whether {@code wanted} is what comes next, after white space. */
    private static boolean isBefore(String expression, int at, char wanted) {
        int next = at;
        while (next < expression.length() && Character.isWhitespace(expression.charAt(next))) {
            next++;
        }
        return next < expression.length() && expression.charAt(next) == wanted;
    }

    /** Whether {@code wanted} is what came last, before white space. */
    private static boolean isAfter(String expression, int at, char wanted) {
        int last = at - 1;
        while (last >= 0 && Character.isWhitespace(expression.charAt(last))) {
            last--;
        }
        return last >= 0 && expression.charAt(last) == wanted;
    }

    private static boolean isStart(char c) {
        return c == '#' || c == ':' || c == '_' || Character.isLetter(c);
    }

    private static boolean isPart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    /** Adds what a read returns: the attributes of a projection, or everything. */
    ItemContext projection(
            @Nullable Collection<String> attributesToGet,
            @Nullable String projection,
            @Nullable Map<String, String> names) {
        wholeItems = attributesToGet == null && projection == null;
        return attributes(attributesToGet)
                .expression(projection, names)
                .select(wholeItems ? "ALL_ATTRIBUTES" : "SPECIFIC_ATTRIBUTES");
    }

    /** Adds the Select parameter, which by default follows from the projection. */
    ItemContext select(@Nullable String select) {
        return other("dynamodb:Select", select);
    }

    /** What a read of an index returns by default. */
    ItemContext index(@Nullable String index) {
        return index != null && wholeItems ? select("ALL_PROJECTED_ATTRIBUTES") : this;
    }

    ItemContext returnConsumedCapacity(@Nullable String mode) {
        return other("dynamodb:ReturnConsumedCapacity", mode);
    }

    /** Adds the operation that this action is a part of. */
    ItemContext enclosedBy(String operation) {
        return other("dynamodb:EnclosingOperation", operation);
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
            others.put("dynamodb:FirstPartitionKeyValues", new ArrayList<>(leadingKeys));
        }
        if (!attributes.isEmpty()) {
            others.put("dynamodb:Attributes", new ArrayList<>(attributes));
        }
        return others;
    }
}
