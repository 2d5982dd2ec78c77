package brume.services.states.worker;

import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Scope;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tasks on Lambda functions: by the function's ARN, and by {@code lambda:invoke}. */
final class LambdaCalls {

    private static final Set<String> PARAMETERS =
            Set.of(
                    "FunctionName",
                    "Payload",
                    "Qualifier",
                    "InvocationType",
                    "ClientContext",
                    "LogType");

    private static final String MARSHAL_ERROR = "Runtime.MarshalError";

    private final Calls calls;
    private final Clock clock;

    LambdaCalls(Calls calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /** The function's answer is the result of the task. */
    TaskOutcome direct(String arn, Payload input, Principal principal, Scope scope) {
        InvocationRequest request =
                InvocationRequest.builder()
                        .functionName(arn)
                        .payload(Blob.ofText(input.text()))
                        .build();
        InvocationResponse response;
        try {
            response = calls.invoke(LambdaApi.INVOKE, request, principal, scope);
        } catch (ServiceException e) {
            return new TaskOutcome.Failed(failure(e));
        }
        String text = text(response);
        if (response.functionError() != null) {
            return new TaskOutcome.Failed(functionFailure(text));
        }
        return isTooLarge(text)
                ? new TaskOutcome.Failed(Failure.dataLimit(arn))
                : answer(text, TaskOutcome.Succeeded::new);
    }

    private static boolean isTooLarge(String text) {
        return Payload.ofText(text).exceedsLimit();
    }

    /**
     * What a function answered, as JSON. A Python handler may answer bytes, which its runtime hands
     * on unseen: if they are not JSON, the function has failed as with any other answer that cannot
     * be marshalled.
     */
    private static TaskOutcome answer(String text, Function<Payload, TaskOutcome> success) {
        Payload payload;
        try {
            payload = Payload.parse(text);
        } catch (IllegalArgumentException e) {
            ObjectNode error = Documents.object();
            error.put("errorMessage", "Unable to marshal response: " + e.getMessage());
            error.put("errorType", MARSHAL_ERROR);
            return new TaskOutcome.Failed(new Failure(MARSHAL_ERROR, Documents.text(error)));
        }
        return success.apply(payload);
    }

    /** The result is Lambda's response, with the function's answer in it as JSON. */
    TaskOutcome optimised(JsonNode input, Principal principal, Scope scope) {
        for (var field : input.properties()) {
            if (!PARAMETERS.contains(field.getKey())) {
                return ServiceCalls.unusable(
                        input,
                        "The field \"" + field.getKey() + "\" is not supported by Step Functions");
            }
        }
        if (!input.path("FunctionName").isTextual()) {
            return ServiceCalls.unusable(
                    input, "The field \"FunctionName\" is required but was missing");
        }
        InvocationRequest request =
                InvocationRequest.builder()
                        .functionName(input.get("FunctionName").textValue())
                        .qualifier(text(input, "Qualifier"))
                        .invocationType(text(input, "InvocationType"))
                        .logType(text(input, "LogType"))
                        .clientContext(text(input, "ClientContext"))
                        .payload(payload(input))
                        .build();
        InvocationResponse response;
        try {
            response = calls.invoke(LambdaApi.INVOKE, request, principal, scope);
        } catch (ServiceException e) {
            return new TaskOutcome.Failed(failure(e));
        }
        String text = text(response);
        if (response.functionError() != null) {
            return new TaskOutcome.Failed(functionFailure(withoutBlanks(text)));
        }
        return isTooLarge(text)
                ? new TaskOutcome.Failed(Failure.dataLimit("lambda"))
                : answer(
                        text,
                        payload ->
                                new TaskOutcome.Succeeded(Payload.of(output(response, payload))));
    }

    private static @Nullable String text(JsonNode input, String name) {
        JsonNode value = input.get(name);
        return value == null || value.isNull() ? null : value.asText();
    }

    private static Blob payload(JsonNode input) {
        JsonNode payload = input.get("Payload");
        if (payload == null || payload.isNull()) {
            return Blob.ofText("{}");
        }
        return Blob.ofText(isJson(payload) ? payload.textValue() : payload.toString());
    }

    /** Whether the payload is a text that is JSON, which the function is given as it stands. */
    private static boolean isJson(JsonNode payload) {
        if (!payload.isTextual()) {
            return false;
        }
        try {
            return !Documents.parse(payload.textValue()).isMissingNode();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String text(InvocationResponse response) {
        Blob payload = response.payload();
        return payload == null || payload.length() == 0 ? "null" : payload.text();
    }

    private ObjectNode output(InvocationResponse response, Payload answer) {
        ObjectNode output = Documents.object();
        if (response.executedVersion() != null) {
            output.put("ExecutedVersion", response.executedVersion());
        }
        if (response.logResult() != null) {
            output.put("LogResult", response.logResult());
        }
        output.set("Payload", answer.node());
        Integer status = response.statusCode();
        int code = status == null ? 200 : status;
        CallMetadata.ofLambda()
                .addTo(output, code, "application/json", answer.text().length(), clock.now());
        output.put("StatusCode", code);
        return output;
    }

    /** What a function that failed is reported as: its own error type, and its whole answer. */
    private static Failure functionFailure(String text) {
        String type;
        try {
            type = Documents.parse(text).path("errorType").asText("");
        } catch (IllegalArgumentException e) {
            type = "";
        }
        return type.isEmpty()
                ? new Failure(
                        "Lambda.Unknown",
                        "The cause could not be determined because Lambda did not return an error"
                                + " type. Returned payload: "
                                + text)
                : new Failure(type, text);
    }

    /**
     * The answer without the blanks that a runtime writes: so {@code lambda:invoke} tells it as a
     * cause, while a function called by its ARN is quoted as it answered (LocalStack's recordings
     * of {@code v2/error_handling/test_task_service_lambda} and {@code test_task_lambda}).
     */
    private static String withoutBlanks(String text) {
        try {
            return Documents.text(Documents.parse(text));
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static Failure failure(ServiceException e) {
        String name = e.error().name();
        boolean modelled = LambdaErrors.ALL.containsKey(name);
        String error = modelled ? name : "AWSLambdaException";
        return new Failure(
                "Lambda." + (error.endsWith("Exception") ? error : error + "Exception"),
                ServiceCalls.classicCause(e, "AWSLambda", Ids.uuid()));
    }
}
