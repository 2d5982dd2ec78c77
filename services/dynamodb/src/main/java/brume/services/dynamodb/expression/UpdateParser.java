package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses update expressions.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "Using update expressions in DynamoDB".
 */
final class UpdateParser {

    private static final int OPERATORS_MAX = 300;
    private static final String OPERAND_TYPE = "Incorrect operand type for operator or function; ";

    private enum Section {
        SET,
        REMOVE,
        ADD,
        DELETE
    }

    private final Tokens tokens;
    private final Diagnostics diagnostics = new Diagnostics();
    private final PathParser paths;
    private final Overlaps overlaps = new Overlaps(diagnostics);
    private final List<Update.Action> actions = new ArrayList<>();
    private int operators;

    UpdateParser(Tokens tokens, Placeholders placeholders) {
        this.tokens = tokens;
        this.paths =
                new PathParser(
                        tokens, placeholders, diagnostics, Diagnostics.Fault.VALUE_PLACEHOLDER);
    }

    Update parse() {
        Set<Section> seen = EnumSet.noneOf(Section.class);
        do {
            Section section = section();
            if (!seen.add(section)) {
                diagnostics.add(
                        Diagnostics.Fault.SECTION,
                        "The \""
                                + section
                                + "\" section can only be used once in an update expression;");
            }
            do {
                Update.Action action = action(section);
                overlaps.add(action.path());
                actions.add(action);
                operators++;
            } while (tokens.takeIf(","));
        } while (tokens.peek().kind() != Token.Kind.END);
        diagnostics.throwForUpdate();
        if (operators > OPERATORS_MAX) {
            throw new InvalidRequest(
                    "The expression contains too many operators; operator count: " + operators);
        }
        return new Update(List.copyOf(actions));
    }

    private static @Nullable Section sectionOf(Token token) {
        if (token.kind() != Token.Kind.IDENTIFIER) {
            return null;
        }
        return switch (token.text().toUpperCase(Locale.ROOT)) {
            case "SET" -> Section.SET;
            case "REMOVE" -> Section.REMOVE;
            case "ADD" -> Section.ADD;
            case "DELETE" -> Section.DELETE;
            default -> null;
        };
    }

    private Section section() {
        Section section = sectionOf(tokens.peek());
        if (section == null) {
            throw tokens.syntaxError();
        }
        tokens.take();
        return section;
    }

    private Update.Action action(Section section) {
        if (sectionOf(tokens.peek()) != null) {
            throw tokens.syntaxError();
        }
        Path path = paths.path();
        return switch (section) {
            case SET -> {
                tokens.expect("=");
                yield new Update.SetAction(path, source());
            }
            case REMOVE -> new Update.RemoveAction(path);
            case ADD -> new Update.AddAction(path, operand("ADD"));
            case DELETE -> new Update.DeleteAction(path, operand("DELETE"));
        };
    }

    private Value operand(String operator) {
        if (tokens.peek().kind() != Token.Kind.VALUE) {
            throw tokens.syntaxError();
        }
        Value value = paths.value();
        if (value == null) {
            return new Value.Null();
        }
        String type = longName(value);
        if (type != null && !(operator.equals("ADD") && value instanceof Value.N)) {
            diagnostics.add(
                    Diagnostics.Fault.OPERAND,
                    OPERAND_TYPE + "operator: " + operator + ", operand type: " + type);
        }
        return value;
    }

    /** The name that messages about ADD and DELETE give to a type that is not a set. */
    private static @Nullable String longName(Value value) {
        return switch (value) {
            case Value.S ignored -> "STRING";
            case Value.N ignored -> "NUMBER";
            case Value.B ignored -> "BINARY";
            case Value.Null ignored -> "NULL";
            case Value.Bool ignored -> "BOOLEAN";
            case Value.L ignored -> "LIST";
            case Value.M ignored -> "MAP";
            case Value.SS ignored -> null;
            case Value.NS ignored -> null;
            case Value.BS ignored -> null;
        };
    }

    private Update.Source source() {
        Update.Source left = term();
        boolean adds = tokens.peek().is("+");
        if (!adds && !tokens.peek().is("-")) {
            return left;
        }
        tokens.take();
        operators++;
        Update.Source right = term();
        String operator = adds ? "+" : "-";
        requireType(operator, left, "N");
        requireType(operator, right, "N");
        return new Update.Arithmetic(!adds, left, right);
    }

    private Update.Source term() {
        Token token = tokens.peek();
        if (token.is("(")) {
            tokens.take();
            tokens.enter();
            Update.Source inner = source();
            tokens.leave();
            tokens.expect(")");
            return inner;
        }
        if (token.kind() == Token.Kind.VALUE) {
            Value value = paths.value();
            return value == null ? new Update.Faulty() : new Update.Constant(value);
        }
        if (token.kind() == Token.Kind.IDENTIFIER && tokens.peekNext().is("(")) {
            return call();
        }
        if (sectionOf(token) != null) {
            throw tokens.syntaxError();
        }
        return new Update.Attribute(paths.path());
    }

    private Update.Source call() {
        String name = tokens.take().text();
        tokens.expect("(");
        tokens.enter();
        operators++;
        List<Update.Source> arguments = new ArrayList<>();
        do {
            // The grammar has sums only outside of functions.
            arguments.add(term());
        } while (tokens.takeIf(","));
        tokens.leave();
        tokens.expect(")");
        if (!name.equals("if_not_exists") && !name.equals("list_append")) {
            diagnostics.add(
                    Diagnostics.Fault.UNKNOWN_FUNCTION, "Invalid function name; function: " + name);
            return new Update.Faulty();
        }
        if (arguments.size() != 2) {
            diagnostics.add(
                    Diagnostics.Fault.FUNCTION,
                    "Incorrect number of operands for operator or function; operator or function: "
                            + name
                            + ", number of operands: "
                            + arguments.size());
            return new Update.Faulty();
        }
        Update.Source left = arguments.get(0);
        Update.Source right = arguments.get(1);
        if (name.equals("list_append")) {
            if (left instanceof Update.ListAppend || right instanceof Update.ListAppend) {
                diagnostics.add(
                        Diagnostics.Fault.FUNCTION,
                        "The function is not allowed to be used this way in an expression;"
                                + " function: list_append");
            }
            requireType(name, left, "L");
            requireType(name, right, "L");
            return new Update.ListAppend(left, right);
        }
        if (left instanceof Update.Attribute(Path path)) {
            return new Update.IfNotExists(path, right);
        }
        diagnostics.add(
                Diagnostics.Fault.FUNCTION,
                "Operator or function requires a document path; operator or function: " + name);
        return new Update.Faulty();
    }

    private void requireType(String name, Update.Source source, String type) {
        if (source instanceof Update.Constant(Value value) && !value.type().equals(type)) {
            diagnostics.add(
                    Diagnostics.Fault.FUNCTION,
                    OPERAND_TYPE
                            + "operator or function: "
                            + name
                            + ", operand type: "
                            + value.type());
        }
    }
}
