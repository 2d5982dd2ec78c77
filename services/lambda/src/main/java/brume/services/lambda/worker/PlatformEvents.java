package brume.services.lambda.worker;

import brume.base.Clock;
import brume.sandbox.ExtensionStatus;
import brume.sandbox.InvocationResult;
import brume.services.lambda.domain.LambdaFunction.JsonLog;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The lines that Lambda adds to a log in the JSON format, as far as the function's system log level
 * asks for them.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html">Event
 *     schema</a>
 */
final class PlatformEvents {

    private static final List<String> LEVELS = List.of("DEBUG", "INFO", "WARN");

    private final JsonLog log;
    private final Clock clock;
    private final String initialization;

    /**
     * The lines of one environment.
     *
     * @param initialization on-demand or provisioned-concurrency
     */
    PlatformEvents(JsonLog log, Clock clock, String initialization) {
        this.log = log;
        this.initialization = initialization;
        this.clock = clock;
    }

    private Optional<String> event(String level, String type, ObjectNode record) {
        if (LEVELS.indexOf(level) < LEVELS.indexOf(log.systemLevel())) {
            return Optional.empty();
        }
        ObjectNode event = Documents.object();
        event.put("time", clock.now().truncatedTo(ChronoUnit.MILLIS).toString());
        event.put("type", "platform." + type);
        event.set("record", record);
        return Optional.of(Documents.text(event) + "\n");
    }

    Optional<String> initStart(String runtimeVersion, String runtimeArn) {
        ObjectNode record = Documents.object();
        record.put("initializationType", initialization);
        record.put("phase", "init");
        record.put("runtimeVersion", runtimeVersion);
        record.put("runtimeVersionArn", runtimeArn);
        return event("INFO", "initStart", record);
    }

    Optional<String> extension(ExtensionStatus extension) {
        ObjectNode record = Documents.object();
        record.put("name", extension.name());
        record.put("state", extension.state());
        extension.events().forEach(record.putArray("events")::add);
        return event("INFO", "extension", record);
    }

    Optional<String> start(String requestId, String version) {
        ObjectNode record = Documents.object();
        record.put("requestId", requestId);
        record.put("version", version);
        return event("INFO", "start", record);
    }

    /** The last line of an invocation; a failure is shown from the level WARN on. */
    Optional<String> report(String requestId, InvocationResult result, int memoryMb) {
        ObjectNode record = Documents.object();
        record.put("requestId", requestId);
        ObjectNode metrics = record.putObject("metrics");
        metrics.put("durationMs", rounded(result.invokeMs()));
        metrics.put(
                "billedDurationMs",
                (long) Math.max(1, Math.ceil(result.invokeMs() + result.initMs())));
        metrics.put("memorySizeMB", memoryMb);
        metrics.put("maxMemoryUsedMB", Math.min(memoryMb, Math.max(1, result.maxMemoryUsedMb())));
        if (result.initMs() > 0) {
            metrics.put("initDurationMs", rounded(result.initMs()));
        }
        String status =
                switch (result.outcome()) {
                    case SUCCESS -> "success";
                    case TIMEOUT -> "timeout";
                    case ERROR, INIT_ERROR, CRASH, OUT_OF_MEMORY -> "error";
                };
        record.put("status", status);
        if (status.equals("error")) {
            record.put("errorType", result.errorType());
        }
        return event(status.equals("success") ? "INFO" : "WARN", "report", record);
    }

    private static double rounded(double milliseconds) {
        return Math.round(milliseconds * 1000) / 1000.0;
    }
}
