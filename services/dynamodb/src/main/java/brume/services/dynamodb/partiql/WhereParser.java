package brume.services.dynamodb.partiql;

import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.Diagnostics;
import brume.services.dynamodb.expression.Functions;
import brume.services.dynamodb.expression.LogicParser;
import brume.services.dynamodb.expression.Node;
import brume.services.dynamodb.expression.Operand;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the condition of a WHERE clause into the engine's own conditions. */
final class WhereParser extends LogicParser {

    /** Most values of IN. Source: Developer Guide, PartiQL, "IN": 100 attribute values. */
    private static final int CHOICES_MAX = 100;

    private static final Set<String> FUNCTIONS =
            Set.of(
                    "attribute_exists",
                    "attribute_not_exists",
                    "attribute_type",
                    "begins_with",
                    "contains",
                    "size");

    private static final Set<String> OPERATORS =
            Set.of("AND", "BETWEEN", "IN", "IS", "LIKE", "NOT", "OR");

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("NULL", "NULL"),
                    Map.entry("BOOL", "BOOL"),
                    Map.entry("BOOLEAN", "BOOL"),
                    Map.entry("STRING", "S"),
                    Map.entry("INT", "N"),
                    Map.entry("INTEGER", "N"),
                    Map.entry("DECIMAL", "N"),
                    Map.entry("NUMERIC", "N"),
                    Map.entry("BLOB", "B"),
                    Map.entry("LIST", "L"),
                    Map.entry("STRUCT", "M"),
                    Map.entry("TUPLE", "M"));

    private final Tokens tokens;
    private final LiteralParser literals;
    private final Diagnostics diagnostics = new Diagnostics();
    private final Functions functions = new Functions(diagnostics);

    WhereParser(Tokens tokens, LiteralParser literals) {
        super(tokens);
        this.tokens = tokens;
        this.literals = literals;
    }

    Condition parse() {
        return asCondition(or());
    }

    /** To be called at the end of a well-formed statement. */
    void throwFault() {
        diagnostics.throwForCondition();
    }

    @Override
    protected Condition asCondition(Node node) {
        if (node instanceof Condition condition) {
            return condition;
        }
        throw StatementFault.notWellFormed(StatementFault.TERM);
    }

    private static Operand asOperand(Node node) {
        if (node instanceof Operand operand) {
            return operand;
        }
        throw StatementFault.notWellFormed(StatementFault.TERM);
    }

    @Override
    protected void afterInfix() {
        expectOperand();
    }

    @Override
    protected Node comparison() {
        Node left = term();
        Token token = tokens.peek();
        Condition.Comparator comparator = comparator(token);
        Node node = left;
        if (comparator != null) {
            tokens.take();
            expectOperand();
            node = compare(comparator, left, term());
        } else if (tokens.takeIfWord("BETWEEN")) {
            node = between(asOperand(left));
        } else if (tokens.takeIfWord("IN")) {
            node = in(asOperand(left));
        } else if (tokens.takeIfWord("IS")) {
            node = is(asOperand(left));
        } else if (token.isWord("NOT") && tokens.peekNext().isWord("IN")) {
            tokens.take();
            tokens.take();
            node = new Condition.Not(in(asOperand(left)));
        } else if (token.isWord("NOT") && tokens.peekNext().isWord("BETWEEN")) {
            tokens.take();
            tokens.take();
            node = new Condition.Not(between(asOperand(left)));
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
        return switch (token.text()) {
            case "=" -> Condition.Comparator.EQ;
            case "<>", "!=" -> Condition.Comparator.NE;
            case "<" -> Condition.Comparator.LT;
            case "<=" -> Condition.Comparator.LE;
            case ">" -> Condition.Comparator.GT;
            case ">=" -> Condition.Comparator.GE;
            default -> null;
        };
    }

    /** A comparison; that of a condition with a truth value is the condition or its opposite. */
    private Condition compare(Condition.Comparator comparator, Node left, Node right) {
        if (left instanceof Condition condition
                && right instanceof Operand.Constant(Value value)
                && value instanceof Value.Bool(boolean truth)
                && (comparator == Condition.Comparator.EQ
                        || comparator == Condition.Comparator.NE)) {
            boolean same = truth == (comparator == Condition.Comparator.EQ);
            return same ? condition : new Condition.Not(condition);
        }
        Operand operand = asOperand(left);
        Operand other = asOperand(right);
        functions.checkComparison(comparator, operand, other);
        return new Condition.Compare(comparator, operand, other);
    }

    private Condition between(Operand operand) {
        Operand lower = asOperand(term());
        tokens.expectWord("AND");
        Operand upper = asOperand(term());
        functions.checkOrdered("BETWEEN", lower, upper);
        functions.checkBounds(lower, upper);
        return new Condition.Between(operand, lower, upper);
    }

    private Condition in(Operand operand) {
        String end =
                switch (tokens.take().text()) {
                    case "(" -> ")";
                    case "[" -> "]";
                    case "<<" -> ">>";
                    default -> throw StatementFault.notWellFormed(StatementFault.TERM);
                };
        List<Operand> choices = new ArrayList<>();
        do {
            choices.add(asOperand(term()));
        } while (tokens.takeIf(","));
        tokens.expect(end);
        if (choices.size() > CHOICES_MAX) {
            throw new InvalidRequest(
                    "The IN operator is provided with too many operands; number of operands: "
                            + choices.size());
        }
        return new Condition.In(operand, List.copyOf(choices));
    }

    private Condition is(Operand operand) {
        boolean negated = tokens.takeIfWord("NOT");
        Token token = tokens.take();
        if (token.isWord("MISSING")) {
            return new Condition.Exists(operand, negated);
        }
        String type = TYPES.get(token.text().toUpperCase(Locale.ROOT));
        if (type == null) {
            throw StatementFault.notWellFormed("Expected type name");
        }
        Condition condition = new Condition.HasType(operand, type);
        return negated ? new Condition.Not(condition) : condition;
    }

    private Node term() {
        Token token = tokens.peek();
        if (literals.atLiteral()) {
            return new Operand.Constant(literals.value());
        }
        if (tokens.takeIf("(")) {
            tokens.enter();
            Node inner = or();
            tokens.leave();
            tokens.expect(")");
            return inner;
        }
        boolean word = token.isName() || token.kind() == Token.Kind.KEYWORD;
        if (word && tokens.peekNext().is("(")) {
            return call();
        }
        if (token.kind() == Token.Kind.KEYWORD) {
            throw StatementFault.notWellFormed(
                    OPERATORS.contains(token.text().toUpperCase(Locale.ROOT))
                            ? "Unexpected operator"
                            : "Unexpected keyword");
        }
        return new Operand.Attribute(new PathParser(tokens).path());
    }

    /** Rejects the end of the statement after an operator between two operands. */
    private void expectOperand() {
        if (tokens.peek().kind() == Token.Kind.END || tokens.peek().is(";")) {
            throw StatementFault.notWellFormed(
                    "Missing right-hand side expression of infix operator");
        }
    }

    private Node call() {
        Token token = tokens.take();
        String name = token.text().toLowerCase(Locale.ROOT);
        if (!FUNCTIONS.contains(name)) {
            throw new InvalidRequest(
                    "Unrecognized function: " + name + " at " + tokens.place(token));
        }
        tokens.take();
        tokens.enter();
        List<Operand> arguments = new ArrayList<>();
        if (!tokens.takeIf(")")) {
            do {
                arguments.add(asOperand(term()));
            } while (tokens.takeIf(","));
            tokens.expect(")");
        }
        tokens.leave();
        return functions.call(name, arguments);
    }
}
