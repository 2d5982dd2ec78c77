package brume.services.states.worker;

import brume.base.Clock;
import brume.base.Ids;
import brume.base.Scope;
import brume.services.states.domain.asl.TaskResource.Integration;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.ExecutionFacts;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.spi.Principal;
import brume.wire.ServiceException;
import brume.wire.WireFormatException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Tasks on operations with an optimised integration: they take JSON where the operation wants its
 * text, and tell outputs, errors and causes in the way of the Java SDK 1 that AWS calls with.
 * Source: LocalStack's recordings (tests/aws/services/stepfunctions/v2/services, v2/callback).
 */
final class OptimisedCalls {

    private static final String JSON = "application/x-amz-json-1.0";

    /**
     * How a service shows in outputs and errors.
     *
     * @param errorPrefix of error names, such as {@code SQS}
     * @param sdkName that causes name, such as {@code AmazonSQS}
     * @param baseError the SDK's exception for errors that it has no class for
     * @param noClass errors without a class besides the ones of all services
     */
    private record Style(
            String errorPrefix,
            String sdkName,
            String baseError,
            Set<String> noClass,
            CallMetadata metadata,
            String contentType,
            ToIntFunction<JsonNode> contentLength) {}

    private static final Map<String, Style> STYLES =
            Map.of(
                    "sqs",
                    new Style(
                            "SQS",
                            "AmazonSQS",
                            "AmazonSQSException",
                            Set.of(
                                    "MissingRequiredParameterException",
                                    "InvalidParameterValueException"),
                            CallMetadata.common(),
                            JSON,
                            OptimisedCalls::jsonLength),
                    "sns",
                    new Style(
                            "SNS",
                            "AmazonSNS",
                            "AmazonSNSException",
                            Set.of(),
                            CallMetadata.common(),
                            "text/xml",
                            OptimisedCalls::publishedLength),
                    "events",
                    new Style(
                            "EventBridge",
                            "AmazonEventBridge",
                            "AmazonEventBridgeException",
                            Set.of(),
                            CallMetadata.common(),
                            JSON,
                            OptimisedCalls::jsonLength),
                    "dynamodb",
                    new Style(
                            "DynamoDB",
                            "AmazonDynamoDBv2",
                            "AmazonDynamoDBException",
                            Set.of(),
                            CallMetadata.ofDynamodb(),
                            JSON,
                            OptimisedCalls::jsonLength),
                    "states",
                    new Style(
                            "StepFunctions",
                            "AWSStepFunctions",
                            "AWSStepFunctionsException",
                            Set.of(),
                            CallMetadata.common(),
                            JSON,
                            OptimisedCalls::jsonLength));

    /** The body of SNS's answer without a sequence number, bytes. */
    private static final int PUBLISHED_LENGTH = 294;

    /** What one more element adds to that body besides its value. */
    private static final int SEQUENCE_NUMBER_LENGTH = 38;

    private final ServiceCalls services;
    private final Clock clock;

    OptimisedCalls(ServiceCalls services, Clock clock) {
        this.services = services;
        this.clock = clock;
    }

    TaskOutcome call(
            Integration integration,
            JsonNode input,
            ExecutionFacts facts,
            Principal principal,
            Scope scope) {
        JsonNode arguments = arguments(integration, input, facts);
        Optional<String> nowhere = hostWithoutQueue(integration, arguments);
        if (nowhere.isPresent()) {
            return new TaskOutcome.Failed(
                    new Failure(
                            "SQS.SdkClientException",
                            "Unable to execute HTTP request: "
                                    + nowhere.get()
                                    + ": Name or service not known"));
        }
        JsonNode output;
        try {
            output = services.invoke(integration, arguments, principal, scope);
        } catch (ServiceException e) {
            return new TaskOutcome.Failed(failure(integration.service(), e));
        } catch (WireFormatException e) {
            return ServiceCalls.unusable(input, String.valueOf(e.getMessage()));
        }
        return integration.service().equals("events")
                ? published(output)
                : success(integration, output);
    }

    /**
     * The host of a queue's URL that names no queue: the SDK talks to the host that the URL has
     * (recorded in LocalStack's v2/error_handling/test_task_service_sqs).
     */
    private static Optional<String> hostWithoutQueue(Integration integration, JsonNode arguments) {
        if (!integration.service().equals("sqs")) {
            return Optional.empty();
        }
        try {
            URI url = new URI(arguments.path("QueueUrl").asText());
            boolean names = url.getPath() != null && url.getPath().length() > 1;
            return url.getHost() == null || names ? Optional.empty() : Optional.of(url.getHost());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static JsonNode arguments(
            Integration integration, JsonNode input, ExecutionFacts facts) {
        if (!(input instanceof ObjectNode)) {
            return input;
        }
        ObjectNode arguments = input.deepCopy();
        switch (integration.service()) {
            case "states" -> {
                toText(arguments, "Input");
            }
            case "sqs" -> toText(arguments, "MessageBody");
            case "sns" -> toText(arguments, "Message");
            case "events" -> {
                for (JsonNode entry : arguments.path("Entries")) {
                    if (entry instanceof ObjectNode object) {
                        toText(object, "Detail");
                        addResources(object, facts);
                    }
                }
            }
            default -> {}
        }
        return arguments;
    }

    /** A null counts as absent. */
    private static void toText(ObjectNode object, String field) {
        JsonNode value = object.get(field);
        if (value != null && value.isNull()) {
            object.remove(field);
        } else if (value != null && !value.isTextual()) {
            object.put(field, value.toString());
        }
    }

    /** Each event names the state machine and the execution that sent it. */
    private static void addResources(ObjectNode entry, ExecutionFacts facts) {
        ArrayNode resources =
                entry.get("Resources") instanceof ArrayNode given
                        ? given
                        : entry.putArray("Resources");
        resources.add(facts.stateMachineArn()).add(facts.arn());
    }

    private static TaskOutcome published(JsonNode output) {
        return output.path("FailedEntryCount").asInt() > 0
                ? new TaskOutcome.Failed(new Failure("EventBridge.FailedEntry", output.toString()))
                : new TaskOutcome.Succeeded(Payload.of(output));
    }

    private TaskOutcome success(Integration integration, JsonNode output) {
        Style style = style(integration.service());
        ObjectNode extended = output.deepCopy();
        style.metadata()
                .addTo(
                        extended,
                        200,
                        style.contentType(),
                        style.contentLength().applyAsInt(output),
                        clock.now());
        return new TaskOutcome.Succeeded(Payload.of(extended));
    }

    private static int jsonLength(JsonNode output) {
        return output.toString().length();
    }

    private static int publishedLength(JsonNode output) {
        int sequence = output.path("SequenceNumber").asText().length();
        return sequence == 0
                ? PUBLISHED_LENGTH
                : PUBLISHED_LENGTH + SEQUENCE_NUMBER_LENGTH + sequence;
    }

    private static Style style(String service) {
        Style style = STYLES.get(service);
        if (style == null) {
            throw new IllegalStateException("no optimised integration of " + service);
        }
        return style;
    }

    /** The error of a call in the words of the Java SDK 1. */
    static Failure failure(String service, ServiceException e) {
        Style style = style(service);
        String name = e.error().name();
        String error =
                ServiceCalls.isUnmodelled(name) || style.noClass().contains(name)
                        ? style.baseError()
                        : name.endsWith("Exception") ? name : name + "Exception";
        return new Failure(
                style.errorPrefix() + '.' + error,
                ServiceCalls.classicCause(e, style.sdkName(), Ids.uuid()));
    }
}
