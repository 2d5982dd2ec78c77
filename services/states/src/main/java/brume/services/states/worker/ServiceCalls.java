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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tasks on operations of other services: every operation as {@code aws-sdk:service:action}. Error
 * names and causes are those of the Java SDK 2 that AWS calls with.
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

    /** Errors that the SDK's client of S3 has classes for. */
    private static final Set<String> S3_MODELLED =
            Set.of(
                    "BucketAlreadyExists",
                    "BucketAlreadyOwnedByYou",
                    "EncryptionTypeMismatch",
                    "IdempotencyParameterMismatch",
                    "InvalidObjectState",
                    "InvalidRequest",
                    "InvalidWriteOffset",
                    "NoSuchBucket",
                    "NoSuchKey",
                    "NoSuchUpload",
                    "ObjectAlreadyInActiveTierError",
                    "ObjectNotInActiveTierError",
                    "TooManyParts");

    private static final int EXTENDED_ID_LENGTH = 76;

    private final Calls calls;

    ServiceCalls(Calls calls) {
        this.calls = calls;
    }

    /** A task on {@code aws-sdk:service:action}. */
    TaskOutcome call(Integration integration, JsonNode input, Principal principal, Scope scope) {
        try {
            JsonNode output = invoke(integration, input, principal, scope);
            return new TaskOutcome.Succeeded(Payload.of(output));
        } catch (ServiceException e) {
            return new TaskOutcome.Failed(sdkFailure(integration, e));
        } catch (WireFormatException e) {
            return unusable(input, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Calls the operation.
     *
     * @return its output, names of members as Step Functions shows them
     * @throws ServiceException the operation's error
     * @throws WireFormatException if the input does not fit the operation
     */
    JsonNode invoke(Integration integration, JsonNode input, Principal principal, Scope scope) {
        Optional<OperationModel<?, ?>> model =
                SdkShapes.find(integration.service(), integration.action());
        Optional<String> unknown = model.flatMap(known -> SdkShapes.unsupported(known, input));
        if (unknown.isPresent()) {
            throw new WireFormatException(
                    "The field \"" + unknown.get() + "\" is not supported by Step Functions");
        }
        JsonNode given = model.map(known -> SdkShapes.withTexts(known, input)).orElse(input);
        JsonNode answer =
                calls.invoke(integration.service(), integration.action(), given, principal, scope);
        return model.map(known -> SdkShapes.renamed(known.output(), answer)).orElse(answer);
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

    /** Whether the SDK has no class for an error. */
    static boolean isUnmodelled(String errorName) {
        return UNMODELLED.contains(errorName);
    }

    private static Failure sdkFailure(Integration integration, ServiceException e) {
        String service = sdkName(integration.service());
        String name = e.error().name();
        boolean s3 = service.equals("S3");
        boolean unmodelled = s3 ? !S3_MODELLED.contains(name) : UNMODELLED.contains(name);
        String error =
                unmodelled
                        ? service + "Exception"
                        : name.endsWith("Exception") ? name : name + "Exception";
        // Recorded for S3 (LocalStack, v2/error_handling/test_aws_sdk).
        String extended = s3 ? ", Extended Request ID: " + Ids.secret(EXTENDED_ID_LENGTH) : "";
        return new Failure(
                service + '.' + error,
                "%s (Service: %s, Status Code: %d, Request ID: %s%s)"
                        .formatted(
                                e.getMessage(),
                                service,
                                e.error().httpStatus(),
                                s3 ? Ids.upper(16) : Ids.uuid(),
                                extended));
    }

    private static String sdkName(String service) {
        String lower = service.toLowerCase(Locale.ROOT);
        String known = SDK_NAMES.get(lower);
        return known != null ? known : Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }

    /** A cause in the words of the Java SDK 1. */
    static String classicCause(ServiceException e, String service, String requestId) {
        return "%s (Service: %s; Status Code: %d; Error Code: %s; Request ID: %s; Proxy: null)"
                .formatted(
                        e.getMessage(),
                        service,
                        e.error().httpStatus(),
                        e.error().code(),
                        requestId);
    }
}
