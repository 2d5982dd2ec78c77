package brume.services.states.worker;

import brume.base.Arn;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * What of an execution's events goes to a log group, and in which form.
 *
 * @param group the name of the log group, empty if there is none
 * @param data whether events show input, output and parameters
 */
public record LogSettings(Level level, String group, boolean data) {

    /** Which events are logged. Source: "Log levels for Step Functions execution events". */
    public enum Level {
        ALL,
        ERROR,
        FATAL,
        OFF
    }

    private static final Set<String> FATAL =
            Set.of("ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut");

    private static final List<String> DATA =
            List.of(
                    "input",
                    "inputDetails",
                    "output",
                    "outputDetails",
                    "parameters",
                    "assignedVariables",
                    "assignedVariablesDetails");

    /** The largest event that is logged with its data. Source: CloudWatch Logs quotas. */
    private static final int EVENT_CHARACTERS_MAX = 262_144 - 26;

    private static final String LOG_GROUP = "log-group:";

    /** The settings of a LoggingConfiguration, as it is stored. */
    public static LogSettings of(JsonNode configuration) {
        JsonNode destination =
                configuration.path("destinations").path(0).path("cloudWatchLogsLogGroup");
        return new LogSettings(
                Level.valueOf(configuration.path("level").asText(Level.OFF.name())),
                groupOf(destination.path("logGroupArn").asText("")),
                configuration.path("includeExecutionData").asBoolean());
    }

    /** The name in the ARN of a log group, with or without {@code :*} at its end; or empty. */
    public static String groupOf(String arn) {
        String resource =
                Arn.find(arn)
                        .filter(parsed -> parsed.service().equals("logs"))
                        .map(Arn::resource)
                        .orElse("");
        if (!resource.startsWith(LOG_GROUP)) {
            return "";
        }
        String name = resource.substring(LOG_GROUP.length());
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    boolean isOff() {
        return level == Level.OFF || group.isEmpty();
    }

    /** Whether an event is logged. */
    boolean wants(JsonNode event) {
        String type = event.path("type").asText();
        return switch (level) {
            case ALL -> true;
            case ERROR ->
                    type.endsWith("Failed")
                            || type.endsWith("TimedOut")
                            || type.endsWith("Aborted")
                            || type.equals("FailStateEntered");
            case FATAL -> FATAL.contains(type);
            case OFF -> false;
        };
    }

    /** An event in the form in which AWS logs it. */
    String line(JsonNode event, String executionArn, int redriveCount) {
        ObjectNode details = details(event);
        if (!data) {
            details.remove(DATA);
        }
        String line = line(event, details, executionArn, redriveCount);
        if (line.length() > EVENT_CHARACTERS_MAX) {
            for (String name : DATA) {
                if (details.get(name) instanceof ObjectNode flags && name.endsWith("Details")) {
                    flags.put("truncated", true);
                } else {
                    details.remove(name);
                }
            }
            line = line(event, details, executionArn, redriveCount);
        }
        return line;
    }

    private static String line(
            JsonNode event, ObjectNode details, String executionArn, int redriveCount) {
        ObjectNode line = Documents.object();
        line.put("id", event.path("id").asText());
        line.put("type", event.path("type").asText());
        line.set("details", details);
        line.put("previous_event_id", event.path("previousEventId").asText());
        line.put("event_timestamp", event.path("timestamp").asText());
        line.put("execution_arn", executionArn);
        line.put("redrive_count", Integer.toString(redriveCount));
        return Documents.text(line);
    }

    private static ObjectNode details(JsonNode event) {
        for (JsonNode value : event) {
            if (value instanceof ObjectNode details) {
                return details.deepCopy();
            }
        }
        return Documents.object();
    }
}
