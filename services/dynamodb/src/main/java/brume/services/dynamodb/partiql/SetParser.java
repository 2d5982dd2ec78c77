package brume.services.dynamodb.partiql;

import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.expression.Update;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses the SET and REMOVE clauses of an UPDATE into the engine's own update. */
final class SetParser {

    private final Tokens tokens;
    private final LiteralParser literals;
    private final PathParser paths;

    SetParser(Tokens tokens, LiteralParser literals) {
        this.tokens = tokens;
        this.literals = literals;
        this.paths = new PathParser(tokens);
    }

    Update parse() {
        List<Update.Action> actions = new ArrayList<>();
        while (true) {
            if (tokens.takeIfWord("SET")) {
                do {
                    add(actions, assignment());
                } while (tokens.takeIf(","));
            } else if (tokens.takeIfWord("REMOVE")) {
                do {
                    add(actions, new Update.RemoveAction(paths.path()));
                } while (tokens.takeIf(","));
            } else if (actions.isEmpty()) {
                throw StatementFault.notWellFormed("Expected SET or REMOVE");
            } else {
                return new Update(List.copyOf(actions));
            }
        }
    }

    private static void add(List<Update.Action> actions, Update.Action action) {
        Optional<Path> overlap =
                actions.stream()
                        .map(Update.Action::path)
                        .filter(path -> overlap(path, action.path()))
                        .findFirst();
        if (overlap.isPresent()) {
            throw new InvalidRequest(
                    "Two document paths overlap with each other; must remove or rewrite one of"
                            + " these paths; path one: "
                            + overlap.get()
                            + ", path two: "
                            + action.path());
        }
        actions.add(action);
    }

    private static boolean overlap(Path one, Path other) {
        int common = Math.min(one.steps().size(), other.steps().size());
        return one.steps().subList(0, common).equals(other.steps().subList(0, common));
    }

    private Update.Action assignment() {
        Path path = paths.path();
        tokens.expect("=");
        Token token = tokens.peek();
        if (tokens.peekNext().is("(") && (token.isWord("set_add") || token.isWord("set_delete"))) {
            return setFunction(path, tokens.take());
        }
        return new Update.SetAction(path, source());
    }

    /** {@code set_add(path, set)} or {@code set_delete(path, set)}, assigned to the same path. */
    private Update.Action setFunction(Path path, Token function) {
        String name = function.text().toUpperCase(Locale.ROOT);
        tokens.expect("(");
        List<Token> places = new ArrayList<>();
        List<Update.Source> arguments = new ArrayList<>();
        do {
            places.add(tokens.peek());
            arguments.add(source());
        } while (tokens.takeIf(","));
        tokens.expect(")");
        if (arguments.size() != 2) {
            throw new InvalidRequest(
                    name + " must have exactly two arguments at " + tokens.place(function));
        }
        if (!arguments.getFirst().equals(new Update.Attribute(path))) {
            throw new InvalidRequest(
                    "The first argument to "
                            + name
                            + " must equal the assignment value at "
                            + tokens.place(function));
        }
        literals.throwValueFault();
        Value set = set(arguments.getLast());
        if (set == null) {
            throw new InvalidRequest(
                    "The second argument to "
                            + name
                            + " must be a value with type SET at "
                            + tokens.place(places.getFirst()));
        }
        return name.equals("SET_ADD")
                ? new Update.AddAction(path, set)
                : new Update.DeleteAction(path, set);
    }

    private static @Nullable Value set(Update.Source source) {
        return source instanceof Update.Constant(Value value)
                        && (value instanceof Value.SS
                                || value instanceof Value.NS
                                || value instanceof Value.BS)
                ? value
                : null;
    }

    private Update.Source source() {
        Update.Source left = term();
        int terms = 1;
        while (tokens.peek().is("+") || tokens.peek().is("-")) {
            boolean subtracts = tokens.take().is("-");
            tokens.enter();
            terms++;
            left = new Update.Arithmetic(subtracts, left, term());
        }
        for (; terms > 1; terms--) {
            tokens.leave();
        }
        return left;
    }

    private Update.Source term() {
        if (literals.atLiteral()) {
            return new Update.Constant(literals.value());
        }
        if (tokens.takeIf("(")) {
            tokens.enter();
            Update.Source inner = source();
            tokens.leave();
            tokens.expect(")");
            return inner;
        }
        if (tokens.peek().isName() && tokens.peekNext().is("(")) {
            return call(tokens.take());
        }
        return new Update.Attribute(paths.path());
    }

    private Update.Source call(Token function) {
        String name = function.text().toLowerCase(Locale.ROOT);
        if (!name.equals("list_append") && !name.equals("if_not_exists")) {
            throw new InvalidRequest(
                    "Unrecognized function: " + name + " at " + tokens.place(function));
        }
        tokens.expect("(");
        tokens.enter();
        Update.Source left = source();
        tokens.expect(",");
        Update.Source right = source();
        tokens.leave();
        tokens.expect(")");
        if (name.equals("list_append")) {
            return new Update.ListAppend(left, right);
        }
        if (left instanceof Update.Attribute(Path path)) {
            return new Update.IfNotExists(path, right);
        }
        throw new InvalidRequest(
                "Operator or function requires a document path; operator or function: " + name);
    }
}
