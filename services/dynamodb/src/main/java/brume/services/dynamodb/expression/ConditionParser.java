package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses condition, filter and key condition expressions.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "Condition and filter expressions, operators, and
 * functions"; what the guide leaves open (parentheses around operands, the order of the faults) is
 * as recorded from the service.
 */
public final class ConditionParser extends LogicParser {

    /** Most operators and functions of an expression. Source: Service quotas. */
    private static final int OPERATORS_MAX = 300;

    /** Most operands of IN. Source: Service quotas. */
    private static final int CHOICES_MAX = 100;

    private final Tokens tokens;
    private final Diagnostics diagnostics = new Diagnostics();
    private final PathParser paths;
    private final Functions functions = new Functions(diagnostics);
    private int operators;
    private int lastOpen = -1;
    private int lastClose = -1;

    private ConditionParser(Tokens tokens, Placeholders placeholders) {
        super(tokens);
        this.tokens = tokens;
        this.paths =
                new PathParser(tokens, placeholders, diagnostics, Diagnostics.Fault.PLACEHOLDER);
    }

    /**
     * Parses an expression.
     *
     * @param parameter the parameter that it came in, such as {@code FilterExpression}
     * @throws InvalidRequest with AWS's text
     */
    public static Condition parse(String parameter, String expression, Placeholders placeholders) {
        return Expressions.parse(
                parameter, expression, tokens -> new ConditionParser(tokens, placeholders).parse());
    }

    private Condition parse() {
        Node node = or();
        Condition condition = asCondition(node);
        tokens.expectEnd();
        diagnostics.throwForCondition();
        if (operators > OPERATORS_MAX) {
            throw new InvalidRequest(
                    "The expression contains too many operators; operator count: " + operators);
        }
        return condition;
    }

    @Override
    protected Condition asCondition(Node node) {
        return switch (node) {
            case Condition condition -> condition;
            case Operand.Size ignored -> functions.misused("size");
            case Operand ignored -> throw tokens.syntaxError();
        };
    }

    private Operand asOperand(Node node) {
        return switch (node) {
            case Operand operand -> operand;
            case Condition condition -> {
                String function = Functions.nameOf(condition);
                if (function == null) {
                    throw tokens.syntaxError();
                }
                functions.misused(function);
                yield new Operand.Faulty();
            }
        };
    }

    @Override
    protected void afterInfix() {
        operators++;
    }

    @Override
    protected void afterNot() {
        operators++;
    }

    @Override
    protected Node comparison() {
        Node left = term();
        Token token = tokens.peek();
        Condition.Comparator comparator = comparator(token);
        Node node = left;
        if (comparator != null) {
            Operand operand = asOperand(left);
            tokens.take();
            operators++;
            Operand right = operand();
            functions.checkComparison(comparator, operand, right);
            node = new Condition.Compare(comparator, operand, right);
        } else if (token.isWord("BETWEEN")) {
            node = between(asOperand(left));
        } else if (token.isWord("IN")) {
            node = in(asOperand(left));
        }
        if (node instanceof Condition) {
            diagnostics.endCondition();
        }
        return node;
    }

    private static Condition.@Nullable Comparator comparator(Token token) {
        if (token.kind() != Token.Kind.SYMBOL) {
            return null;
        }
        for (Condition.Comparator comparator : Condition.Comparator.values()) {
            if (comparator.symbol().equals(token.text())) {
                return comparator;
            }
        }
        return null;
    }

    private Condition between(Operand operand) {
        tokens.take();
        operators++;
        Operand lower = operand();
        if (!tokens.takeIfWord("AND")) {
            throw tokens.syntaxError();
        }
        Operand upper = operand();
        functions.checkBounds(lower, upper);
        return new Condition.Between(operand, lower, upper);
    }

    private Condition in(Operand operand) {
        tokens.take();
        operators++;
        tokens.expect("(");
        List<Operand> choices = operands();
        if (choices.size() > CHOICES_MAX) {
            diagnostics.add(
                    Diagnostics.Fault.OPERAND,
                    "The IN operator is provided with too many operands; number of operands: "
                            + choices.size());
        }
        return new Condition.In(operand, choices);
    }

    private List<Operand> operands() {
        List<Operand> operands = new ArrayList<>();
        do {
            operands.add(operand());
        } while (tokens.takeIf(","));
        tokens.expect(")");
        return List.copyOf(operands);
    }

    private Operand operand() {
        return asOperand(term());
    }

    private Node term() {
        Token token = tokens.peek();
        if (token.is("(")) {
            return parenthesis();
        }
        if (token.kind() == Token.Kind.VALUE) {
            Value value = paths.value();
            return value == null ? new Operand.Faulty() : new Operand.Constant(value);
        }
        if (!paths.atPath() || isKeyword(token)) {
            throw tokens.syntaxError();
        }
        if (token.kind() == Token.Kind.IDENTIFIER && tokens.peekNext().is("(")) {
            tokens.take();
            tokens.take();
            operators++;
            tokens.enter();
            List<Operand> arguments = operands();
            tokens.leave();
            return functions.call(token.text(), arguments);
        }
        return new Operand.Attribute(paths.path());
    }

    private Node parenthesis() {
        int open = tokens.position();
        tokens.take();
        tokens.enter();
        Node inner = or();
        tokens.leave();
        // What has just been read is one parenthesis and nothing else: ((...)).
        if (lastOpen == open + 1 && lastClose == tokens.position()) {
            diagnostics.add(
                    Diagnostics.Fault.PARENTHESES, "The expression has redundant parentheses;");
        }
        tokens.expect(")");
        lastOpen = open;
        lastClose = tokens.position();
        boolean continues = tokens.peek().is(".") || tokens.peek().is("[");
        return continues && inner instanceof Operand.Attribute attribute
                ? new Operand.Attribute(paths.continued(attribute.path()))
                : inner;
    }

    private static boolean isKeyword(Token token) {
        return token.isWord("AND")
                || token.isWord("OR")
                || token.isWord("NOT")
                || token.isWord("IN")
                || token.isWord("BETWEEN");
    }
}
