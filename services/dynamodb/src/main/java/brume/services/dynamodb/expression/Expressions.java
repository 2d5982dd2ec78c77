package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.ItemSize;
import java.util.function.Function;

/** What the parsing of every kind of expression has in common. */
final class Expressions {

    private Expressions() {}

    /** Parses and names the parameter in front of every message. */
    static <T> T parse(String parameter, String expression, Function<Tokens, T> parser) {
        try {
            if (expression.isEmpty()) {
                throw new InvalidRequest("The expression can not be empty;");
            }
            int bytes = ItemSize.utf8Length(expression);
            if (bytes > Tokens.BYTES_MAX) {
                // Of an UpdateExpression the size is not told: recorded in October 2026.
                boolean told = !parameter.equals("UpdateExpression");
                throw new InvalidRequest(
                        "Expression size has exceeded the maximum allowed size;"
                                + (told ? " expression size: " + bytes : ""));
            }
            return parser.apply(new Tokens(expression));
        } catch (InvalidRequest e) {
            throw new InvalidRequest("Invalid " + parameter + ": " + e.getMessage());
        }
    }
}
