package brume.services.states.worker;

import brume.services.states.domain.asl.TaskResource;
import brume.services.states.domain.asl.TaskResource.Integration;
import brume.wire.ListSchema;
import brume.wire.MapSchema;
import brume.wire.Member;
import brume.wire.OperationModel;
import brume.wire.ScalarSchema;
import brume.wire.Schema;
import brume.wire.ShapeType;
import brume.wire.StructSchema;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the result that a test of a Task gives in place of the real one with what the model says
 * the called operation answers. The texts are those that LocalStack's repository records from AWS
 * (v2/test_state/test_field_validation_mode*); members that the model does not have are let
 * through.
 */
public final class MockedResult {

    /** How much is compared; the API names them so. */
    public enum Mode {
        STRICT,
        PRESENT,
        NONE
    }

    private final Mode mode;
    private final boolean lambda;

    private MockedResult(Mode mode, boolean lambda) {
        this.mode = mode;
        this.lambda = lambda;
    }

    /** Integrations that answer what an HTTP endpoint says; there is no model of that. */
    private static final Set<String> FREE = Set.of("http", "apigateway");

    /** Whether results of the task can be compared: not if its service has no model here. */
    public static boolean isKnown(TaskResource resource) {
        return !(resource instanceof Integration integration)
                || (!integration.sdk() && FREE.contains(integration.service()))
                || SdkShapes.find(integration.service(), integration.action()).isPresent();
    }

    /**
     * What is wrong with a result, or nothing. Functions called by ARN and activities answer what
     * they like, and so does whoever holds a task token.
     */
    public static Optional<String> fault(TaskResource resource, JsonNode result, Mode mode) {
        if (mode == Mode.NONE
                || !(resource instanceof Integration integration)
                || integration.pattern() == TaskResource.Pattern.WAIT_FOR_TASK_TOKEN) {
            return Optional.empty();
        }
        Optional<OperationModel<?, ?>> model =
                SdkShapes.find(integration.service(), integration.action());
        boolean lambda = !integration.sdk() && integration.service().equals("lambda");
        return model.flatMap(
                        known -> new MockedResult(mode, lambda).members(known.output(), result))
                .map(fault -> "Mock result schema validation error: " + fault);
    }

    private Optional<String> members(StructSchema<?> schema, JsonNode value) {
        for (Member member : schema.members()) {
            String name = SdkShapes.capitalised(member.name());
            JsonNode given = value.get(name);
            if (given == null) {
                if (mode == Mode.STRICT && member.required()) {
                    return Optional.of("Required field '" + name + "' is missing");
                }
            } else if (SdkShapes.isBody(member) && !lambda) {
                if (!given.isTextual()) {
                    return must(name, "be a string");
                }
            } else if (!(lambda && name.equals("Payload"))) {
                Optional<String> fault = value(member.target().get(), name, given);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> value(Schema schema, String name, JsonNode value) {
        return switch (schema) {
            case StructSchema<?> struct ->
                    value.isObject() ? members(struct, value) : must(name, "be an object");
            case ListSchema list ->
                    value.isArray()
                            ? each(list.element().target().get(), name, value)
                            : must(name, "be an array");
            case MapSchema map ->
                    value.isObject()
                            ? each(map.value().target().get(), name, value)
                            : must(name, "be an object");
            case ScalarSchema scalar -> scalar(scalar, name, value);
        };
    }

    private Optional<String> each(Schema schema, String name, JsonNode values) {
        for (JsonNode value : values) {
            Optional<String> fault = value(schema, name, value);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> scalar(ScalarSchema schema, String name, JsonNode value) {
        return switch (schema.type()) {
            case BOOLEAN -> value.isBoolean() ? Optional.empty() : must(name, "be a boolean");
            case INTEGER, LONG, FLOAT, DOUBLE ->
                    value.isNumber() ? size(schema, name, value) : must(name, "be a number");
            case STRING, BLOB, TIMESTAMP ->
                    value.isTextual() ? length(schema, name, value) : must(name, "be a string");
            case DOCUMENT, LIST, MAP, STRUCTURE -> Optional.empty();
        };
    }

    private static Optional<String> size(ScalarSchema schema, String name, JsonNode value) {
        Number min = schema.constraints().min();
        Number max = schema.constraints().max();
        if (min != null && value.doubleValue() < min.doubleValue()) {
            return field(name, "is less than the minimum value");
        }
        return max != null && value.doubleValue() > max.doubleValue()
                ? field(name, "exceeds the maximum value")
                : Optional.empty();
    }

    private static Optional<String> length(ScalarSchema schema, String name, JsonNode value) {
        String text = value.textValue();
        if (!schema.constraints().values().isEmpty()
                && !schema.constraints().values().contains(text)) {
            return field(name, "is not an expected value");
        }
        int length;
        try {
            length =
                    schema.type() == ShapeType.BLOB
                            ? Base64.getDecoder().decode(text).length
                            : text.length();
        } catch (IllegalArgumentException e) {
            return must(name, "be a Base64 encoded string");
        }
        Number min = schema.constraints().min();
        Number max = schema.constraints().max();
        if (min != null && length < min.longValue()) {
            return field(name, "is smaller than the minimum length");
        }
        return max != null && length > max.longValue()
                ? field(name, "exceeds the maximum length")
                : Optional.empty();
    }

    private static Optional<String> must(String name, String demand) {
        return field(name, "must " + demand);
    }

    private static Optional<String> field(String name, String what) {
        return Optional.of("Field '" + name + "' " + what);
    }
}
