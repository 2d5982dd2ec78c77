package brume.services.events.domain;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An input transformer: values taken from the event and put into a text. Source: EventBridge User
 * Guide, "Input transformation".
 *
 * @param paths of the placeholders, by their names
 */
public record InputTemplate(Map<String, EventPath> paths, String template) {

    private static final Pattern PLACEHOLDER = Pattern.compile("<([A-Za-z0-9_.\\-]{1,256})>");
    private static final String RULE_ARN = "aws.events.rule-arn";
    private static final String RULE_NAME = "aws.events.rule-name";
    private static final String INGESTION_TIME = "aws.events.event.ingestion-time";
    private static final String EVENT = "aws.events.event";
    private static final String EVENT_JSON = "aws.events.event.json";
    private static final List<String> PREDEFINED =
            List.of(RULE_ARN, RULE_NAME, INGESTION_TIME, EVENT, EVENT_JSON);

    /** The first placeholder that nothing defines. */
    public Optional<String> findUndefined() {
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            String name = matcher.group(1);
            if (!paths.containsKey(name) && !PREDEFINED.contains(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** The rule for which a template is filled, and when the event arrived. */
    public record Occasion(String ruleArn, String ruleName, Instant ingested) {}

    /** The text with the event's values. Not necessarily JSON: that is up to the template. */
    public String fill(JsonNode event, Occasion occasion) {
        Map<String, JsonNode> values = values(event, occasion);
        boolean json = template.stripLeading().startsWith("{");
        StringBuilder filled = new StringBuilder();
        boolean quoted = false;
        int at = 0;
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            quoted = copy(template, at, matcher.start(), filled, quoted);
            JsonNode value = values.get(matcher.group(1));
            filled.append(value == null ? absent(quoted) : text(value, quoted, json));
            at = matcher.end();
        }
        copy(template, at, template.length(), filled, quoted);
        return filled.toString();
    }

    private static String absent(boolean quoted) {
        return quoted ? "" : "\"\"";
    }

    private static String text(JsonNode value, boolean quoted, boolean json) {
        if (!quoted) {
            return Documents.text(value);
        }
        if (value.isTextual()) {
            String literal = Documents.text(value);
            return literal.substring(1, literal.length() - 1);
        }
        // Inside of a string AWS drops the quotes of objects and lists; inside of JSON it does not,
        // so that the result is no JSON and the delivery fails.
        String literal = Documents.text(value);
        return value.isContainerNode() && !json ? literal.replace("\"", "") : literal;
    }

    private Map<String, JsonNode> values(JsonNode event, Occasion occasion) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        paths.forEach((name, path) -> path.find(event).ifPresent(v -> values.put(name, v)));
        String ingested = occasion.ingested().truncatedTo(ChronoUnit.MILLIS).toString();
        values.put(RULE_ARN, TextNode.valueOf(occasion.ruleArn()));
        values.put(RULE_NAME, TextNode.valueOf(occasion.ruleName()));
        values.put(INGESTION_TIME, TextNode.valueOf(ingested));
        values.put(EVENT_JSON, event);
        ObjectNode summary = Documents.object();
        for (Map.Entry<String, JsonNode> field : event.properties()) {
            switch (field.getKey()) {
                case "detail" -> {}
                case "detail-type" -> summary.set("detailType", field.getValue());
                case "time" -> summary.put("time", ingested);
                default -> summary.set(field.getKey(), field.getValue());
            }
        }
        values.put(EVENT, summary);
        return values;
    }

    /** Copies a part of the template and keeps count of whether it is inside of quotes. */
    private static boolean copy(
            String text, int from, int to, StringBuilder into, boolean quotedBefore) {
        boolean quoted = quotedBefore;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '"' && (i == 0 || text.charAt(i - 1) != '\\')) {
                quoted = !quoted;
            }
            into.append(c);
        }
        return quoted;
    }
}
