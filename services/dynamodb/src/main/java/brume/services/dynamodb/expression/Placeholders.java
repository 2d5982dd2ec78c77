package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ExpressionAttributeNames and ExpressionAttributeValues of a request, and which are used. */
public final class Placeholders {

    /** Longest placeholder. Source: Service quotas, "Expression parameters". */
    private static final int LENGTH_MAX = 255;

    private final Map<String, String> names;
    private final Map<String, Value> values;
    private final Set<String> unusedNames;
    private final Set<String> unusedValues;

    /** Checks the form of the placeholders; null stands for a parameter that was not given. */
    public Placeholders(@Nullable Map<String, String> names, @Nullable Map<String, Value> values) {
        check("ExpressionAttributeNames", '#', names);
        check("ExpressionAttributeValues", ':', values);
        this.names = names == null ? Map.of() : names;
        this.values = values == null ? Map.of() : values;
        this.unusedNames = new LinkedHashSet<>(this.names.keySet());
        this.unusedValues = new LinkedHashSet<>(this.values.keySet());
    }

    private static void check(String parameter, char first, @Nullable Map<String, ?> given) {
        if (given == null) {
            return;
        }
        if (given.isEmpty()) {
            throw new InvalidRequest(parameter + " must not be empty");
        }
        for (String key : given.keySet()) {
            if (!isPlaceholder(key, first)) {
                throw new InvalidRequest(
                        parameter + " contains invalid key: Syntax error; key: \"" + key + '"');
            }
        }
    }

    private static boolean isPlaceholder(String key, char first) {
        if (key.length() < 2 || key.length() > LENGTH_MAX || key.charAt(0) != first) {
            return false;
        }
        for (int i = 1; i < key.length(); i++) {
            if (!Tokens.isLetter(key.charAt(i)) && !Tokens.isDigit(key.charAt(i))) {
                return false;
            }
        }
        return true;
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
        checkUsed("ExpressionAttributeNames", unusedNames);
        checkUsed("ExpressionAttributeValues", unusedValues);
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
