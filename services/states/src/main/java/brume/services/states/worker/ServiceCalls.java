package brume.services.states.worker;

import brume.api.dynamodb.DynamodbErrors;
import brume.base.Ids;
import brume.base.Scope;
import brume.services.states.domain.asl.TaskResource.Integration;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
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
        JsonNode output;
        try {
            output =
                    calls.invoke(
                            integration.service(), integration.action(), input, principal, scope);
        } catch (ServiceException e) {
            return new TaskOutcome.Failed(
                    integration.sdk() ? sdkFailure(integration, e) : optimisedFailure(e));
        }
        if (!integration.sdk() && output instanceof ObjectNode object) {
            ObjectNode extended = object.deepCopy();
            metadata(extended, 200, "application/x-amz-json-1.0", output.toString().length());
            return new TaskOutcome.Succeeded(Payload.of(extended));
        }
        return new TaskOutcome.Succeeded(Payload.of(output));
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
                        "Connection", "keep-alive",
                        "Content-Length", Integer.toString(length),
                        "Content-Type", contentType,
                        "x-amzn-RequestId", requestId);
        headers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        header -> {
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
        return known != null
                ? known
                : Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }

    private static Failure optimisedFailure(ServiceException e) {
        String name = e.error().name();
        boolean modelled = DynamodbErrors.ALL.containsKey(name) && !UNMODELLED.contains(name);
        return new Failure(
                "DynamoDB." + (modelled ? name : "AmazonDynamoDBException"),
                classicCause(e, "AmazonDynamoDBv2", Ids.uuid()));
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
