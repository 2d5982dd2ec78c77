package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.AttributeName;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.ItemSize;
import brume.services.dynamodb.value.Value;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ExpressionAttributeNames and ExpressionAttributeValues of a request, and which are used. */
public final class Placeholders {

    /** Longest placeholder. Source: Service quotas, "Expression parameters". */
    private static final int LENGTH_MAX = 255;

    /** All names and values together. Source: Service quotas, "Expression parameters". */
    private static final int BYTES_MAX = 2 * 1024 * 1024;

    private static final String NAMES = "ExpressionAttributeNames";
    private static final String VALUES = "ExpressionAttributeValues";

    private final Map<String, String> names;
    private final Map<String, Value> values;
    private final Set<String> unusedNames;
    private final Set<String> unusedValues;

    /** Checks the placeholders; null stands for a parameter that was not given. */
    public Placeholders(@Nullable Map<String, String> names, @Nullable Map<String, Value> values) {
        check(NAMES, '#', names);
        check(VALUES, ':', values);
        this.names = names == null ? Map.of() : names;
        this.values = values == null ? Map.of() : values;
        this.unusedNames = new LinkedHashSet<>(this.names.keySet());
        this.unusedValues = new LinkedHashSet<>(this.values.keySet());
        checkNames();
        checkSize();
    }

    /** The texts, and that those about long keys differ, are as tests of ExtendDB record them. */
    private static void check(String parameter, char first, @Nullable Map<String, ?> given) {
        if (given == null) {
            return;
        }
        if (given.isEmpty()) {
            throw new InvalidRequest(parameter + " must not be empty");
        }
        for (String key : given.keySet()) {
            int bytes = ItemSize.utf8Length(key);
            if (bytes > LENGTH_MAX) {
                throw new InvalidRequest(
                        parameter
                                + " contains invalid key: The expression attribute map contains a"
                                + " key that is too long;"
                                + (first == '#' ? " size of key: " + bytes : ""));
            }
            if (!isPlaceholder(key, first)) {
                throw new InvalidRequest(
                        parameter + " contains invalid key: Syntax error; key: \"" + key + '"');
            }
        }
    }

    private static boolean isPlaceholder(String key, char first) {
        if (key.length() < 2 || key.charAt(0) != first) {
            return false;
        }
        for (int i = 1; i < key.length(); i++) {
            if (!Tokens.isLetter(key.charAt(i)) && !Tokens.isDigit(key.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private void checkNames() {
        names.forEach((key, name) -> {
            if (name.isEmpty()) {
                throw new InvalidRequest(
                        NAMES + " contains invalid value: Empty attribute name for key " + key);
            }
            AttributeName.checkLength(name);
        });
    }

    /** The texts are those of Amazon's DAX client; what the service says is not recorded. */
    private void checkSize() {
        long nameBytes = 0;
        for (Map.Entry<String, String> entry : names.entrySet()) {
            nameBytes +=
                    ItemSize.utf8Length(entry.getKey()) + ItemSize.utf8Length(entry.getValue());
        }
        long valueBytes = ItemSize.of(values);
        if (nameBytes > BYTES_MAX || valueBytes > BYTES_MAX) {
            throw new InvalidRequest(
                    (nameBytes > BYTES_MAX ? NAMES : VALUES) + " exceeds max size");
        }
        if (nameBytes + valueBytes > BYTES_MAX) {
            throw new InvalidRequest(
                    "Combined size of " + NAMES + " and " + VALUES + " exceeds max size");
        }
    }

    @Nullable String name(String placeholder) {
        unusedNames.remove(placeholder);
        return names.get(placeholder);
    }

    @Nullable Value value(String placeholder) {
        unusedValues.remove(placeholder);
        return values.get(placeholder);
    }

    /** To be called after the last expression of the request has been parsed. */
    public void checkAllUsed() {
        checkUsed(NAMES, unusedNames);
        checkUsed(VALUES, unusedValues);
    }

    private static void checkUsed(String parameter, Set<String> unused) {
        if (!unused.isEmpty()) {
            throw new InvalidRequest(
                    "Value provided in "
                            + parameter
                            + " unused in expressions: keys: {"
                            + String.join(", ", unused)
                            + '}');
        }
    }
}
