package brume.services.states.domain.asl;

import brume.services.states.domain.asl.TaskResource.Pattern;
import java.util.List;
import java.util.Set;

/**
 * An action of a service that Step Functions integrates on its own, besides {@code aws-sdk}.
 * Source: "Integrating optimized services" of the developer guide.
 *
 * @param patterns that a task may use besides waiting for the answer only
 */
record OptimisedIntegration(String service, String action, Set<Pattern> patterns) {

    private static final Set<Pattern> CALL = Set.of(Pattern.REQUEST_RESPONSE);
    private static final Set<Pattern> CALLBACK =
            Set.of(Pattern.REQUEST_RESPONSE, Pattern.WAIT_FOR_TASK_TOKEN);
    private static final Set<Pattern> EVERY = Set.of(Pattern.values());

    private static final List<OptimisedIntegration> ALL =
            List.of(
                    new OptimisedIntegration("apigateway", "invoke", CALLBACK),
                    new OptimisedIntegration("dynamodb", "deleteItem", CALL),
                    new OptimisedIntegration("dynamodb", "getItem", CALL),
                    new OptimisedIntegration("dynamodb", "putItem", CALL),
                    new OptimisedIntegration("dynamodb", "updateItem", CALL),
                    new OptimisedIntegration("events", "putEvents", CALLBACK),
                    new OptimisedIntegration("http", "invoke", CALL),
                    new OptimisedIntegration("lambda", "invoke", CALLBACK),
                    new OptimisedIntegration("sns", "publish", CALLBACK),
                    new OptimisedIntegration("sqs", "sendMessage", CALLBACK),
                    new OptimisedIntegration("states", "startExecution", EVERY));

    /** Whether a Task may have the resource. */
    static boolean isKnown(TaskResource resource) {
        if (!(resource instanceof TaskResource.Integration integration)) {
            return true;
        }
        if (integration.sdk()) {
            return !integration.isSync();
        }
        return ALL.stream()
                .filter(known -> known.service.equals(integration.service()))
                .filter(known -> known.action.equals(integration.action()))
                .anyMatch(known -> known.patterns.contains(integration.pattern()));
    }
}
