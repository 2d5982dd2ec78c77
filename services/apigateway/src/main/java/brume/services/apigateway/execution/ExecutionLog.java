package brume.services.apigateway.execution;

import brume.api.apigateway.MethodSetting;
import brume.wire.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Supplier;

/**
 * What happens to one request, in AWS's words. Source: LocalStack's recordings
 * test_invoke_test_method and test_apigw_test_invoke_method_api.
 */
final class ExecutionLog {

    /** How much is written. */
    enum Level {
        OFF,
        ERROR,
        INFO,
        /** With headers and bodies. */
        DATA
    }

    private static final int LINES_MAX = 100;

    /** AWS cuts each line. */
    private static final int LINE_LENGTH_MAX = 1_024;

    private static final String CUT = " [TRUNCATED]";

    private final Level level;
    private final List<String> lines = new ArrayList<>();

    ExecutionLog(Level level) {
        this.level = level;
    }

    /** As the settings of a method say. */
    static Level level(MethodSetting setting) {
        boolean data = Boolean.TRUE.equals(setting.dataTraceEnabled());
        return switch (setting.loggingLevel() == null ? "OFF" : setting.loggingLevel()) {
            case "INFO" -> data ? Level.DATA : Level.INFO;
            case "ERROR" -> data ? Level.DATA : Level.ERROR;
            default -> Level.OFF;
        };
    }

    List<String> lines() {
        return lines;
    }

    void info(Supplier<String> line) {
        add(Level.INFO, line);
    }

    void data(Supplier<String> line) {
        add(Level.DATA, line);
    }

    void error(Supplier<String> line) {
        add(Level.ERROR, line);
    }

    private void add(Level least, Supplier<String> line) {
        if (level.compareTo(least) < 0 || lines.size() >= LINES_MAX) {
            return;
        }
        String text = line.get();
        lines.add(
                text.length() > LINE_LENGTH_MAX
                        ? text.substring(0, LINE_LENGTH_MAX - CUT.length()) + CUT
                        : text);
    }

    /** Header fields as the log shows them. */
    static String fields(HttpHeaders headers) {
        StringJoiner fields = new StringJoiner(", ", "{", "}");
        headers.forEach((name, value) -> fields.add(name + '=' + value));
        return fields.toString();
    }

    static String fields(Map<String, ?> values) {
        StringJoiner fields = new StringJoiner(", ", "{", "}");
        values.forEach((name, value) -> fields.add(name + '=' + value));
        return fields.toString();
    }
}
