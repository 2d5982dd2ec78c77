package brume.services.dynamodb.op;

import brume.services.dynamodb.value.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which expression parameters a request has, and which may not stand beside them. */
final class ExpressionParameters {

    private final List<String> expressions = new ArrayList<>(3);
    private final List<String> withValues = new ArrayList<>(3);
    private final List<String> legacy = new ArrayList<>(0);
    private boolean valuesUsable;
    private boolean brief;

    /** Declares an expression that may use values. */
    ExpressionParameters expression(String name, @Nullable Object given) {
        withValues.add(name);
        if (given != null) {
            expressions.add(name);
            valuesUsable = true;
        }
        return this;
    }

    /** Declares the ProjectionExpression, which may use names only. */
    ExpressionParameters projection(@Nullable Object given) {
        if (given != null) {
            expressions.add("ProjectionExpression");
        }
        return this;
    }

    /**
     * Of values without an expression, names no expression that could have been. Source: PutItem,
     * UpdateItem and DeleteItem as recorded in October 2026 by the DynamoDB conformance project.
     */
    ExpressionParameters brief() {
        brief = true;
        return this;
    }

    /** Declares a parameter of the older API. */
    ExpressionParameters legacy(String name, @Nullable Object given) {
        if (given != null) {
            legacy.add(name);
        }
        return this;
    }

    /** Checks what may not be combined. */
    void check(@Nullable Object names, @Nullable Object values) {
        if (!expressions.isEmpty() && !legacy.isEmpty()) {
            throw new InvalidRequest(
                    "Can not use both expression and non-expression parameters in the same request:"
                            + " Non-expression parameters: {"
                            + String.join(", ", legacy)
                            + "} Expression parameters: {"
                            + String.join(", ", expressions)
                            + '}');
        }
        if (names != null && expressions.isEmpty()) {
            throw new InvalidRequest(
                    "ExpressionAttributeNames can only be specified when using expressions");
        }
        if (values != null && !valuesUsable && !withValues.isEmpty()) {
            String absent =
                    ": "
                            + String.join(" and ", withValues)
                            + (withValues.size() > 1 ? " are null" : " is null");
            throw new InvalidRequest(
                    "ExpressionAttributeValues can only be specified when using expressions"
                            + (brief ? "" : absent));
        }
    }
}
