package brume.services.dynamodb.domain;

import brume.services.dynamodb.expression.KeyCondition;
import brume.services.dynamodb.value.Comparison;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * What a key condition must be like: equality on every partition key attribute, then conditions on
 * sort key attributes from the left, of which only the last may be other than equality.
 */
public final class QueryRules {

    private static final String NOT_SUPPORTED = "Query key condition not supported";

    private QueryRules() {}

    /**
     * Checks a condition against the key that is queried.
     *
     * @throws InvalidRequest with AWS's text
     */
    public static void check(KeySchema schema, KeyCondition condition) {
        int parts = condition.parts().size();
        boolean severalAttributes = schema.hash().size() > 1 || schema.range().size() > 1;
        if (parts == 0) {
            throw new InvalidRequest("Conditions can be of length 1 or 2 only");
        }
        if (parts > 2 && !severalAttributes) {
            throw new InvalidRequest(
                    "The number of query conditions ("
                            + parts
                            + ") exceeds the number of key attributes defined in the schema ("
                            + schema.attributes().size()
                            + ")");
        }
        int used = 0;
        for (KeyAttribute attribute : schema.hash()) {
            KeyCondition.Part part = condition.parts().get(attribute.name());
            if (part == null) {
                throw missed(attribute);
            }
            if (schema.range().isEmpty() && parts > schema.hash().size()) {
                throw new InvalidRequest(NOT_SUPPORTED);
            }
            checkValues(attribute, part);
            if (part.operator() != KeyCondition.Operator.EQ) {
                throw new InvalidRequest(NOT_SUPPORTED);
            }
            used++;
        }
        @Nullable KeyAttribute gap = null;
        boolean ended = false;
        for (KeyAttribute attribute : schema.range()) {
            KeyCondition.Part part = condition.parts().get(attribute.name());
            if (part == null) {
                gap = gap == null ? attribute : gap;
                continue;
            }
            if (gap != null) {
                throw missed(gap);
            }
            if (ended) {
                throw new InvalidRequest(NOT_SUPPORTED);
            }
            checkValues(attribute, part);
            ended = part.operator() != KeyCondition.Operator.EQ;
            used++;
        }
        if (used < parts) {
            throw gap == null ? new InvalidRequest(NOT_SUPPORTED) : missed(gap);
        }
    }

    private static InvalidRequest missed(KeyAttribute attribute) {
        return new InvalidRequest("Query condition missed key schema element: " + attribute.name());
    }

    private static void checkValues(KeyAttribute attribute, KeyCondition.Part part) {
        for (Value value : part.values()) {
            if (!value.type().equals(attribute.type())) {
                throw InvalidRequest.parameters(
                        "Condition parameter type does not match schema type");
            }
            KeyRules.checkNotEmpty(attribute, value);
        }
        if (part.operator() == KeyCondition.Operator.BEGINS_WITH && attribute.type().equals("N")) {
            throw InvalidRequest.parameters(
                    "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type");
        }
        if (part.operator() == KeyCondition.Operator.BETWEEN
                && Comparison.compare(part.values().getFirst(), part.values().getLast()) > 0) {
            throw new InvalidRequest(
                    "The BETWEEN condition was provided a range where the lower bound is greater"
                            + " than the upper bound");
        }
    }
}
