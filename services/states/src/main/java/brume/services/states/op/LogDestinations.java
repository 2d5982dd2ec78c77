package brume.services.states.op;

import brume.api.states.CloudWatchLogsLogGroup;
import brume.api.states.LogDestination;
import brume.api.states.LoggingConfiguration;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.services.states.worker.ExecutionLogs;
import brume.services.states.worker.LogSettings;
import brume.spi.Call;
import brume.wire.CommonErrors;
import brume.wire.ServiceException;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a LoggingConfiguration has to be. Texts: LocalStack, v2/test_sfn_api_logs, and the developer
 * guide for a role without access.
 */
public final class LogDestinations {

    private static final String OFF = "OFF";
    private static final JsonNode NO_LOGGING =
            ShapeJson.toTree(
                    LoggingConfiguration.builder().level(OFF).includeExecutionData(false).build());

    private final ExecutionLogs logs;

    public LogDestinations(ExecutionLogs logs) {
        this.logs = logs;
    }

    /** Checks a configuration without looking at its log group; its complete form. */
    JsonNode read(@Nullable LoggingConfiguration configuration) {
        if (configuration == null) {
            return NO_LOGGING;
        }
        String level = configuration.level() == null ? OFF : configuration.level();
        List<LogDestination> destinations = configuration.destinations();
        int count = destinations == null ? 0 : destinations.size();
        if (count > 1 || (count == 0 && !level.equals(OFF))) {
            throw invalid("Must specify exactly one Log Destination.");
        }
        if (destinations != null && count == 1 && group(destinations.getFirst()).isEmpty()) {
            throw invalid("Log Destination not found.");
        }
        return ShapeJson.toTree(
                configuration.toBuilder()
                        .level(level)
                        .includeExecutionData(
                                Boolean.TRUE.equals(configuration.includeExecutionData()))
                        .build());
    }

    private static String group(LogDestination destination) {
        CloudWatchLogsLogGroup group = destination.cloudWatchLogsLogGroup();
        String arn = group == null ? null : group.logGroupArn();
        return arn == null ? "" : LogSettings.groupOf(arn);
    }

    /** Demands that the role of a machine can see the log group. */
    void check(JsonNode configuration, Call call, String machine, String roleArn) {
        LogSettings settings = LogSettings.of(configuration);
        if (settings.level() == LogSettings.Level.OFF) {
            return;
        }
        ExecutionLogs.Machine logging =
                new ExecutionLogs.Machine(
                        Arns.machine(call, machine), machine, roleArn, call.scope());
        switch (logs.check(logging, settings.group())) {
            case GRANTED -> {}
            case NO_GROUP -> throw invalid("Log Destination not found.");
            case DENIED ->
                    throw CommonErrors.accessDenied(
                            StatesApi.MODEL,
                            "The state machine IAM Role is not authorized to access the Log"
                                    + " Destination");
        }
    }

    private static ServiceException invalid(String reason) {
        return StatesErrors.invalidLoggingConfiguration("Invalid Logging Configuration: " + reason);
    }
}
