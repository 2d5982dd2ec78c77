package brume.services.apigatewayv2.domain;

import brume.base.Arn;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An action of a service as the address of an integration: {@code
 * arn:aws:apigateway:us-east-1:dynamodb:action/PutItem}.
 */
public record ActionUri(String region, String service, String action) {

    private static final Pattern FORM =
            Pattern.compile(
                    "arn:[a-z-]+:apigateway:([^:/]+):(?:[^:/.]+\\.)?([^:/.]+):action/(\\w+)");

    public static Optional<ActionUri> find(String uri) {
        Matcher matcher = FORM.matcher(uri);
        return matcher.matches()
                ? Optional.of(new ActionUri(matcher.group(1), matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }

    /** Whether the address is a function's, or that of its invocations. */
    public static boolean isFunction(String uri) {
        return Arn.find(uri).filter(arn -> arn.service().equals("lambda")).isPresent()
                || uri.matches("arn:[a-z-]+:apigateway:[^:]+:lambda:path/.*/invocations");
    }
}
