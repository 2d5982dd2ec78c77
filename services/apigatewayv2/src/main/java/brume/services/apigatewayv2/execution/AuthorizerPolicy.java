package brume.services.apigatewayv2.execution;

import brume.base.Scope;
import brume.iam.AccessRequest;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyEvaluator;
import brume.iam.PolicyKind;
import brume.iam.PolicySet;
import brume.iam.Requester;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** What a Lambda authorizer says of a client: who it is, and a policy of what it may invoke. */
public record AuthorizerPolicy(String principalId, PolicyDocument policy) {

    /**
     * Reads a function's answer.
     *
     * @throws RefusedException 500 if it has no policy
     */
    public static AuthorizerPolicy of(JsonNode said) {
        if (!said.path("policyDocument").isObject()) {
            throw RefusedException.internal();
        }
        try {
            return new AuthorizerPolicy(
                    said.path("principalId").asText(),
                    PolicyDocument.parse(
                            Documents.text(said.path("policyDocument")), PolicyKind.IDENTITY));
        } catch (MalformedPolicyException e) {
            throw RefusedException.internal();
        }
    }

    /** Whether the policy lets its client invoke a method or route. */
    public boolean allows(String methodArn, Scope scope, String sourceIp) {
        String account = scope.account().value();
        Requester requester =
                new Requester.User(
                        "arn:aws:iam::" + account + ":user/" + principalId,
                        account,
                        principalId,
                        principalId);
        return PolicyEvaluator.evaluate(
                        new AccessRequest(
                                "execute-api:Invoke",
                                methodArn,
                                requester,
                                Map.of("aws:SourceIp", List.of(sourceIp))),
                        PolicySet.ofIdentity(List.of(policy)))
                .allowed();
    }
}
