package brume.services.logs.pattern;

import brume.services.logs.domain.LogsQuotas;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A condition on a JSON message: {@code { $.a = "x" && ($.b > 1 || $.c NOT EXISTS) }}.
 *
 * @param selectors the paths that it names
 */
record JsonPattern(Predicate<JsonNode> condition, List<Selector> selectors)
        implements FilterPattern {

    static JsonPattern parse(String text) {
        Parser parser = new Parser(new Lexer(text));
        return new JsonPattern(parser.whole(), List.copyOf(parser.selectors));
    }

    /** Reads a condition; {@code &&} binds closer than {@code ||}. */
    private static final class Parser {

        private final Lexer lexer;
        private final List<Selector> selectors = new ArrayList<>();
        private int depth;

        Parser(Lexer lexer) {
            this.lexer = lexer;
        }

        Predicate<JsonNode> whole() {
            lexer.expect("{");
            Predicate<JsonNode> condition = disjunction();
            lexer.expect("}");
            lexer.end();
            return condition;
        }

        private Predicate<JsonNode> disjunction() {
            Predicate<JsonNode> condition = conjunction();
            while (lexer.accept("||")) {
                condition = condition.or(conjunction());
            }
            return condition;
        }

        private Predicate<JsonNode> conjunction() {
            Predicate<JsonNode> condition = single();
            while (lexer.accept("&&")) {
                condition = condition.and(single());
            }
            return condition;
        }

        private Predicate<JsonNode> single() {
            if (!lexer.accept("(")) {
                return comparison();
            }
            if (++depth > LogsQuotas.PATTERN_DEPTH.value()) {
                throw lexer.invalid();
            }
            Predicate<JsonNode> inner = disjunction();
            lexer.expect(")");
            depth--;
            return inner;
        }

        private Predicate<JsonNode> comparison() {
            lexer.countCondition();
            Selector selector = Selector.parse(lexer);
            selectors.add(selector);
            if (lexer.acceptWord("NOT")) {
                if (!lexer.acceptWord("EXISTS")) {
                    throw lexer.invalid();
                }
                return tree -> selector.select(tree).isEmpty();
            }
            Predicate<JsonNode> node = lexer.acceptWord("IS") ? constant() : value();
            return tree -> selector.select(tree).stream().anyMatch(node);
        }

        private Predicate<JsonNode> constant() {
            if (lexer.acceptWord("NULL")) {
                return JsonNode::isNull;
            }
            boolean wanted = lexer.acceptWord("TRUE");
            if (!wanted && !lexer.acceptWord("FALSE")) {
                throw lexer.invalid();
            }
            return node -> node.isBoolean() && node.booleanValue() == wanted;
        }

        private Predicate<JsonNode> value() {
            String operator = lexer.comparison();
            Operand operand = lexer.operand();
            return node -> node.isValueNode() && holds(node, operator, operand);
        }
    }

    private static boolean holds(JsonNode node, String operator, Operand operand) {
        Optional<BigDecimal> number =
                node.isNumber() ? Optional.of(node.decimalValue()) : Optional.empty();
        return operand.holds(operator, node.asText(), number);
    }

    private static Optional<JsonNode> tree(String message) {
        String text = message.strip();
        if (text.isEmpty() || text.charAt(0) != '{' && text.charAt(0) != '[') {
            return Optional.empty();
        }
        try {
            return Optional.of(Documents.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean matches(String message) {
        return tree(message).filter(condition).isPresent();
    }

    @Override
    public Map<String, String> extract(String message) {
        Map<String, String> values = new LinkedHashMap<>();
        tree(message)
                .ifPresent(tree -> {
                    for (Selector selector : selectors) {
                        selector.select(tree).stream()
                                .findFirst()
                                .map(node -> node.isValueNode() ? node.asText() : node.toString())
                                .ifPresent(value -> values.put(selector.text(), value));
                    }
                });
        return values;
    }
}
