package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.Integration;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * HTTP_PROXY: an endpoint outside gets the client's request. Source: Developer Guide, "Create HTTP
 * proxy integrations for HTTP APIs".
 */
final class HttpIntegration {

    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN =
            Set.of("host", "forwarded", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto");

    private HttpIntegration() {}

    static HttpResponse invoke(Exchange exchange, Integration integration, Backends backends) {
        Mappings.Mapped mapped = Mappings.request(exchange, integration);
        String configured = String.valueOf(integration.integrationMethod());
        String method = configured.equals("ANY") ? exchange.method() : configured;
        HttpResponse answer =
                backends.send(
                        exchange,
                        new OutboundRequest(
                                method,
                                url(exchange, integration, mapped),
                                headers(exchange, mapped.request()),
                                WITHOUT_BODY.contains(method)
                                        ? new byte[0]
                                        : exchange.request.http().body(),
                                Duration.ofMillis(
                                        Backends.timeoutMillis(integration.timeoutInMillis())),
                                (int) HttpApiQuotas.PAYLOAD_BYTES.value()));
        HttpHeaders fields = new HttpHeaders();
        answer.headers()
                .forEach((name, value) -> {
                    if (HeaderFields.isField(name, value)) {
                        HeaderFields.add(fields, name, value);
                    }
                });
        return new HttpResponse(answer.status(), fields, answer.body());
    }

    /** With AWS_IAM the Authorization header is for API Gateway. */
    private static HttpHeaders headers(Exchange exchange, RequestData request) {
        HttpHeaders headers = new HttpHeaders();
        for (Map.Entry<String, List<String>> field : request.headers().entrySet()) {
            String name = field.getKey();
            boolean signature = name.equals("authorization") && exchange.caller().isPresent();
            if (!OWN.contains(name) && !signature) {
                field.getValue().forEach(value -> HeaderFields.add(headers, name, value));
            }
        }
        HttpRequest http = request.http();
        String scheme = http.secure() ? "https" : "http";
        String earlier = request.header("x-forwarded-for");
        headers.add(
                "forwarded",
                "for=" + http.sourceIp() + ";host=" + http.host() + ";proto=" + scheme);
        headers.add(
                "x-forwarded-for",
                earlier.isEmpty() ? http.sourceIp() : earlier + ", " + http.sourceIp());
        headers.add("x-forwarded-port", exchange.port());
        headers.add("x-forwarded-proto", scheme);
        return headers;
    }

    private static URI url(Exchange exchange, Integration integration, Mappings.Mapped mapped) {
        String text =
                Backends.withStageVariables(String.valueOf(integration.integrationUri()), exchange);
        for (Map.Entry<String, String> variable : exchange.variables().entrySet()) {
            String value = variable.getValue();
            text =
                    text.replace("{" + variable.getKey() + "}", value)
                            .replace("{" + variable.getKey() + "+}", value);
        }
        try {
            URI url = new URI(text);
            if (url.getHost() == null) {
                throw RefusedException.internal();
            }
            String path = mapped.path() == null ? url.getRawPath() : '/' + stripped(mapped.path());
            String query = mapped.request().http().query();
            String own = url.getRawQuery() == null ? "" : url.getRawQuery();
            String joined = own.isEmpty() || query.isEmpty() ? own + query : own + '&' + query;
            String rest = joined.isEmpty() ? "" : '?' + joined;
            return new URI(url.getScheme() + "://" + url.getRawAuthority() + path + rest);
        } catch (URISyntaxException e) {
            throw RefusedException.internal();
        }
    }

    private static String stripped(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }
}
