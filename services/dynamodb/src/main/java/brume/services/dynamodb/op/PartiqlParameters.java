package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.services.dynamodb.partiql.Statement;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.NumberText;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters of statements, whose faults are found in document order. */
final class PartiqlParameters {

    private PartiqlParameters() {}

    /** The statement with its parameters filled in. */
    static Statement statement(String text, @Nullable List<AttributeValue> parameters) {
        List<Value> values = new ArrayList<>();
        if (parameters != null) {
            for (AttributeValue shape : parameters) {
                values.add(value(shape));
            }
        }
        return Statement.parse(text, values);
    }

    private static Value value(AttributeValue shape) {
        try {
            check(shape, 1);
            return AttributeValues.value(shape);
        } catch (InvalidRequest e) {
            throw new InvalidRequest(e.olderMessage());
        }
    }

    private static void check(AttributeValue shape, int depth) {
        if (depth > AttributeValues.DEPTH_MAX) {
            throw new InvalidRequest(AttributeValues.TOO_DEEP);
        }
        if (shape.n() != null) {
            NumberText.parameter(shape.n());
        }
        if (shape.ns() != null) {
            shape.ns().forEach(NumberText::parameter);
        }
        if (shape.l() != null) {
            shape.l().forEach(element -> check(element, depth + 1));
        }
        if (shape.m() != null) {
            shape.m().values().forEach(entry -> check(entry, depth + 1));
        }
    }
}
