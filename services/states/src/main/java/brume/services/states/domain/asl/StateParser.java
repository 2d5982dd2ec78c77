package brume.services.states.domain.asl;

import brume.services.states.domain.data.JsonataExpression;
import brume.services.states.domain.data.Path;
import brume.services.states.domain.data.Template;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compiles the fields of one state, apart from workflows inside it. */
final class StateParser {

    private static final long SECONDS_MAX = 99_999_999;
    private final Fields fields;
    private final WorkflowType type;

    StateParser(Fields fields, WorkflowType type) {
        this.fields = fields;
        this.type = type;
    }

    State.Common common(String name, String type) {
        String next = fields.string("Next");
        boolean end = fields.flag("End");
        boolean flows = StateFields.of(type, fields.isJsonata()).contains("Next");
        if (flows && next == null && !end) {
            fields.fault("These fields are required: [Next] or [End]");
        } else if (next != null && end) {
            fields.fault("Only one of these fields is allowed: [Next, End]");
        }
        return new State.Common(
                name,
                next,
                fields.path("InputPath", Path.ROOT),
                fields.path("OutputPath", Path.ROOT),
                fields.template("Assign"),
                fields.isJsonata(),
                fields.isJsonata() ? fields.template("Output") : null);
    }

    /** What a Task or Parallel state makes of its input: Parameters, or Arguments in JSONata. */
    @Nullable Template parameters() {
        return fields.template(fields.isJsonata() ? "Arguments" : "Parameters");
    }

    State.ResultShape shape() {
        Path resultPath = fields.referencePath("ResultPath", Path.ROOT);
        if (resultPath != null && resultPath.isContext()) {
            fields.fault("ResultPath", "Value is not a Reference Path");
        }
        return new State.ResultShape(fields.template("ResultSelector"), resultPath);
    }

    State pass(State.Common common) {
        return new State.Pass(
                common, fields.node("Result"), fields.template("Parameters"), shape());
    }

    @Nullable State task(State.Common common) {
        fields.require("Resource");
        State.Limit timeout = fields.limit("TimeoutSeconds", 1, SECONDS_MAX);
        State.Limit heartbeat = fields.limit("HeartbeatSeconds", 1, SECONDS_MAX);
        if (heartbeat instanceof State.Limit.Fixed beat
                && timeout instanceof State.Limit.Fixed limit
                && beat.value() >= limit.value()) {
            fields.fault("HeartbeatSeconds must be smaller than TimeoutSeconds");
        }
        if (fields.has("Credentials")) {
            Fields credentials = fields.child("Credentials");
            if (credentials != null
                    && !credentials.has("RoleArn")
                    && !credentials.has("RoleArn.$")) {
                fields.fault("Credentials", "The field 'RoleArn' is required but was missing");
            }
        }
        TaskResource resource = resource();
        return resource == null
                ? null
                : new State.Task(
                        common,
                        resource,
                        parameters(),
                        shape(),
                        errors(),
                        timeout,
                        heartbeat,
                        fields.template("Credentials"));
    }

    private @Nullable TaskResource resource() {
        String arn = fields.string("Resource");
        if (arn == null) {
            return null;
        }
        Optional<TaskResource> resource = TaskResource.find(arn);
        if (resource.isEmpty() || !OptimisedIntegration.isKnown(resource.get())) {
            fields.fault(
                    "Resource",
                    "The resource provided "
                            + arn
                            + " is not recognized. The value is not a valid resource ARN, or the"
                            + " resource is not available in this region.");
            return null;
        }
        if (type == WorkflowType.EXPRESS) {
            refuseLongWaits(resource.get());
        }
        return resource.get();
    }

    /** AWS's texts, one with a space too many (LocalStack, v2/test_sfn_api_express). */
    private void refuseLongWaits(TaskResource resource) {
        String refused =
                switch (resource) {
                    case TaskResource.LambdaFunction _ -> null;
                    case TaskResource.Activity _ -> "Activity ARN";
                    case TaskResource.Integration integration ->
                            switch (integration.pattern()) {
                                case REQUEST_RESPONSE -> null;
                                case SYNC, SYNC_2 -> "'.sync' service integration";
                                case WAIT_FOR_TASK_TOKEN ->
                                        "'.waitForTaskToken' service integration ";
                            };
                };
        if (refused != null) {
            fields.fault("Resource", "Express state machine does not support " + refused);
        }
    }

    State waiting(State.Common common) {
        List<String> given = new ArrayList<>();
        for (String name : List.of("Seconds", "SecondsPath", "Timestamp", "TimestampPath")) {
            if (fields.has(name)) {
                given.add(name);
            }
        }
        if (given.size() != 1) {
            fields.fault(
                    "Exactly one of these fields is required: [Seconds, SecondsPath, Timestamp,"
                            + " TimestampPath]");
        }
        return new State.Wait(common, given.isEmpty() ? never() : until(given.getFirst()));
    }

    private static State.Until never() {
        return new State.Until.Seconds(0);
    }

    private State.Until until(String field) {
        JsonataExpression computed = fields.jsonata(field);
        if (computed != null) {
            return field.equals("Seconds")
                    ? new State.Until.ComputedSeconds(computed)
                    : new State.Until.ComputedTimestamp(computed);
        }
        return switch (field) {
            case "Seconds" -> {
                Long seconds = fields.integer(field, 0, SECONDS_MAX);
                yield seconds == null ? never() : new State.Until.Seconds(seconds);
            }
            case "Timestamp" -> timestamp(field);
            default -> {
                Path path = fields.referencePath(field, null);
                if (path == null) {
                    yield never();
                }
                yield field.equals("SecondsPath")
                        ? new State.Until.SecondsPath(path)
                        : new State.Until.TimestampPath(path);
            }
        };
    }

    private State.Until timestamp(String field) {
        String text = fields.string(field);
        Optional<Instant> instant = Timestamps.find(Objects.requireNonNullElse(text, ""));
        if (instant.isEmpty()) {
            fields.fault(field, "String does not match RFC3339 timestamp");
            return never();
        }
        return new State.Until.Timestamp(instant.get());
    }

    State fail(State.Common common) {
        return new State.Fail(common, text("Error"), text("Cause"));
    }

    private State.Text text(String name) {
        String pathName = name + "Path";
        if (fields.has(name) && fields.has(pathName)) {
            fields.fault("Only one of these fields is allowed: [" + name + ", " + pathName + "]");
        }
        JsonataExpression computed = fields.jsonata(name);
        return computed == null
                ? new State.Text(fields.string(name), fields.expression(pathName))
                : new State.Text(null, computed);
    }

    ErrorHandling errors() {
        List<ErrorHandling.Retrier> retriers = new ArrayList<>();
        List<Fields> retries = fields.objects("Retry");
        for (int i = 0; i < retries.size(); i++) {
            retriers.add(retrier(retries.get(i), i == retries.size() - 1));
        }
        List<ErrorHandling.Catcher> catchers = new ArrayList<>();
        List<Fields> catches = fields.objects("Catch");
        for (int i = 0; i < catches.size(); i++) {
            Fields source = catches.get(i);
            source.require("Next");
            List<String> names = errorNames(source, i == catches.size() - 1);
            catchers.add(
                    new ErrorHandling.Catcher(
                            names,
                            Objects.requireNonNullElse(source.string("Next"), ""),
                            source.referencePath("ResultPath", Path.ROOT),
                            source.template("Assign"),
                            source.isJsonata() ? source.template("Output") : null));
        }
        return retriers.isEmpty() && catchers.isEmpty()
                ? ErrorHandling.NONE
                : new ErrorHandling(List.copyOf(retriers), List.copyOf(catchers));
    }

    private static ErrorHandling.Retrier retrier(Fields source, boolean last) {
        Long interval = source.integer("IntervalSeconds", 1, SECONDS_MAX);
        Long attempts = source.integer("MaxAttempts", 0, SECONDS_MAX);
        Long maxDelay = source.integer("MaxDelaySeconds", 1, 31_622_400);
        String jitter = source.string("JitterStrategy");
        if (jitter != null && !jitter.equals("FULL") && !jitter.equals("NONE")) {
            source.fault(
                    "JitterStrategy",
                    "The field 'JitterStrategy' should have one of these values: [FULL, NONE]");
        }
        return new ErrorHandling.Retrier(
                errorNames(source, last),
                interval == null ? 1 : interval,
                backoffRate(source),
                attempts == null ? 3 : attempts.intValue(),
                maxDelay,
                "FULL".equals(jitter));
    }

    private static double backoffRate(Fields source) {
        JsonNode rate = source.node("BackoffRate");
        if (rate == null) {
            return 2.0;
        }
        if (!rate.isNumber()) {
            source.fault("BackoffRate", "Expected value of type Number");
            return 2.0;
        }
        if (rate.doubleValue() < 1.0) {
            source.fault("BackoffRate", "Value is less than the minimum of 1.0");
        }
        return rate.doubleValue();
    }

    private static List<String> errorNames(Fields source, boolean last) {
        source.require("ErrorEquals");
        List<String> names = new ArrayList<>();
        JsonNode list = source.node("ErrorEquals");
        if (list != null && list.isArray()) {
            for (JsonNode name : list) {
                names.add(name.asText());
            }
        }
        if (list != null && names.isEmpty()) {
            source.fault("ErrorEquals", "Value cannot be empty");
        }
        if (names.contains("States.ALL") && (names.size() > 1 || !last)) {
            source.fault(
                    "ErrorEquals",
                    "States.ALL must appear alone and in the last element of the array");
        }
        return List.copyOf(names);
    }
}
