package brume.services.apigateway.execution;

import brume.iam.AccessRequest;
import brume.iam.Decision;
import brume.iam.PolicyDocument;
import brume.iam.PolicyEvaluator;
import brume.iam.PolicyKind;
import brume.iam.PolicySet;
import brume.iam.Requester;
import brume.wire.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The resource policy of a deployed API. Source: Developer Guide, "How API Gateway resource
 * policies affect authorization workflow". Nobody comes through a VPC endpoint here, so {@code
 * aws:SourceVpc} and {@code aws:SourceVpce} are never there.
 *
 * @param text as stored, for whoever asks the policies of a signer too
 */
record ResourcePolicy(String text, PolicyDocument document) {

    static final String ACTION = "execute-api:Invoke";

    static Optional<ResourcePolicy> of(@Nullable String text) {
        return Optional.ofNullable(text)
                .map(json ->
                        new ResourcePolicy(json, PolicyDocument.parse(json, PolicyKind.RESOURCE)));
    }

    /**
     * Demands that the policy allows a request without authorization.
     *
     * @throws GatewayException 403 if it does not
     */
    void demand(Invocation invocation) {
        Decision.Outcome outcome = decide(invocation);
        if (outcome != Decision.Outcome.ALLOWED) {
            throw refused(invocation, outcome);
        }
    }

    /**
     * Ends a request that the policy denies, before an authorizer is asked.
     *
     * @throws GatewayException 403 if it does
     */
    void refuseDenied(Invocation invocation) {
        Decision.Outcome outcome = decide(invocation);
        if (outcome == Decision.Outcome.EXPLICIT_DENY) {
            throw refused(invocation, outcome);
        }
    }

    /** Whether the policy allows the request to somebody of whom nothing is known. */
    boolean allows(Invocation invocation) {
        return decide(invocation) == Decision.Outcome.ALLOWED;
    }

    private Decision.Outcome decide(Invocation invocation) {
        AccessRequest request =
                new AccessRequest(
                        ACTION,
                        invocation.methodArn(),
                        new Requester.Anonymous(),
                        context(invocation));
        return PolicyEvaluator.evaluate(request, PolicySet.NONE.withResourcePolicy(document))
                .outcome();
    }

    /** Source: Developer Guide, "AWS condition keys that can be used in resource policies". */
    static Map<String, List<String>> context(Invocation invocation) {
        HttpRequest http = invocation.request.http();
        Map<String, List<String>> context = new HashMap<>();
        context.put("aws:SourceIp", List.of(http.sourceIp()));
        context.put("aws:CurrentTime", List.of(invocation.time.toString()));
        context.put("aws:EpochTime", List.of(Long.toString(invocation.time.getEpochSecond())));
        context.put("aws:SecureTransport", List.of(Boolean.toString(http.secure())));
        http.header("User-Agent").ifPresent(agent -> context.put("aws:UserAgent", List.of(agent)));
        http.header("Referer").ifPresent(page -> context.put("aws:Referer", List.of(page)));
        return context;
    }

    /** AWS hides all but the last four digits of the account. */
    private static GatewayException refused(Invocation invocation, Decision.Outcome outcome) {
        String account = invocation.stage.scope().account().value();
        String hidden = "*".repeat(8) + account.substring(8);
        return GatewayException.accessDenied(
                "User: anonymous is not authorized to perform: "
                        + ACTION
                        + " on resource: "
                        + invocation.methodArn().replace(':' + account + ':', ':' + hidden + ':')
                        + (outcome == Decision.Outcome.EXPLICIT_DENY
                                ? " with an explicit deny"
                                : ""));
    }
}
