package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An update of an item: its actions in the order of the expression. */
public record Update(List<Action> actions, boolean legacy) {

    /** An update that an expression describes. */
    public Update(List<Action> actions) {
        this(actions, false);
    }

    /** One change at one path. */
    public sealed interface Action {
        Path path();
    }

    /** Gives the path a value. */
    public record SetAction(Path path, Source source) implements Action {}

    /** Removes what is at the path. */
    public record RemoveAction(Path path) implements Action {}

    /** Adds to a number or a set. */
    public record AddAction(Path path, Value value) implements Action {}

    /** Deletes members of a set. */
    public record DeleteAction(Path path, Value value) implements Action {}

    /** Where the value of a SET comes from. */
    public sealed interface Source {

        /** The type that the value certainly has, or null. */
        default @Nullable String type() {
            return switch (this) {
                case Constant constant -> constant.value().type();
                case Arithmetic ignored -> "N";
                case ListAppend ignored -> "L";
                case IfNotExists choice -> choice.otherwise().type();
                case Attribute ignored -> null;
                case Faulty ignored -> null;
            };
        }
    }

    /** A value of the request. */
    public record Constant(Value value) implements Source {}

    /** A value of the item. */
    public record Attribute(Path path) implements Source {}

    /** A sum or difference. */
    public record Arithmetic(boolean subtracts, Source left, Source right) implements Source {}

    /** A value of the item, or another where it has none. */
    public record IfNotExists(Path path, Source otherwise) implements Source {}

    /** Two lists in one. */
    public record ListAppend(Source left, Source right) implements Source {}

    /** What a fault of the expression left behind; never evaluated. */
    public record Faulty() implements Source {}

    /**
     * Parses an UpdateExpression.
     *
     * @throws brume.services.dynamodb.value.InvalidRequest with AWS's text
     */
    public static Update parse(String expression, Placeholders placeholders) {
        return Expressions.parse(
                "UpdateExpression",
                expression,
                tokens -> new UpdateParser(tokens, placeholders).parse());
    }

    /** Whether the update only takes away; such a one makes no item where there is none. */
    public boolean onlyRemoves() {
        return !actions.isEmpty()
                && actions.stream()
                        .allMatch(action ->
                                action instanceof RemoveAction || action instanceof DeleteAction);
    }

    /** The paths that the update changes. */
    public List<Path> paths() {
        List<Path> paths = new ArrayList<>(actions.size());
        for (Action action : actions) {
            paths.add(action.path());
        }
        return paths;
    }
}
