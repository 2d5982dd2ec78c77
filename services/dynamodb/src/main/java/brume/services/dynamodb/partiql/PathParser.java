package brume.services.dynamodb.partiql;

import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.value.InvalidRequest;
import java.util.ArrayList;
import java.util.List;

/** Parses document paths: {@code a.b[0]}, {@code "a"."b"} and {@code a['b']}. */
final class PathParser {

    private final Tokens tokens;

    PathParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Path path() {
        Token first = tokens.take();
        if (!first.isName()) {
            throw StatementFault.notWellFormed(StatementFault.TERM);
        }
        List<Path.Step> steps = new ArrayList<>();
        steps.add(new Path.Name(named(first)));
        while (true) {
            if (tokens.takeIf(".")) {
                Token name = tokens.take();
                if (!name.isName()) {
                    throw StatementFault.notWellFormed("Invalid path dot component");
                }
                steps.add(new Path.Name(named(name)));
            } else if (tokens.takeIf("[")) {
                steps.add(step(tokens.take()));
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

    private static String named(Token token) {
        if (token.text().isEmpty()) {
            throw new InvalidRequest("Path component cannot be an empty string");
        }
        return token.text();
    }

    private static Path.Step step(Token token) {
        if (token.kind() == Token.Kind.STRING) {
            return new Path.Name(token.text());
        }
        if (token.kind() != Token.Kind.NUMBER) {
            throw StatementFault.notWellFormed(StatementFault.TERM);
        }
        try {
            return new Path.Index(Integer.parseInt(token.text()));
        } catch (NumberFormatException e) {
            throw new InvalidRequest(
                    "List index is not within the allowable range; index: [" + token.text() + ']');
        }
    }
}
