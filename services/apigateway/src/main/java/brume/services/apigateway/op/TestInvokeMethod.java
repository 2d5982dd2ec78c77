package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Method;
import brume.api.apigateway.Resource;
import brume.api.apigateway.TestInvokeMethodRequest;
import brume.api.apigateway.TestInvokeMethodResponse;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.IntegrationRules;
import brume.services.apigateway.domain.MethodRules;
import brume.services.apigateway.execution.RestApiEndpoint;
import brume.services.apigateway.execution.TestRun;
import brume.services.apigateway.store.ApiRows;
import brume.services.apigateway.store.RestApiStore;
import brume.services.apigateway.store.Snapshot;
import brume.spi.Call;
import brume.wire.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a method as it stands now, without a deployment, and shows what happened. */
public final class TestInvokeMethod
        extends ApigatewayOperation<TestInvokeMethodRequest, TestInvokeMethodResponse> {

    private final RestApiEndpoint endpoint;

    public TestInvokeMethod(RestApiStore store, RestApiEndpoint endpoint) {
        super(ApigatewayApi.TEST_INVOKE_METHOD, store);
        this.endpoint = endpoint;
    }

    @Override
    public TestInvokeMethodResponse handle(TestInvokeMethodRequest input, Call call) {
        if (input.clientCertificateId() != null) {
            throw ApiErrors.notImplemented("the parameter clientCertificateId");
        }
        TestRun.Request request = store.read(call.scope(), rows -> request(input, call, rows));
        TestRun run = endpoint.test(request, call.requestId());
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, List<String>> multi = new LinkedHashMap<>();
        run.response()
                .headers()
                .forEach((name, value) -> {
                    headers.put(name, value);
                    multi.put(name, run.response().headers().all(name));
                });
        return TestInvokeMethodResponse.builder()
                .status(run.response().status())
                .body(new String(run.response().body(), StandardCharsets.UTF_8))
                .headers(headers)
                .multiValueHeaders(multi)
                .log(run.log())
                .latency(run.latencyMillis())
                .build();
    }

    private static TestRun.Request request(TestInvokeMethodRequest input, Call call, ApiRows rows) {
        Resource resource = rows.resource(input.restApiId(), input.resourceId());
        Method method = MethodRules.answering(resource, input.httpMethod());
        IntegrationRules.integration(method);
        return new TestRun.Request(
                call.scope(),
                Snapshot.of(rows, input.restApiId()),
                resource,
                method,
                input.pathWithQueryString() == null ? "" : input.pathWithQueryString(),
                headers(input.headers(), input.multiValueHeaders()),
                input.body() == null ? "" : input.body(),
                input.stageVariables() == null ? Map.of() : input.stageVariables());
    }

    static HttpHeaders headers(
            @Nullable Map<String, String> single, @Nullable Map<String, List<String>> multi) {
        HttpHeaders headers = new HttpHeaders();
        if (single != null) {
            single.forEach(headers::set);
        }
        if (multi != null) {
            multi.forEach((name, values) -> values.forEach(v -> headers.add(name, v)));
        }
        return headers;
    }
}
