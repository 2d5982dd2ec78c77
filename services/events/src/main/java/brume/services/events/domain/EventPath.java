package brume.services.events.domain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A path into an event such as {@code $.detail.items[0].name}. */
public record EventPath(List<String> steps) {

    /** Reads a path; empty if it is none that we know. */
    public static Optional<EventPath> parse(String text) {
        if (!text.startsWith("$")) {
            return Optional.empty();
        }
        List<String> steps = new ArrayList<>();
        int at = 1;
        while (at < text.length()) {
            int end;
            if (text.charAt(at) == '.') {
                end = at + 1;
                while (end < text.length() && ".[".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                if (end == at + 1) {
                    return Optional.empty();
                }
                steps.add(text.substring(at + 1, end));
            } else if (text.charAt(at) == '[') {
                int close = text.indexOf(']', at);
                if (close < 0) {
                    return Optional.empty();
                }
                Optional<String> step = bracketed(text.substring(at + 1, close));
                if (step.isEmpty()) {
                    return Optional.empty();
                }
                steps.add(step.get());
                end = close + 1;
            } else {
                return Optional.empty();
            }
            at = end;
        }
        boolean wildcards = steps.stream().anyMatch(step -> step.contains("*"));
        return wildcards ? Optional.empty() : Optional.of(new EventPath(List.copyOf(steps)));
    }

    private static Optional<String> bracketed(String inner) {
        if (inner.length() > 2
                && (inner.charAt(0) == '\'' || inner.charAt(0) == '"')
                && inner.charAt(inner.length() - 1) == inner.charAt(0)) {
            return Optional.of(inner.substring(1, inner.length() - 1));
        }
        boolean index =
                !inner.isEmpty()
                        && inner.length() < 7
                        && inner.chars().allMatch(c -> c >= '0' && c <= '9');
        return index ? Optional.of(inner) : Optional.empty();
    }

    /** The value at this path. */
    public Optional<JsonNode> find(JsonNode event) {
        JsonNode node = event;
        for (String step : steps) {
            boolean index = node.isArray() && step.chars().allMatch(Character::isDigit);
            node = index ? node.path(Integer.parseInt(step)) : node.path(step);
        }
        return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }
}
