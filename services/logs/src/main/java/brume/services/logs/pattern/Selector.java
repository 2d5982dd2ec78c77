package brume.services.logs.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A path into a JSON message: {@code $.a.b[0]}, {@code $['c.d']}, {@code $.list[*].name}.
 *
 * @param steps names and indexes; {@link #ANY} stands for every element of a list
 */
record Selector(String text, List<String> steps) {

    private static final String ANY = "*";
    private static final int INDEX_DIGITS_MAX = 8;

    /** "A property selector can have at most one wildcard": so a search is one loop. */
    private static final int ANY_MAX = 1;

    static Selector parse(Lexer lexer) {
        String text = lexer.selector();
        if (!text.startsWith("$")) {
            throw lexer.invalid();
        }
        List<String> steps = new ArrayList<>();
        int at = 1;
        while (at < text.length()) {
            int end = text.charAt(at) == '[' ? bracket(lexer, text, at) : name(text, at);
            if (text.charAt(at) == '[') {
                steps.add(unquoted(text.substring(at + 1, end - 1)));
            } else if (text.charAt(at) != '.') {
                throw lexer.invalid();
            } else if (end > at + 1) {
                steps.add(text.substring(at + 1, end));
            } else if (end == text.length() || text.charAt(end) != '[') {
                throw lexer.invalid();
            }
            at = end;
        }
        if (steps.stream().filter(ANY::equals).count() > ANY_MAX) {
            throw lexer.invalid();
        }
        return new Selector(text, List.copyOf(steps));
    }

    private static int name(String text, int at) {
        int end = at + 1;
        while (end < text.length() && ".[".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static int bracket(Lexer lexer, String text, int at) {
        char quote = at + 1 < text.length() ? text.charAt(at + 1) : '\0';
        int from = at;
        if (quote == '\'' || quote == '"') {
            from = Math.max(at, text.indexOf(quote, at + 2));
        }
        int end = text.indexOf(']', from);
        if (end < 0 || end == at + 1) {
            throw lexer.invalid();
        }
        return end + 1;
    }

    private static String unquoted(String step) {
        boolean quoted = step.length() > 1 && "'\"".indexOf(step.charAt(0)) >= 0;
        return quoted ? step.substring(1, step.length() - 1) : step;
    }

    /** What the path leads to; more than one only through {@link #ANY}. */
    List<JsonNode> select(JsonNode tree) {
        List<JsonNode> nodes = List.of(tree);
        for (String step : steps) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : nodes) {
                if (step.equals(ANY) && node.isArray()) {
                    node.forEach(next::add);
                } else {
                    JsonNode child = child(node, step);
                    if (!child.isMissingNode()) {
                        next.add(child);
                    }
                }
            }
            nodes = next;
        }
        return nodes;
    }

    private static JsonNode child(JsonNode node, String step) {
        boolean index =
                node.isArray()
                        && step.length() <= INDEX_DIGITS_MAX
                        && step.chars().allMatch(c -> c >= '0' && c <= '9');
        return index ? node.path(Integer.parseInt(step)) : node.path(step);
    }
}
