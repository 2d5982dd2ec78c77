package brume.services.apigateway.execution;

import brume.services.apigateway.domain.IntegrationUri;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * An AWS service as the backend of a method: the mapped request is sent in the service's own
 * protocol. Source: Developer Guide, "Integration request property reference": a path ({@code
 * .../service:path/...}) is the request's own path; an action ({@code ...:service:action/Name})
 * names the operation, and query parameters are its arguments. API Gateway accepts JSON, and
 * services with a query protocol answer it as JSON (LocalStack's recordings
 * test_sqs_aws_integration and test_ssm_aws_integration).
 */
final class ServiceIntegration {

    private ServiceIntegration() {}

    static IntegrationResult invoke(
            Invocation invocation,
            Backends backends,
            IntegrationRequest request,
            IntegrationUri uri) {
        AwsIntegration.requested(invocation, uri, request);
        HttpResponse answer = backends.request(invocation, uri, message(invocation, request, uri));
        return new IntegrationResult(
                answer.status(), answer.headers(), answer.body(), String.valueOf(answer.status()));
    }

    private static HttpRequest message(
            Invocation invocation, IntegrationRequest request, IntegrationUri uri) {
        HttpHeaders headers = new HttpHeaders();
        headers.set("Accept", "application/json");
        if (request.body().length > 0) {
            headers.set("Content-Type", invocation.request.contentType());
        }
        request.headers().forEach((name, value) -> set(headers, name, value));
        Map<String, String> query = new LinkedHashMap<>();
        String path = '/' + uri.rest();
        if (uri.isAction()) {
            path = "/";
            query.put("Action", uri.rest());
        } else {
            int question = path.indexOf('?');
            if (question >= 0) {
                invocation.log.info(() -> "The address has a query string");
                path = path.substring(0, question);
            }
        }
        query.putAll(request.query());
        return new HttpRequest(
                method(invocation),
                PercentEncoding.path(path),
                text(query),
                uri.service() + '.' + uri.region() + ".amazonaws.com",
                headers,
                request.body(),
                "127.0.0.1",
                true);
    }

    private static String method(Invocation invocation) {
        String method = String.valueOf(invocation.method.integration().httpMethod());
        return method.equals("ANY") ? invocation.request.http().method() : method;
    }

    private static void set(HttpHeaders headers, String name, String value) {
        if (!ResponseHeaders.isName(name) || !ResponseHeaders.isValue(value)) {
            throw GatewayException.internal("Header " + name + " is none");
        }
        headers.set(name, value);
    }

    private static String text(Map<String, String> query) {
        StringJoiner text = new StringJoiner("&");
        query.forEach((name, value) ->
                text.add(PercentEncoding.component(name) + '=' + PercentEncoding.component(value)));
        return text.toString();
    }
}
