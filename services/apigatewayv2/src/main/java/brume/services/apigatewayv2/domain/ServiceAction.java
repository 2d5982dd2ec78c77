package brume.services.apigatewayv2.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An action of a service that an integration calls by name. Source: Developer Guide, "Integration
 * subtype reference".
 *
 * @param service our name of the service
 * @param parameters those that may be mapped; the action's members have the same names
 */
public record ServiceAction(
        String subtype,
        String service,
        String action,
        Set<String> required,
        Set<String> parameters) {

    private static final Map<String, ServiceAction> ALL = new HashMap<>();

    static {
        add(
                "EventBridge-PutEvents",
                "events",
                "PutEvents",
                List.of("Detail", "DetailType", "Source"),
                List.of("Time", "EventBusName", "Resources", "TraceHeader"));
        add(
                "SQS-SendMessage",
                "sqs",
                "SendMessage",
                List.of("QueueUrl", "MessageBody"),
                List.of(
                        "DelaySeconds",
                        "MessageAttributes",
                        "MessageDeduplicationId",
                        "MessageGroupId",
                        "MessageSystemAttributes"));
        add(
                "SQS-ReceiveMessage",
                "sqs",
                "ReceiveMessage",
                List.of("QueueUrl"),
                List.of(
                        "AttributeNames",
                        "MaxNumberOfMessages",
                        "MessageAttributeNames",
                        "ReceiveRequestAttemptId",
                        "VisibilityTimeout",
                        "WaitTimeSeconds"));
        add(
                "SQS-DeleteMessage",
                "sqs",
                "DeleteMessage",
                List.of("ReceiptHandle", "QueueUrl"),
                List.of());
        add("SQS-PurgeQueue", "sqs", "PurgeQueue", List.of("QueueUrl"), List.of());
        add(
                "Kinesis-PutRecord",
                "kinesis",
                "PutRecord",
                List.of("StreamName", "Data", "PartitionKey"),
                List.of("SequenceNumberForOrdering", "ExplicitHashKey"));
        add(
                "StepFunctions-StartExecution",
                "sfn",
                "StartExecution",
                List.of("StateMachineArn"),
                List.of("Name", "Input"));
        add(
                "StepFunctions-StartSyncExecution",
                "sfn",
                "StartSyncExecution",
                List.of("StateMachineArn"),
                List.of("Name", "Input", "TraceHeader"));
        add(
                "StepFunctions-StopExecution",
                "sfn",
                "StopExecution",
                List.of("ExecutionArn"),
                List.of("Cause", "Error"));
        add(
                "AppConfig-GetConfiguration",
                "appconfig",
                "GetConfiguration",
                List.of("Application", "Environment", "Configuration", "ClientId"),
                List.of("ClientConfigurationVersion"));
    }

    private static void add(
            String subtype,
            String service,
            String action,
            List<String> required,
            List<String> optional) {
        Set<String> parameters = new java.util.HashSet<>(required);
        parameters.addAll(optional);
        parameters.add("Region");
        ALL.put(
                subtype,
                new ServiceAction(
                        subtype, service, action, Set.copyOf(required), Set.copyOf(parameters)));
    }

    public static Optional<ServiceAction> find(String subtype) {
        return Optional.ofNullable(ALL.get(subtype));
    }

    /**
     * Checks what an integration maps.
     *
     * @throws brume.wire.ServiceException BadRequestException
     */
    public void check(Map<String, String> mapped) {
        for (String name : required) {
            if (!mapped.containsKey(name)) {
                throw ApiErrors.bad(
                        "Required request parameter " + name + " is missing for " + subtype);
            }
        }
        mapped.forEach((name, source) -> {
            if (!parameters.contains(name)) {
                throw ApiErrors.bad(
                        "Request parameter " + name + " is not supported by " + subtype);
            }
            ParameterMapping.checkSource(source, false);
        });
    }
}
