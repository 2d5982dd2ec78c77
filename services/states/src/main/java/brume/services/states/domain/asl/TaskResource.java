package brume.services.states.domain.asl;

import java.util.Optional;

/** What a Task state calls: the compiled form of its Resource. */
public sealed interface TaskResource {

    /** The resource as the definition has it. */
    String arn();

    /** A Lambda function, called with the task's input. */
    record LambdaFunction(String arn) implements TaskResource {}

    /** A worker that polls an activity. */
    record Activity(String arn) implements TaskResource {}

    /**
     * A service integration.
     *
     * @param service such as {@code lambda}, or {@code dynamodb} for {@code aws-sdk:dynamodb}
     * @param sdk whether it is one of the {@code aws-sdk} integrations
     * @param action such as {@code putItem}, without the pattern
     */
    record Integration(String arn, boolean sdk, String service, String action, Pattern pattern)
            implements TaskResource {

        /** As history events name it, for example {@code aws-sdk:dynamodb}. */
        public String resourceType() {
            return sdk ? "aws-sdk:" + service : service;
        }

        /** Whether the task goes on after its call has answered. */
        public boolean waits() {
            return pattern != Pattern.REQUEST_RESPONSE;
        }

        /** Whether the task waits for the end of what its call has started. */
        public boolean isSync() {
            return pattern == Pattern.SYNC || pattern == Pattern.SYNC_2;
        }

        /** As history events name it, for example {@code sendMessage.waitForTaskToken}. */
        public String resource() {
            return action + pattern.suffix();
        }
    }

    /** When an integration's task is over. */
    enum Pattern {
        REQUEST_RESPONSE(""),
        SYNC(".sync"),
        SYNC_2(".sync:2"),
        WAIT_FOR_TASK_TOKEN(".waitForTaskToken");

        private final String suffix;

        Pattern(String suffix) {
            this.suffix = suffix;
        }

        public String suffix() {
            return suffix;
        }
    }

    /** The compiled form of an ARN, or empty if it is none that a Task can have. */
    static Optional<TaskResource> find(String arn) {
        String[] parts = arn.split(":", 6);
        if (parts.length < 6 || !parts[0].equals("arn")) {
            return Optional.empty();
        }
        String resource = parts[5];
        if (parts[2].equals("lambda") && resource.startsWith("function:")) {
            return Optional.of(new LambdaFunction(arn));
        }
        if (parts[2].equals("states") && resource.startsWith("activity:")) {
            return Optional.of(new Activity(arn));
        }
        if (!parts[2].equals("states") || !parts[3].isEmpty() || !parts[4].isEmpty()) {
            return Optional.empty();
        }
        return integration(arn, resource);
    }

    private static Optional<TaskResource> integration(String arn, String resource) {
        boolean sdk = resource.startsWith("aws-sdk:");
        String target = sdk ? resource.substring("aws-sdk:".length()) : resource;
        int colon = target.indexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        String action = target.substring(colon + 1);
        Pattern pattern = Pattern.REQUEST_RESPONSE;
        for (Pattern candidate : Pattern.values()) {
            if (!candidate.suffix.isEmpty() && action.endsWith(candidate.suffix)) {
                pattern = candidate;
            }
        }
        action = action.substring(0, action.length() - pattern.suffix.length());
        if (action.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Integration(arn, sdk, target.substring(0, colon), action, pattern));
    }
}
