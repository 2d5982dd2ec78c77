package brume.services.apigateway.execution;

import brume.base.AccountId;
import brume.iam.AccessRequest;
import brume.iam.Decision;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyEvaluator;
import brume.iam.PolicyKind;
import brume.iam.PolicySet;
import brume.iam.Requester;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a Lambda authorizer answered. Source: Developer Guide, "Output from an API Gateway Lambda
 * authorizer".
 *
 * @param text of the policy, as it came
 * @param context {@code principalId} and the function's own values, as texts
 * @param usageKey the API key of the caller, if the function knows it
 */
record AuthorizerResult(
        PolicyDocument policy,
        String text,
        Map<String, String> context,
        Optional<String> usageKey) {

    /**
     * Reads an answer.
     *
     * @throws GatewayException 500 if it is none
     */
    static AuthorizerResult of(JsonNode answer) {
        JsonNode principal = answer.path("principalId");
        if (!principal.isTextual() || !answer.path("policyDocument").isObject()) {
            throw GatewayException.authorizerFailed();
        }
        Map<String, String> context = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : answer.path("context").properties()) {
            if (!member.getValue().isValueNode()) {
                throw GatewayException.authorizerFailed();
            }
            if (!member.getValue().isNull()) {
                context.put(member.getKey(), member.getValue().asText());
            }
        }
        context.put("principalId", principal.asText());
        try {
            String text = Documents.text(answer.path("policyDocument"));
            return new AuthorizerResult(
                    PolicyDocument.parse(text, PolicyKind.IDENTITY),
                    text,
                    context,
                    Optional.ofNullable(answer.path("usageIdentifierKey").textValue()));
        } catch (MalformedPolicyException e) {
            throw GatewayException.authorizerFailed();
        }
    }

    private static Requester requester(AccountId account, String principal) {
        String arn = "arn:aws:iam::" + account.value() + ":user/" + principal;
        return new Requester.User(arn, account.value(), principal, principal);
    }

    /**
     * Checks that the policy allows the method; a kept answer is asked about other methods too.
     *
     * @throws GatewayException 403 if it does not
     */
    void check(Invocation invocation) {
        AccountId account = invocation.stage.scope().account();
        Decision decision =
                PolicyEvaluator.evaluate(
                        new AccessRequest(
                                ResourcePolicy.ACTION,
                                invocation.methodArn(),
                                requester(account, context.getOrDefault("principalId", "")),
                                ResourcePolicy.context(invocation)),
                        PolicySet.ofIdentity(List.of(policy)));
        switch (decision.outcome()) {
            case ALLOWED -> {}
            case EXPLICIT_DENY ->
                    throw GatewayException.accessDenied(
                            "User is not authorized to access this resource with an explicit deny");
            case IMPLICIT_DENY -> {
                // A resource policy that allows the request is enough; its denials came before.
                if (invocation.stage.policy().filter(p -> p.allows(invocation)).isEmpty()) {
                    throw GatewayException.accessDenied(
                            "User is not authorized to access this resource");
                }
            }
        }
    }
}
