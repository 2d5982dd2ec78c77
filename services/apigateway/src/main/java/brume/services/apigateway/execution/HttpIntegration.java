package brume.services.apigateway.execution;

import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.wire.Compression;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import brume.wire.WireFormatException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * HTTP and HTTP_PROXY: an endpoint outside gets the mapped request, or the client's own. Source:
 * Developer Guide, "Set up HTTP integrations in API Gateway"; the header fields are those of
 * LocalStack's recording test_http_integration_with_lambda.
 */
final class HttpIntegration {

    /** Fields of the client's connection, and those that mappings alone may pass on. */
    private static final Set<String> NOT_PASSED =
            Set.of(
                    "content-encoding",
                    "host",
                    "http2-settings",
                    "keep-alive",
                    "proxy-authorization",
                    "proxy-connection",
                    "via",
                    "x-amzn-trace-id",
                    "x-forwarded-for",
                    "x-forwarded-port",
                    "x-forwarded-proto");

    /** What mappings set in vain. */
    private static final Set<String> NOT_SET =
            Set.of("connection", "expect", "proxy-authenticate", "te", "via");

    /** The mapping of one of these fails the request. */
    private static final Set<String> FORBIDDEN =
            Set.of(
                    "content-length",
                    "transfer-encoding",
                    "x-amzn-apigateway-api-id",
                    "x-amzn-trace-id");

    /** As above, where AWS signs the request. */
    private static final Set<String> FORBIDDEN_OF_AWS =
            Set.of("authorization", "connection", "expect", "proxy-authenticate", "te");

    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");

    private HttpIntegration() {}

    /** The mapped request; the answer goes through the integration responses. */
    static IntegrationResult invoke(Invocation invocation, Backends backends) {
        IntegrationRequest request = IntegrationRequest.of(invocation);
        HttpHeaders headers = new HttpHeaders();
        checkMapped(request, false);
        headers.add("User-Agent", "AmazonAPIGateway_" + invocation.stage.apiId());
        headers.add("Accept", "application/json");
        if (request.body().length > 0) {
            headers.add("Content-Type", invocation.request.contentType());
        }
        addTrace(invocation, headers);
        request.headers().forEach((name, value) -> set(headers, name, value));
        Query query = new Query();
        request.query().forEach(query::add);
        HttpResponse answer = send(invocation, backends, request, headers, query, request.body());
        String status = String.valueOf(answer.status());
        return new IntegrationResult(answer.status(), answer.headers(), plain(answer), status);
    }

    /** The client's request, with what the mappings add; the answer goes back as it came. */
    static HttpResponse proxy(Invocation invocation, Backends backends) {
        IntegrationRequest mapped = IntegrationRequest.parametersOf(invocation);
        checkMapped(mapped, false);
        HttpHeaders headers = new HttpHeaders();
        invocation
                .request
                .headers()
                .forEach((name, values) -> {
                    if (isPassed(invocation, name)) {
                        values.forEach(value -> headers.add(name, value));
                    }
                });
        addTrace(invocation, headers);
        Forwarded.of(invocation).forEach((name, value) -> headers.add(name, value));
        mapped.headers().forEach((name, value) -> set(headers, name, value));
        Query query = new Query();
        invocation
                .request
                .query()
                .forEach((name, values) -> {
                    if (!mapped.query().containsKey(name)) {
                        values.forEach(value -> query.add(name, value));
                    }
                });
        mapped.query().forEach(query::add);
        byte[] body = invocation.request.http().body();
        HttpResponse answer = send(invocation, backends, mapped, headers, query, body);
        HttpHeaders fields = new HttpHeaders();
        answer.headers().forEach((name, value) -> ResponseHeaders.add(fields, name, value));
        return new HttpResponse(answer.status(), fields, answer.body());
    }

    /** With AWS_IAM the Authorization header is for API Gateway. */
    private static boolean isPassed(Invocation invocation, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !NOT_PASSED.contains(lower)
                && !(lower.equals("authorization") && invocation.caller.isPresent());
    }

    private static void addTrace(Invocation invocation, HttpHeaders headers) {
        headers.add("x-amzn-apigateway-api-id", invocation.stage.apiId());
        headers.add("X-Amzn-Trace-Id", invocation.traceId());
    }

    /**
     * Refuses the mapping of fields that nobody may set.
     *
     * @param signed whether AWS signs the request
     * @throws GatewayException 500
     */
    static void checkMapped(IntegrationRequest mapped, boolean signed) {
        for (String name : mapped.headers().keySet()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (FORBIDDEN.contains(lower) || signed && FORBIDDEN_OF_AWS.contains(lower)) {
                throw GatewayException.internal("Header " + name + " cannot be mapped");
            }
        }
    }

    /** A mapping may make any text; one that is no header field fails as a bad configuration. */
    private static void set(HttpHeaders headers, String name, String value) {
        if (!ResponseHeaders.isName(name) || !ResponseHeaders.isValue(value)) {
            throw GatewayException.internal();
        }
        if (!NOT_SET.contains(name.toLowerCase(Locale.ROOT))) {
            headers.set(name, value);
        }
    }

    private static HttpResponse send(
            Invocation invocation,
            Backends backends,
            IntegrationRequest request,
            HttpHeaders headers,
            Query query,
            byte[] body) {
        String configured = String.valueOf(invocation.method.integration().httpMethod());
        String method = configured.equals("ANY") ? invocation.request.http().method() : configured;
        checkLink(invocation, backends);
        URI url = url(invocation, request.path(), query);
        invocation.log.data(() -> "Endpoint request URI: " + url);
        invocation.log.data(() -> "Endpoint request headers: " + ExecutionLog.fields(headers));
        invocation.log.data(
                () -> "Endpoint request body after transformations: " + Bodies.text(body));
        invocation.log.info(() -> "Sending request to " + url);
        HttpResponse answer =
                backends.send(
                        invocation,
                        new OutboundRequest(
                                method,
                                url,
                                headers,
                                WITHOUT_BODY.contains(method) ? new byte[0] : body,
                                Duration.ofMillis(Backends.timeoutMillis(invocation)),
                                (int) ApigatewayQuotas.PAYLOAD_BYTES.value()));
        invocation.received(answer.status(), answer.headers(), answer.body());
        return answer;
    }

    /** A private integration goes through a VPC link that is there. */
    private static void checkLink(Invocation invocation, Backends backends) {
        var integration = invocation.method.integration();
        if (!"VPC_LINK".equals(integration.connectionType())) {
            return;
        }
        String link =
                Backends.withStageVariables(
                        String.valueOf(integration.connectionId()), invocation.stage.variables());
        if (!backends.hasLink(invocation.stage.scope(), link)) {
            throw GatewayException.internal("Invalid VPC link: " + link);
        }
    }

    private static URI url(Invocation invocation, Map<String, String> path, Query query) {
        String text =
                Backends.withStageVariables(
                        String.valueOf(invocation.method.integration().uri()),
                        invocation.stage.variables());
        for (Map.Entry<String, String> parameter : path.entrySet()) {
            String value = PercentEncoding.path(parameter.getValue());
            text =
                    text.replace("{" + parameter.getKey() + "}", value)
                            .replace("{" + parameter.getKey() + "+}", value);
        }
        try {
            URI url = new URI(query.appendedTo(text));
            if (url.getHost() == null) {
                throw GatewayException.internal("Invalid endpoint address");
            }
            return url;
        } catch (URISyntaxException e) {
            throw GatewayException.internal("Invalid endpoint address");
        }
    }

    /** The body as text for templates: inflated, if the endpoint took our offer. */
    private static byte[] plain(HttpResponse answer) {
        Optional<String> coding =
                answer.headers()
                        .first("Content-Encoding")
                        .map(value -> value.strip().toLowerCase(Locale.ROOT))
                        .filter(List.of("gzip", "deflate")::contains);
        if (coding.isEmpty()) {
            return answer.body();
        }
        try {
            return Compression.inflate(
                    coding.get(), answer.body(), (int) ApigatewayQuotas.PAYLOAD_BYTES.value());
        } catch (WireFormatException e) {
            throw GatewayException.internal();
        }
    }

    /** A query string under construction. */
    private static final class Query {
        private final StringBuilder text = new StringBuilder();

        void add(String name, String value) {
            text.append(text.isEmpty() ? "" : "&")
                    .append(PercentEncoding.component(name))
                    .append('=')
                    .append(PercentEncoding.component(value));
        }

        String appendedTo(String url) {
            if (text.isEmpty()) {
                return url;
            }
            return url + (url.indexOf('?') < 0 ? '?' : '&') + text;
        }
    }
}
