package brume.services.logs.pattern;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code { $.a = "x" && ($.b > 1 || $.c NOT EXISTS) }}: a condition on a JSON message. */
record JsonPattern(Predicate<JsonNode> condition) implements FilterPattern {

    private static final int DEPTH_MAX = 20;

    static JsonPattern parse(String text) {
        Lexer lexer = new Lexer(text);
        lexer.expect("{");
        Predicate<JsonNode> condition = disjunction(lexer, 0);
        lexer.expect("}");
        lexer.end();
        return new JsonPattern(condition);
    }

    private static Predicate<JsonNode> disjunction(Lexer lexer, int depth) {
        Predicate<JsonNode> condition = conjunction(lexer, depth);
        while (lexer.accept("||")) {
            condition = condition.or(conjunction(lexer, depth));
        }
        return condition;
    }

    private static Predicate<JsonNode> conjunction(Lexer lexer, int depth) {
        Predicate<JsonNode> condition = single(lexer, depth);
        while (lexer.accept("&&")) {
            condition = condition.and(single(lexer, depth));
        }
        return condition;
    }

    private static Predicate<JsonNode> single(Lexer lexer, int depth) {
        if (depth > DEPTH_MAX) {
            throw lexer.invalid();
        }
        if (lexer.accept("(")) {
            Predicate<JsonNode> inner = disjunction(lexer, depth + 1);
            lexer.expect(")");
            return inner;
        }
        if (lexer.peek() != '$') {
            throw lexer.invalid();
        }
        List<String> path = path(lexer, lexer.selector());
        if (lexer.acceptWord("NOT")) {
            if (!lexer.acceptWord("EXISTS")) {
                throw lexer.invalid();
            }
            return tree -> select(tree, path).isEmpty();
        }
        if (lexer.acceptWord("EXISTS")) {
            return tree -> select(tree, path).isPresent();
        }
        if (lexer.acceptWord("IS")) {
            return is(lexer, path);
        }
        String operator = lexer.comparison();
        Operand operand = lexer.operand();
        return tree ->
                select(tree, path)
                        .filter(JsonNode::isValueNode)
                        .filter(node -> holds(node, operator, operand))
                        .isPresent();
    }

    private static Predicate<JsonNode> is(Lexer lexer, List<String> path) {
        if (lexer.acceptWord("NULL")) {
            return tree -> select(tree, path).filter(JsonNode::isNull).isPresent();
        }
        boolean wanted = lexer.acceptWord("TRUE");
        if (!wanted && !lexer.acceptWord("FALSE")) {
            throw lexer.invalid();
        }
        return tree ->
                select(tree, path)
                        .filter(node -> node.isBoolean() && node.booleanValue() == wanted)
                        .isPresent();
    }

    private static boolean holds(JsonNode node, String operator, Operand operand) {
        Optional<BigDecimal> number =
                node.isNumber() ? Optional.of(node.decimalValue()) : Optional.empty();
        return operand.holds(operator, node.asText(), number);
    }

    /** The steps of {@code $.a.b[0]['c']}: names and indexes. */
    private static List<String> path(Lexer lexer, String selector) {
        List<String> steps = new ArrayList<>();
        int at = 1;
        while (at < selector.length()) {
            char c = selector.charAt(at);
            int end;
            if (c == '.') {
                end = at + 1;
                while (end < selector.length() && ".[".indexOf(selector.charAt(end)) < 0) {
                    end++;
                }
                steps.add(selector.substring(at + 1, end));
                at = end;
            } else if (c == '[') {
                end = selector.indexOf(']', at);
                if (end < 0) {
                    throw lexer.invalid();
                }
                String step = selector.substring(at + 1, end);
                boolean quoted = step.length() > 1 && "'\"".indexOf(step.charAt(0)) >= 0;
                steps.add(quoted ? step.substring(1, step.length() - 1) : step);
                at = end + 1;
            } else {
                throw lexer.invalid();
            }
        }
        return List.copyOf(steps);
    }

    private static Optional<JsonNode> select(JsonNode tree, List<String> path) {
        JsonNode node = tree;
        for (String step : path) {
            if (node.isArray() && step.chars().allMatch(Character::isDigit) && step.length() < 9) {
                node = node.path(Integer.parseInt(step));
            } else {
                node = node.path(step);
            }
        }
        return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }

    @Override
    public boolean matches(String message) {
        String text = message.strip();
        if (text.isEmpty() || text.charAt(0) != '{' && text.charAt(0) != '[') {
            return false;
        }
        try {
            return condition.test(Documents.parse(text));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
