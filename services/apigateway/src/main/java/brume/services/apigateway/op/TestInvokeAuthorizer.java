package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.TestInvokeAuthorizerRequest;
import brume.api.apigateway.TestInvokeAuthorizerResponse;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.execution.AuthorizerRun;
import brume.services.apigateway.execution.RestApiEndpoint;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.services.apigateway.store.Snapshot;
import brume.spi.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks a Lambda authorizer about a made-up request, and shows what it says. */
public final class TestInvokeAuthorizer
        extends ApigatewayOperation<TestInvokeAuthorizerRequest, TestInvokeAuthorizerResponse> {

    private final RestApiEndpoint endpoint;

    public TestInvokeAuthorizer(RestApiStore store, RestApiEndpoint endpoint) {
        super(ApigatewayApi.TEST_INVOKE_AUTHORIZER, store);
        this.endpoint = endpoint;
    }

    @Override
    public TestInvokeAuthorizerResponse handle(TestInvokeAuthorizerRequest input, Call call) {
        if (input.additionalContext() != null && !input.additionalContext().isEmpty()) {
            throw ApiErrors.notImplemented("the parameter additionalContext");
        }
        AuthorizerRun run =
                endpoint.testAuthorizer(
                        store.read(
                                call.scope(),
                                rows -> {
                                    rows.requireApi(input.restApiId());
                                    return new AuthorizerRun.Request(
                                            call.scope(),
                                            Snapshot.of(rows, input.restApiId()),
                                            rows.get(
                                                    ApiPart.AUTHORIZER,
                                                    input.restApiId(),
                                                    input.authorizerId()),
                                            input.pathWithQueryString() == null
                                                    ? ""
                                                    : input.pathWithQueryString(),
                                            TestInvokeMethod.headers(
                                                    input.headers(), input.multiValueHeaders()),
                                            input.body() == null ? "" : input.body(),
                                            input.stageVariables() == null
                                                    ? Map.of()
                                                    : input.stageVariables());
                                }),
                        call.requestId());
        Map<String, String> context = new LinkedHashMap<>(run.context());
        String principal = context.remove("principalId");
        Map<String, List<String>> authorization = new LinkedHashMap<>();
        context.forEach((name, value) -> authorization.put(name, List.of(value)));
        return TestInvokeAuthorizerResponse.builder()
                .clientStatus(run.clientStatus())
                .log(run.log())
                .latency(run.latencyMillis())
                .principalId(principal)
                .policy(run.policy().orElse(null))
                .authorization(authorization.isEmpty() ? null : authorization)
                .build();
    }
}
