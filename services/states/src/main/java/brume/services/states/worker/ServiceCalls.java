package brume.services.states.worker;

import brume.base.Ids;
import brume.base.Scope;
import brume.services.states.domain.asl.TaskResource.Integration;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.WireFormatException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tasks on operations of other services: every operation as {@code aws-sdk:service:action}, some as
 * optimised integrations. Error names and causes are those of the Java SDKs that AWS calls with.
 */
final class ServiceCalls {

    /** Names in the classes of the Java SDK 2 that are not the service with a capital letter. */
    private static final Map<String, String> SDK_NAMES =
            Map.ofEntries(
                    Map.entry("dynamodb", "DynamoDb"),
                    Map.entry("dynamodbstreams", "DynamoDb"),
                    Map.entry("apigateway", "ApiGateway"),
                    Map.entry("cloudwatchlogs", "CloudWatchLogs"),
                    Map.entry("cloudwatch", "CloudWatch"),
                    Map.entry("eventbridge", "EventBridge"),
                    Map.entry("secretsmanager", "SecretsManager"));

    /** Errors that the SDK has no class for. */
    private static final Set<String> UNMODELLED =
            Set.of(
                    "ValidationException",
                    "ValidationError",
                    "AccessDeniedException",
                    "AccessDenied",
                    "SerializationException",
                    "UnrecognizedClientException",
                    "NotImplemented",
                    "InternalFailure");

    private final Calls calls;

    ServiceCalls(Calls calls) {
        this.calls = calls;
    }

    TaskOutcome call(Integration integration, JsonNode input, Principal principal, Scope scope) {
        Optional<OperationModel<?, ?>> model =
                SdkShapes.find(integration.service(), integration.action());
        Optional<String> unknown = model.flatMap(known -> SdkShapes.unsupported(known, input));
        if (unknown.isPresent()) {
            return unusable(
                    input,
                    "The field \"" + unknown.get() + "\" is not supported by Step Functions");
        }
        JsonNode output;
        try {
            JsonNode answer =
                    calls.invoke(
                            integration.service(),
                            integration.action(),
                            arguments(integration, input),
                            principal,
                            scope);
            output = model.map(known -> SdkShapes.renamed(known.output(), answer)).orElse(answer);
        } catch (ServiceException e) {
            return new TaskOutcome.Failed(
                    integration.sdk()
                            ? sdkFailure(integration, e)
                            : optimisedFailure(integration, e));
        } catch (WireFormatException e) {
            return unusable(input, String.valueOf(e.getMessage()));
        }
        return integration.sdk()
                ? new TaskOutcome.Succeeded(Payload.of(output))
                : optimised(integration, output);
    }

    /** The optimised integrations take JSON where the operations want its text. */
    private static JsonNode arguments(Integration integration, JsonNode input) {
        if (integration.sdk() || !(input instanceof ObjectNode)) {
            return input;
        }
        ObjectNode arguments = input.deepCopy();
        switch (integration.service()) {
            case "states" -> toText(arguments, "Input");
            case "events" -> {
                for (JsonNode entry : arguments.path("Entries")) {
                    if (entry instanceof ObjectNode object) {
                        toText(object, "Detail");
                    }
                }
            }
            default -> {}
        }
        return arguments;
    }

    private static void toText(ObjectNode object, String field) {
        JsonNode value = object.get(field);
        if (value != null && !value.isTextual()) {
            object.put(field, value.toString());
        }
    }

    private static TaskOutcome optimised(Integration integration, JsonNode output) {
        if (integration.service().equals("events")) {
            return output.path("FailedEntryCount").asInt() > 0
                    ? new TaskOutcome.Failed(
                            new Failure("EventBridge.FailedEntry", output.toString()))
                    : new TaskOutcome.Succeeded(Payload.of(output));
        }
        ObjectNode extended = output.deepCopy();
        metadata(extended, 200, "application/x-amz-json-1.0", output.toString().length());
        return new TaskOutcome.Succeeded(Payload.of(extended));
    }

    /** Parameters that no call can be made of. */
    static TaskOutcome unusable(JsonNode input, String reason) {
        return new TaskOutcome.Failed(
                new Failure(
                        Failure.RUNTIME,
                        "The Parameters '"
                                + input
                                + "' could not be used to start the Task: ["
                                + reason
                                + "]"));
    }

    /** What the optimised integrations add to an output. */
    static void metadata(ObjectNode output, int status, String contentType, int length) {
        String requestId = Ids.uuid();
        ObjectNode http = output.putObject("SdkHttpMetadata");
        ObjectNode all = http.putObject("AllHttpHeaders");
        ObjectNode single = http.putObject("HttpHeaders");
        Map<String, String> headers =
                Map.of(
                        "Connection",
                        "keep-alive",
                        "Content-Length",
                        Integer.toString(length),
                        "Content-Type",
                        contentType,
                        "x-amzn-RequestId",
                        requestId);
        headers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(header -> {
                    all.putArray(header.getKey()).add(header.getValue());
                    single.put(header.getKey(), header.getValue());
                });
        http.put("HttpStatusCode", status);
        output.putObject("SdkResponseMetadata").put("RequestId", requestId);
    }

    private static Failure sdkFailure(Integration integration, ServiceException e) {
        String service = sdkName(integration.service());
        String name = e.error().name();
        String error =
                UNMODELLED.contains(name)
                        ? service + "Exception"
                        : name.endsWith("Exception") ? name : name + "Exception";
        return new Failure(
                service + '.' + error,
                "%s (Service: %s, Status Code: %d, Request ID: %s)"
                        .formatted(e.getMessage(), service, e.error().httpStatus(), Ids.uuid()));
    }

    private static String sdkName(String service) {
        String lower = service.toLowerCase(Locale.ROOT);
        String known = SDK_NAMES.get(lower);
        return known != null ? known : Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }

    private static Failure optimisedFailure(Integration integration, ServiceException e) {
        String name = e.error().name();
        String error = name.endsWith("Exception") ? name : name + "Exception";
        boolean modelled = !UNMODELLED.contains(name);
        return switch (integration.service()) {
            case "dynamodb" ->
                    new Failure(
                            "DynamoDB." + (modelled ? error : "AmazonDynamoDBException"),
                            classicCause(e, "AmazonDynamoDBv2", Ids.uuid()));
            case "states" ->
                    new Failure(
                            "StepFunctions." + (modelled ? error : "AWSStepFunctionsException"),
                            classicCause(e, "AWSStepFunctions", Ids.uuid()));
            default ->
                    new Failure(
                            "EventBridge." + (modelled ? error : "AmazonEventBridgeException"),
                            classicCause(e, "AmazonEventBridge", Ids.uuid()));
        };
    }

    /** A cause in the words of the Java SDK 1. */
    static String classicCause(ServiceException e, String service, String requestId) {
        return "%s (Service: %s; Status Code: %d; Error Code: %s; Request ID: %s; Proxy: null)"
                .formatted(
                        e.getMessage(),
                        service,
                        e.error().httpStatus(),
                        e.error().name(),
                        requestId);
    }
}
