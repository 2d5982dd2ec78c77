package brume.services.apigateway.domain;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of an AWS integration: {@code arn:aws:apigateway:region:service:action/Name} or
 * {@code arn:aws:apigateway:region:[subdomain.]service:path/...}.
 *
 * @param isAction whether {@code rest} names an action rather than a path
 * @param rest what follows {@code action/} or {@code path/}
 */
public record IntegrationUri(String region, String service, boolean isAction, String rest) {

    private static final Pattern FORM =
            Pattern.compile(
                    "arn:[a-z-]+:apigateway:([^:/]+):(?:[^:/.]+\\.)?([^:/.]+):(path|action)/(.*)",
                    Pattern.DOTALL);
    private static final Pattern FUNCTION =
            Pattern.compile(
                    "2015-03-31/functions/(.+)/invocations"
                            + "|2021-11-15/functions/(.+)/response-streaming-invocations",
                    Pattern.DOTALL);

    /** The parts of an address whose stage variables have been replaced. */
    public static Optional<IntegrationUri> find(String uri) {
        Matcher matcher = FORM.matcher(uri);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new IntegrationUri(
                        matcher.group(1),
                        matcher.group(2),
                        matcher.group(3).equals("action"),
                        matcher.group(4)));
    }

    /** The function that the address invokes, an ARN or a name, if it is a Lambda function's. */
    public Optional<String> function() {
        Matcher matcher = FUNCTION.matcher(rest);
        return service.equals("lambda") && !isAction && matcher.matches()
                ? Optional.of(matcher.group(1) == null ? matcher.group(2) : matcher.group(1))
                : Optional.empty();
    }

    /** Whether a function's answer comes as a stream. */
    boolean isStreaming() {
        return function().isPresent() && rest.endsWith("/response-streaming-invocations");
    }

    /**
     * Checks the address of a new integration. Source: LocalStack's recording
     * test_put_integration_aws_proxy_uri.
     */
    static void check(String type, @Nullable String uri) {
        if (uri == null || !uri.startsWith("arn:")) {
            throw ApiErrors.bad("Invalid ARN specified in the request");
        }
        IntegrationUri parsed =
                find(uri)
                        .orElseThrow(() ->
                                ApiErrors.bad(
                                        "AWS ARN for integration must contain path or"
                                                + " action"));
        boolean function = parsed.function().isPresent();
        if (type.equals("AWS_PROXY") && !function) {
            if (parsed.service().equals("firehose") && parsed.isAction()) {
                throw ApiErrors.notImplemented("AWS_PROXY integrations with Firehose");
            }
            throw ApiErrors.bad(
                    "Integrations of type 'AWS_PROXY' currently only supports Lambda function and"
                            + " Firehose stream invocations.");
        }
    }
}
