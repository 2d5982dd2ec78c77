package brume.services.states.domain.data;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code States.Name(argument, ...)}: the arguments are paths, strings in single quotes,
 * numbers, true, false, null and further calls.
 */
final class IntrinsicParser {

    private static final int DEPTH_MAX = 10;

    private final String text;
    private int at;

    private IntrinsicParser(String text) {
        this.text = text;
    }

    static IntrinsicCall parse(String text) {
        IntrinsicParser parser = new IntrinsicParser(text);
        IntrinsicCall call = parser.call(0);
        parser.blanks();
        if (parser.at != text.length()) {
            throw parser.fault();
        }
        return call;
    }

    private IntrinsicCall call(int depth) {
        int start = at;
        int open = text.indexOf('(', at);
        if (open < 0 || depth > DEPTH_MAX || !text.startsWith("States.", at)) {
            throw fault();
        }
        String name = text.substring(at, open).strip();
        IntrinsicFunction function = IntrinsicFunction.find(name).orElseThrow(this::fault);
        at = open + 1;
        List<Expression> arguments = new ArrayList<>();
        blanks();
        if (peek() == ')') {
            at++;
        } else {
            arguments(arguments, function, depth);
        }
        if (!function.accepts(arguments.size())) {
            throw fault();
        }
        return new IntrinsicCall(text.substring(start, at), function, List.copyOf(arguments));
    }

    private void arguments(List<Expression> arguments, IntrinsicFunction function, int depth) {
        while (true) {
            blanks();
            boolean template = function == IntrinsicFunction.FORMAT && arguments.isEmpty();
            arguments.add(argument(template, depth));
            blanks();
            char next = peek();
            at++;
            if (next == ')') {
                return;
            }
            if (next != ',') {
                throw fault();
            }
        }
    }

    private Expression argument(boolean template, int depth) {
        char first = peek();
        if (first == '\'') {
            return new Expression.Constant(TextNode.valueOf(string(template)));
        }
        if (first == '$') {
            return Path.parse(path());
        }
        if (text.startsWith("States.", at)) {
            return call(depth + 1);
        }
        return word();
    }

    private Expression word() {
        int start = at;
        while (at < text.length() && ",) \t\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "true" -> new Expression.Constant(BooleanNode.TRUE);
            case "false" -> new Expression.Constant(BooleanNode.FALSE);
            case "null" -> new Expression.Constant(NullNode.instance);
            default -> number(word);
        };
    }

    private Expression number(String word) {
        try {
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            return new Expression.Constant(
                    word.matches("-?\\d{1,18}")
                            ? nodes.numberNode(Long.parseLong(word))
                            : nodes.numberNode(new BigDecimal(word)));
        } catch (NumberFormatException e) {
            throw fault();
        }
    }

    /** A quoted string; the template of States.Format keeps the escapes of its braces. */
    private String string(boolean template) {
        StringBuilder value = new StringBuilder();
        at++;
        while (peek() != '\'') {
            char c = text.charAt(at++);
            if (c == '\\') {
                char escaped = peek();
                if ("'\\{}".indexOf(escaped) < 0) {
                    throw fault();
                }
                if (template && escaped != '\'') {
                    value.append('\\');
                }
                c = escaped;
                at++;
            }
            value.append(c);
        }
        at++;
        return value.toString();
    }

    /** A path ends at a comma, blank or closing parenthesis outside its own brackets and quotes. */
    private String path() {
        int start = at;
        int depth = 0;
        char quote = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '[' || c == '(') {
                depth++;
            } else if (depth > 0 && (c == ']' || c == ')')) {
                depth--;
            } else if (depth == 0 && (c == ',' || c == ')' || c == ' ')) {
                break;
            }
        }
        return text.substring(start, at);
    }

    private char peek() {
        if (at >= text.length()) {
            throw fault();
        }
        return text.charAt(at);
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException fault() {
        return new IllegalArgumentException("not an intrinsic function call: " + text);
    }
}
