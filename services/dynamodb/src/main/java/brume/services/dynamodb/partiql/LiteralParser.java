package brume.services.dynamodb.partiql;

import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.wire.Blob;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses literals and parameters. A literal that breaks a rule of values is a fault that is
 * answered only if the statement is well formed, so it is kept until the end.
 */
final class LiteralParser {

    private final Tokens tokens;
    private final List<Value> parameters;
    private int used;
    private @Nullable InvalidRequest fault;

    LiteralParser(Tokens tokens, List<Value> parameters) {
        this.tokens = tokens;
        this.parameters = parameters;
    }

    /** To be called at the end of a well-formed statement. */
    void throwFault() {
        if (used != parameters.size()) {
            throw new InvalidRequest("Number of parameters in request and statement don't match.");
        }
        throwValueFault();
    }

    /** Throws what has been found wrong with the values so far. */
    void throwValueFault() {
        if (fault != null) {
            throw fault;
        }
    }

    private Value fault(InvalidRequest found) {
        fault = fault == null ? found : fault;
        return new Value.Null();
    }

    /** Whether a literal or parameter begins at the present token. */
    boolean atLiteral() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case STRING, NUMBER, PARAMETER -> true;
            case KEYWORD -> token.isWord("true") || token.isWord("false") || token.isWord("null");
            case SYMBOL ->
                    token.is("[")
                            || token.is("{")
                            || token.is("<<")
                            || ((token.is("-") || token.is("+"))
                                    && tokens.peekNext().kind() == Token.Kind.NUMBER);
            case NAME, QUOTED_NAME, END -> false;
        };
    }

    Value value() {
        return value("root");
    }

    private Value value(String path) {
        Token token = tokens.take();
        return switch (token.kind()) {
            case STRING -> new Value.S(token.text());
            case NUMBER -> number(token.text(), path);
            case PARAMETER -> parameter();
            case KEYWORD -> word(token);
            case SYMBOL -> compound(token, path);
            case NAME, QUOTED_NAME -> unsupported(token, path);
            case END -> throw StatementFault.notWellFormed(StatementFault.TERM);
        };
    }

    private Value unsupported(Token token, String path) {
        if (!tokens.peek().is("(")) {
            throw StatementFault.notWellFormed(StatementFault.TERM);
        }
        throw new InvalidRequest(
                "Unsupported data type: "
                        + token.text().toLowerCase(Locale.ROOT)
                        + " under key "
                        + path
                        + " at "
                        + tokens.place(token));
    }

    private Value word(Token token) {
        return switch (token.text().toLowerCase(Locale.ROOT)) {
            case "true" -> new Value.Bool(true);
            case "false" -> new Value.Bool(false);
            case "null" -> new Value.Null();
            default -> throw StatementFault.notWellFormed(StatementFault.TERM);
        };
    }

    private Value number(String text, String path) {
        try {
            return new Value.N(Decimal.parse(text));
        } catch (InvalidRequest e) {
            return fault(new InvalidRequest(e.getMessage() + " under " + path));
        }
    }

    private Value parameter() {
        used++;
        return used <= parameters.size() ? parameters.get(used - 1) : new Value.Null();
    }

    private Value compound(Token token, String path) {
        if (token.is("-") || token.is("+")) {
            Token digits = tokens.take();
            if (digits.kind() != Token.Kind.NUMBER) {
                throw StatementFault.notWellFormed(StatementFault.TERM);
            }
            return number(token.text() + digits.text(), path);
        }
        tokens.enter();
        Value value =
                switch (token.text()) {
                    case "[" -> new Value.L(elements("]", path));
                    case "<<" -> set(elements(">>", path));
                    case "{" -> new Value.M(entries(path));
                    default -> throw StatementFault.notWellFormed(StatementFault.TERM);
                };
        tokens.leave();
        return value;
    }

    private List<Value> elements(String end, String path) {
        List<Value> elements = new ArrayList<>();
        if (tokens.takeIf(end)) {
            return elements;
        }
        do {
            elements.add(value(path + "[" + elements.size() + "]"));
        } while (tokens.takeIf(","));
        tokens.expect(end);
        return elements;
    }

    /** The entries of a struct whose opening brace has been taken. */
    private Map<String, Value> entries(String path) {
        Map<String, Value> entries = new LinkedHashMap<>();
        if (tokens.takeIf("}")) {
            return entries;
        }
        do {
            Token name = tokens.take();
            if (name.kind() != Token.Kind.STRING && name.kind() != Token.Kind.QUOTED_NAME) {
                throw StatementFault.notWellFormed(StatementFault.TERM);
            }
            tokens.expect(":");
            entries.put(name.text(), value(path + "." + name.text()));
        } while (tokens.takeIf(","));
        tokens.expect("}");
        return entries;
    }

    /**
     * The item of an INSERT: a struct whose values are the roots of their paths, or a parameter.
     */
    Map<String, Value> item() {
        if (tokens.peek().kind() == Token.Kind.PARAMETER) {
            Value value = value();
            return value instanceof Value.M map ? map.entries() : Map.of();
        }
        tokens.expect("{");
        Map<String, Value> item = new LinkedHashMap<>();
        if (tokens.takeIf("}")) {
            return item;
        }
        do {
            Token name = tokens.take();
            if (name.kind() != Token.Kind.STRING && name.kind() != Token.Kind.QUOTED_NAME) {
                throw StatementFault.notWellFormed(StatementFault.TERM);
            }
            tokens.expect(":");
            item.put(name.text(), value("root"));
        } while (tokens.takeIf(","));
        tokens.expect("}");
        return item;
    }

    private Value set(List<Value> members) {
        if (members.isEmpty()) {
            return fault(new InvalidRequest("Empty bags are not supported"));
        }
        List<String> texts = new ArrayList<>();
        List<Decimal> numbers = new ArrayList<>();
        List<Blob> byteStrings = new ArrayList<>();
        for (Value member : members) {
            switch (member) {
                case Value.S s -> texts.add(s.text());
                case Value.N n -> numbers.add(n.number());
                case Value.B b -> byteStrings.add(b.bytes());
                default -> {}
            }
        }
        if (texts.size() == members.size()) {
            return checked(Value.SS.of(texts), texts);
        }
        if (numbers.size() == members.size()) {
            return checked(Value.NS.of(numbers), numbers);
        }
        if (byteStrings.size() == members.size()) {
            return checked(Value.BS.of(byteStrings), byteStrings);
        }
        return fault(
                InvalidRequest.parameters(
                        "Sets must contain strings, numbers or bytes of one type"));
    }

    private Value checked(Value set, List<?> members) {
        Set<Object> distinct = new HashSet<>(members);
        return distinct.size() == members.size()
                ? set
                : fault(
                        InvalidRequest.parameters(
                                "Input collection " + members + " contains duplicates."));
    }
}
