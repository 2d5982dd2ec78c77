package brume.services.iam;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.iam.ContextEntry;
import brume.api.iam.CreateUserRequest;
import brume.api.iam.EvaluationResult;
import brume.api.iam.GetContextKeysForCustomPolicyRequest;
import brume.api.iam.IamApi;
import brume.api.iam.PutUserPolicyRequest;
import brume.api.iam.SimulateCustomPolicyRequest;
import brume.api.iam.SimulatePrincipalPolicyRequest;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Source: IAM User Guide, "Testing IAM policies with the IAM policy simulator". */
@NullUnmarked // Members of answers are optional by type; one that is missing fails the test.
class SimulationTest {

    private static final String POLICY =
            """
            {"Version":"2012-10-17","Statement":[
             {"Effect":"Allow","Action":"dynamodb:*","Resource":"*",
              "Condition":{"StringEquals":{"aws:RequestTag/team":"${aws:PrincipalTag/team}"}}},
             {"Effect":"Deny","Action":"dynamodb:Delete*","Resource":"*"}]}\
            """;

    @TempDir Path folder;
    private IamHarness iam;

    @BeforeEach
    void open() {
        iam = new IamHarness(folder);
    }

    @AfterEach
    void close() {
        iam.close();
    }

    private static ContextEntry entry(String key, String value) {
        return ContextEntry.builder()
                .contextKeyName(key)
                .contextKeyType("string")
                .contextKeyValues(List.of(value))
                .build();
    }

    @Test
    void saysWhatCustomPoliciesDecide() {
        SimulateCustomPolicyRequest request =
                SimulateCustomPolicyRequest.builder()
                        .policyInputList(List.of(POLICY))
                        .actionNames(
                                List.of(
                                        "dynamodb:PutItem",
                                        "dynamodb:DeleteTable",
                                        "sqs:SendMessage"))
                        .contextEntries(
                                List.of(
                                        entry("aws:RequestTag/team", "red"),
                                        entry("aws:PrincipalTag/team", "red")))
                        .build();
        List<EvaluationResult> results =
                iam.call(IamApi.SIMULATE_CUSTOM_POLICY, request).evaluationResults();
        assertThat(results)
                .extracting(EvaluationResult::evalDecision)
                .containsExactly("allowed", "explicitDeny", "implicitDeny");
        assertThat(results.getFirst().matchedStatements())
                .extracting(statement -> statement.sourcePolicyId())
                .containsExactly("PolicyInputList.1");
        EvaluationResult without =
                iam.call(
                                IamApi.SIMULATE_CUSTOM_POLICY,
                                request.toBuilder().contextEntries(List.of()).maxItems(1).build())
                        .evaluationResults()
                        .getFirst();
        assertThat(without.evalDecision()).isEqualTo("implicitDeny");
        assertThat(without.missingContextValues())
                .containsExactly("aws:PrincipalTag/team", "aws:RequestTag/team");
    }

    @Test
    void saysWhatAUsersPoliciesDecideWithinABoundary() {
        iam.call(IamApi.CREATE_USER, CreateUserRequest.builder().userName("bob").build());
        iam.call(
                IamApi.PUT_USER_POLICY,
                PutUserPolicyRequest.builder()
                        .userName("bob")
                        .policyName("p")
                        .policyDocument(
                                """
                                {"Version":"2012-10-17","Statement":{"Effect":"Allow",
                                 "Action":"*","Resource":"arn:aws:s3:::${aws:username}/*"}}\
                                """)
                        .build());
        SimulatePrincipalPolicyRequest request =
                SimulatePrincipalPolicyRequest.builder()
                        .policySourceArn("arn:aws:iam::" + IamHarness.ACCOUNT + ":user/bob")
                        .actionNames(List.of("s3:GetObject"))
                        .resourceArns(List.of("arn:aws:s3:::bob/a", "arn:aws:s3:::eve/a"))
                        .build();
        assertThat(iam.call(IamApi.SIMULATE_PRINCIPAL_POLICY, request).evaluationResults())
                .extracting(EvaluationResult::evalDecision)
                .containsExactly("allowed", "implicitDeny");
        String none =
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"a:B\",\"Resource\":\"*\"}}";
        EvaluationResult bounded =
                iam.call(
                                IamApi.SIMULATE_PRINCIPAL_POLICY,
                                request.toBuilder()
                                        .permissionsBoundaryPolicyInputList(List.of(none))
                                        .build())
                        .evaluationResults()
                        .getFirst();
        assertThat(bounded.evalDecision()).isEqualTo("implicitDeny");
        assertThat(bounded.permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary())
                .isFalse();
    }

    @Test
    void namesTheKeysThatAPolicyAsksFor() {
        assertThat(
                        iam.call(
                                        IamApi.GET_CONTEXT_KEYS_FOR_CUSTOM_POLICY,
                                        GetContextKeysForCustomPolicyRequest.builder()
                                                .policyInputList(List.of(POLICY))
                                                .build())
                                .contextKeyNames())
                .containsExactly("aws:PrincipalTag/team", "aws:RequestTag/team");
    }
}
