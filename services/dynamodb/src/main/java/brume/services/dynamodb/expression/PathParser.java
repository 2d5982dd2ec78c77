package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses what all expression languages share: document paths and placeholders. */
final class PathParser {

    private static final String UNDEFINED_NAME =
            "An expression attribute name used in the document path is not defined;"
                    + " attribute name: ";
    private static final String UNDEFINED_VALUE =
            "An expression attribute value used in expression is not defined; attribute value: ";

    private final Tokens tokens;
    private final Placeholders placeholders;
    private final Diagnostics diagnostics;
    private final Diagnostics.Fault valueFault;

    PathParser(
            Tokens tokens,
            Placeholders placeholders,
            Diagnostics diagnostics,
            Diagnostics.Fault valueFault) {
        this.tokens = tokens;
        this.placeholders = placeholders;
        this.diagnostics = diagnostics;
        this.valueFault = valueFault;
    }

    boolean atPath() {
        Token.Kind kind = tokens.peek().kind();
        return kind == Token.Kind.IDENTIFIER || kind == Token.Kind.NAME;
    }

    Path path() {
        List<Path.Step> steps = new ArrayList<>();
        steps.add(name());
        return rest(steps);
    }

    /** The steps that follow {@code path}, if any. */
    Path continued(Path path) {
        return rest(new ArrayList<>(path.steps()));
    }

    private Path rest(List<Path.Step> steps) {
        while (true) {
            if (tokens.takeIf(".")) {
                steps.add(name());
            } else if (tokens.takeIf("[")) {
                steps.add(index());
                tokens.expect("]");
            } else {
                break;
            }
        }
        if (steps.size() > Path.DEPTH_MAX) {
            throw new InvalidRequest(
                    "The document path has too many nesting elements; nesting levels: "
                            + steps.size());
        }
        return new Path(List.copyOf(steps));
    }

    private Path.Name name() {
        if (!atPath()) {
            throw tokens.syntaxError();
        }
        Token token = tokens.take();
        if (token.kind() == Token.Kind.IDENTIFIER) {
            if (ReservedWords.contains(token.text())) {
                diagnostics.add(
                        Diagnostics.Fault.RESERVED,
                        "Attribute name is a reserved keyword; reserved keyword: " + token.text());
            }
            return new Path.Name(token.text());
        }
        String name = placeholders.name(token.text());
        if (name == null) {
            diagnostics.add(Diagnostics.Fault.PLACEHOLDER, UNDEFINED_NAME + token.text());
            return new Path.Name(token.text());
        }
        return new Path.Name(name);
    }

    private Path.Index index() {
        Token token = tokens.peek();
        if (token.kind() != Token.Kind.DIGITS) {
            throw tokens.syntaxError();
        }
        tokens.take();
        try {
            return new Path.Index(Integer.parseInt(token.text()));
        } catch (NumberFormatException e) {
            throw new InvalidRequest(
                    "List index is not within the allowable range; index: [" + token.text() + ']');
        }
    }

    /** The value of the placeholder at the present token, or null if it is not defined. */
    @Nullable Value value() {
        Token token = tokens.take();
        Value value = placeholders.value(token.text());
        if (value == null) {
            diagnostics.add(valueFault, UNDEFINED_VALUE + token.text());
        }
        return value;
    }
}
