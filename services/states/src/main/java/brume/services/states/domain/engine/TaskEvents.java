package brume.services.states.domain.engine;

import brume.services.states.domain.asl.TaskResource;
import brume.services.states.domain.data.Payload;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The events of a task's life; their names and details depend on what the task calls. */
final class TaskEvents {

    private final History history;
    private final String region;

    TaskEvents(History history, String region) {
        this.history = history;
        this.region = region;
    }

    long scheduled(
            TaskResource resource,
            Branch branch,
            Payload arguments,
            @Nullable Long timeout,
            @Nullable Long heartbeat) {
        ObjectNode fields = History.details();
        if (timeout != null) {
            fields.put("timeoutInSeconds", timeout);
        }
        if (heartbeat != null && !(resource instanceof TaskResource.LambdaFunction)) {
            fields.put("heartbeatInSeconds", heartbeat);
        }
        if (branch.taskRole != null) {
            fields.putObject("taskCredentials").put("roleArn", branch.taskRole);
        }
        if (resource instanceof TaskResource.Integration) {
            name(fields, resource).put("region", region);
            fields.put("parameters", arguments.text());
        } else {
            fields.put("resource", resource.arn());
            History.data(fields, "input", arguments);
        }
        return add(resource, "Scheduled", branch.previousEvent, fields);
    }

    /** The start of a call; AWS tells nothing about that of a function. */
    long started(TaskResource resource, long previous) {
        return resource instanceof TaskResource.LambdaFunction
                ? history.add("LambdaFunctionStarted", previous)
                : add(resource, "Started", previous, name(History.details(), resource));
    }

    /** A worker has taken the task of an activity. */
    long taken(TaskResource activity, long previous, @Nullable String workerName) {
        ObjectNode fields = History.details();
        if (workerName != null) {
            fields.put("workerName", workerName);
        }
        return add(activity, "Started", previous, fields);
    }

    long submitted(TaskResource resource, long previous, Payload output) {
        ObjectNode fields = name(History.details(), resource);
        return add(resource, "Submitted", previous, History.data(fields, "output", output));
    }

    long succeeded(TaskResource resource, long previous, Payload output) {
        ObjectNode fields = name(History.details(), resource);
        return add(resource, "Succeeded", previous, History.data(fields, "output", output));
    }

    /** {@code outcome} is Failed or TimedOut. */
    long failed(TaskResource resource, String outcome, long previous, Failure failure) {
        ObjectNode fields = History.failure(History.details(), failure);
        return add(resource, outcome, previous, name(fields, resource));
    }

    private long add(TaskResource resource, String what, long previous, ObjectNode fields) {
        String type = prefix(resource) + what;
        String details = type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
        return history.add(type, previous, details + "EventDetails", fields);
    }

    private static String prefix(TaskResource resource) {
        return switch (resource) {
            case TaskResource.LambdaFunction _ -> "LambdaFunction";
            case TaskResource.Activity _ -> "Activity";
            case TaskResource.Integration _ -> "Task";
        };
    }

    private static ObjectNode name(ObjectNode fields, TaskResource resource) {
        return resource instanceof TaskResource.Integration integration
                ? fields.put("resourceType", integration.resourceType())
                        .put("resource", integration.resource())
                : fields;
    }
}
