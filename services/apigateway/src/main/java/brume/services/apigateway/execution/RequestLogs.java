package brume.services.apigateway.execution;

import brume.api.apigateway.AccessLogSettings;
import brume.services.apigateway.domain.AccessLogRules;
import brume.wire.Documents;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The access logs and execution logs of stages. Source: Developer Guide, "Set up CloudWatch logging
 * for REST APIs" and "Variables for access logging for API Gateway".
 */
final class RequestLogs {

    private static final int LINE_LENGTH_MAX = 8_192;
    private static final Pattern VARIABLE =
            Pattern.compile("\\$context\\.([A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*)");

    private final LogDelivery delivery;

    RequestLogs(LogDelivery delivery) {
        this.delivery = delivery;
    }

    /**
     * Logs an answered request.
     *
     * @param refused why it was answered by API Gateway itself, or null
     */
    void write(Invocation invocation, HttpResponse response, @Nullable GatewayException refused) {
        CompiledStage stage = invocation.stage;
        stage.accessLog().ifPresent(settings -> access(settings, invocation, response, refused));
        if (!invocation.log.lines().isEmpty()) {
            LogDelivery.Stream stream =
                    new LogDelivery.Stream(
                            stage.scope(),
                            "API-Gateway-Execution-Logs_" + stage.apiId() + '/' + stage.name(),
                            stage.apiId() + '/' + stage.deploymentId(),
                            stage.logRole(),
                            true);
            for (String line : invocation.log.lines()) {
                delivery.add(
                        stream,
                        invocation.time.toEpochMilli(),
                        '(' + invocation.requestId + ") " + line);
            }
        }
    }

    private void access(
            AccessLogSettings settings,
            Invocation invocation,
            HttpResponse response,
            @Nullable GatewayException refused) {
        CompiledStage stage = invocation.stage;
        String group =
                AccessLogRules.findGroup(String.valueOf(settings.destinationArn())).orElse("");
        delivery.add(
                new LogDelivery.Stream(
                        stage.scope(),
                        group,
                        stage.apiId() + '/' + stage.name(),
                        stage.logRole(),
                        false),
                invocation.time.toEpochMilli(),
                line(String.valueOf(settings.format()), invocation, response, refused));
    }

    /** The line, whatever clients put into its values. */
    static String line(
            String format,
            Invocation invocation,
            HttpResponse response,
            @Nullable GatewayException refused) {
        ParameterMapping mapping = new ParameterMapping(invocation, null);
        String line =
                VARIABLE.matcher(format)
                        .replaceAll(found -> {
                            String name = found.group(1);
                            Optional<String> value =
                                    late(name, invocation, response, refused)
                                            .or(() -> mapping.find("context." + name));
                            return Matcher.quoteReplacement(
                                    value.map(RequestLogs::quoted).orElse("-"));
                        });
        return line.length() > LINE_LENGTH_MAX ? line.substring(0, LINE_LENGTH_MAX) : line;
    }

    /** What is known only when a request has been answered. */
    private static Optional<String> late(
            String name,
            Invocation invocation,
            HttpResponse response,
            @Nullable GatewayException refused) {
        return switch (name) {
            case "status" -> Optional.of(String.valueOf(response.status()));
            case "responseLength" -> Optional.of(String.valueOf(response.body().length));
            case "responseLatency" -> Optional.of(String.valueOf(invocation.latencyMillis()));
            case "integrationLatency", "integration.latency" ->
                    invocation.integrationMillis().map(String::valueOf);
            case "integrationStatus", "integration.status", "integration.integrationStatus" ->
                    invocation.integrationStatus().map(String::valueOf);
            case "error.message", "integrationErrorMessage", "integration.error" ->
                    Optional.ofNullable(refused).map(GatewayException::text);
            case "error.messageString" ->
                    Optional.ofNullable(refused)
                            .map(GatewayException::text)
                            .map(text -> Documents.text(TextNode.valueOf(text)));
            case "error.responseType" ->
                    Optional.ofNullable(refused).map(GatewayException::responseType);
            default -> Optional.empty();
        };
    }

    /** Formats are JSON most of the time; quotes and line breaks must not end a value. */
    private static String quoted(String value) {
        String text = Documents.text(TextNode.valueOf(value));
        return text.substring(1, text.length() - 1);
    }
}
