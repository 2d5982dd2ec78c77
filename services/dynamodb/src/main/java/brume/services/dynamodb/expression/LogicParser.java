package brume.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;

/** The climbing of OR, AND and NOT, which expressions and PartiQL statements have in common. */
public abstract class LogicParser {

    private final TokenCursor<?> tokens;

    protected LogicParser(TokenCursor<?> tokens) {
        this.tokens = tokens;
    }

    /** What stands between the words. */
    protected abstract Node comparison();

    /** A condition where the grammar wants one; an operand there is a fault. */
    protected abstract Condition asCondition(Node node);

    /** Called when AND or OR has been taken. */
    protected abstract void afterInfix();

    /** Called when NOT has been taken. */
    protected void afterNot() {}

    protected final Node or() {
        Node first = and();
        if (!tokens.peek().isWord("OR")) {
            return first;
        }
        List<Condition> parts = new ArrayList<>();
        parts.add(asCondition(first));
        while (tokens.takeIfWord("OR")) {
            afterInfix();
            parts.add(asCondition(and()));
        }
        return new Condition.Or(List.copyOf(parts));
    }

    private Node and() {
        Node first = not();
        if (!tokens.peek().isWord("AND")) {
            return first;
        }
        List<Condition> parts = new ArrayList<>();
        parts.add(asCondition(first));
        while (tokens.takeIfWord("AND")) {
            afterInfix();
            parts.add(asCondition(not()));
        }
        return new Condition.And(List.copyOf(parts));
    }

    private Node not() {
        if (!tokens.takeIfWord("NOT")) {
            return comparison();
        }
        afterNot();
        tokens.enter();
        Condition part = asCondition(not());
        tokens.leave();
        return new Condition.Not(part);
    }
}
