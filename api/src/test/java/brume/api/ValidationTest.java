package brume.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.CreateRestApiRequest;
import brume.api.ec2.DeleteVolumeRequest;
import brume.api.ec2.Ec2Api;
import brume.api.events.EventsApi;
import brume.api.events.PutRuleRequest;
import brume.api.events.PutTargetsRequest;
import brume.api.events.Target;
import brume.api.iam.CreateRoleRequest;
import brume.api.iam.IamApi;
import brume.api.lambda.AliasRoutingConfiguration;
import brume.api.lambda.CreateAliasRequest;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.PublishLayerVersionRequest;
import brume.api.lambda.PutFunctionConcurrencyRequest;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import brume.wire.Validation;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** AWS's validation messages. Source: LocalStack's snapshots of AWS's answers. */
class ValidationTest {

    private static void refused(OperationModel<?, ?> operation, Shape input, String message) {
        assertThatThrownBy(() -> Validation.check(operation, input))
                .isInstanceOf(ServiceException.class)
                .hasMessage(message);
    }

    @Test
    void patternsComeBeforeLengths() {
        String name = "This has spaces " + "x".repeat(60);
        refused(
                EventsApi.PUT_RULE,
                PutRuleRequest.builder().name(name).state("INVALID").build(),
                "3 validation errors detected: Value '"
                        + name
                        + "' at 'name' failed to satisfy constraint: Member must satisfy regular"
                        + " expression pattern: [\\.\\-_A-Za-z0-9]+; Value '"
                        + name
                        + "' at 'name' failed to satisfy constraint: Member must have length less"
                        + " than or equal to 64; Value 'INVALID' at 'state' failed to satisfy"
                        + " constraint: Member must satisfy enum value set: [ENABLED, DISABLED,"
                        + " ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]");
    }

    @Test
    void absentMembersAndElementsOfLists() {
        refused(
                EventsApi.PUT_TARGETS,
                PutTargetsRequest.builder()
                        .rule("r")
                        .targets(List.of(Target.builder().id("!@#").build()))
                        .build(),
                "2 validation errors detected: Value '!@#' at 'targets.1.member.id' failed to"
                    + " satisfy constraint: Member must satisfy regular expression pattern:"
                    + " [\\.\\-_A-Za-z0-9]+; Value null at 'targets.1.member.arn' failed to satisfy"
                    + " constraint: Member must not be null");
    }

    @Test
    void numbersAndMaps() {
        refused(
                LambdaApi.PUT_FUNCTION_CONCURRENCY,
                PutFunctionConcurrencyRequest.builder()
                        .functionName("f")
                        .reservedConcurrentExecutions(-1)
                        .build(),
                "1 validation error detected: Value '-1' at 'reservedConcurrentExecutions' failed"
                    + " to satisfy constraint: Member must have value greater than or equal to 0");
        refused(
                LambdaApi.CREATE_ALIAS,
                CreateAliasRequest.builder()
                        .functionName("f")
                        .name("a")
                        .functionVersion("1")
                        .routingConfig(
                                AliasRoutingConfiguration.builder()
                                        .additionalVersionWeights(Map.of("2", 2.0))
                                        .build())
                        .build(),
                "1 validation error detected: Value '{2=2.0}' at"
                    + " 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map"
                    + " value must satisfy constraint: [Member must have value less than or equal"
                    + " to 1.0, Member must have value greater than or equal to 0.0, Member must"
                    + " not be null]");
    }

    @Test
    void elementsOfScalarListsAreReportedOnce() {
        assertThatThrownBy(() ->
                        Validation.check(
                                LambdaApi.PUBLISH_LAYER_VERSION,
                                PublishLayerVersionRequest.builder()
                                        .layerName("l")
                                        .content(
                                                brume.api.lambda.LayerVersionContentInput.builder()
                                                        .build())
                                        .compatibleArchitectures(List.of("X86_64"))
                                        .build()))
                .hasMessage(
                        "1 validation error detected: Value '[X86_64]' at 'compatibleArchitectures'"
                            + " failed to satisfy constraint: Member must satisfy constraint:"
                            + " [Member must satisfy enum value set: [x86_64, arm64], Member must"
                            + " not be null]");
    }

    @Test
    void apiGatewayShowsItsInput() {
        refused(
                ApigatewayApi.CREATE_REST_API,
                CreateRestApiRequest.builder().name("n").apiKeySource("wrong").build(),
                "1 validation error detected: Value 'wrong' at 'createRestApiInput.apiKeySource'"
                    + " failed to satisfy constraint: Member must satisfy enum value set: [HEADER,"
                    + " AUTHORIZER]");
    }

    @Test
    void iamHidesValues() {
        refused(
                IamApi.CREATE_ROLE,
                CreateRoleRequest.builder()
                        .roleName("x".repeat(65))
                        .assumeRolePolicyDocument("{}")
                        .build(),
                "1 validation error detected: Value at 'roleName' failed to satisfy constraint:"
                        + " Member must have length less than or equal to 64");
    }

    @Test
    void ec2NamesTheParameter() {
        assertThatThrownBy(() ->
                        Validation.check(
                                Ec2Api.DELETE_VOLUME, DeleteVolumeRequest.builder().build()))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> assertThat(e.error().code()).isEqualTo("MissingParameter"))
                .hasMessage("The request must contain the parameter VolumeId");
    }

    @Test
    void atMostTenErrorsAreListed() {
        List<Target> targets = Collections.nCopies(20, Target.builder().build());
        assertThat(
                        Validation.violations(
                                EventsApi.PUT_TARGETS,
                                PutTargetsRequest.builder().rule("r").targets(targets).build()))
                .hasSize(10);
    }

    @Test
    void whatFitsIsNotRefused() {
        assertThatCode(() ->
                        Validation.check(
                                EventsApi.PUT_RULE,
                                PutRuleRequest.builder().name("fine-1").build()))
                .doesNotThrowAnyException();
    }
}
