package brume.services.apigatewayv2.execution;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request as functions see it, in both payload formats. Source: Developer Guide, "Create AWS
 * Lambda proxy integrations for HTTP APIs in API Gateway".
 */
final class FunctionEvent {

    private static final List<String> IDENTITY =
            List.of(
                    "accessKey",
                    "accountId",
                    "caller",
                    "cognitoAuthenticationProvider",
                    "cognitoAuthenticationType",
                    "cognitoIdentityId",
                    "cognitoIdentityPoolId",
                    "principalOrgId",
                    "sourceIp",
                    "user",
                    "userAgent",
                    "userArn");

    private FunctionEvent() {}

    /** The event of an integration; changes to headers and query string are in already. */
    static byte[] of(Exchange exchange, RequestData request, String version) {
        ObjectNode event = Documents.object().put("version", version);
        if (version.equals("2.0")) {
            event.put("routeKey", exchange.routeKey());
            modern(exchange, request, event);
        } else {
            classic(exchange, request, event);
        }
        body(request, event, version.equals("1.0"));
        return Documents.write(event);
    }

    /** What format 2.0 says of a request, without its body. */
    static void modern(Exchange exchange, RequestData request, ObjectNode event) {
        event.put("rawPath", request.rawPath());
        event.put("rawQueryString", request.http().query());
        ArrayNode cookies = Documents.array();
        request.cookies().forEach(cookies::add);
        if (!cookies.isEmpty()) {
            event.set("cookies", cookies);
        }
        ObjectNode headers = event.putObject("headers");
        headers(exchange, request)
                .forEach((name, values) -> {
                    if (!name.equals("cookie")) {
                        headers.put(name, String.join(",", values));
                    }
                });
        if (!request.query().isEmpty()) {
            ObjectNode query = event.putObject("queryStringParameters");
            request.query().forEach((name, values) -> query.put(name, String.join(",", values)));
        }
        event.set("requestContext", modernContext(exchange));
        if (!exchange.variables().isEmpty()) {
            event.set("pathParameters", pathParameters(exchange));
        }
        if (!exchange.stage.variables().isEmpty()) {
            exchange.stage.variables().forEach(event.putObject("stageVariables")::put);
        }
    }

    /** What format 1.0 says of a request, without its body. */
    static void classic(Exchange exchange, RequestData request, ObjectNode event) {
        event.put("resource", exchange.route().resource());
        event.put("path", request.rawPath());
        event.put("httpMethod", exchange.method());
        multi(event, "headers", "multiValueHeaders", headers(exchange, request));
        multi(event, "queryStringParameters", "multiValueQueryStringParameters", request.query());
        event.set("requestContext", classicContext(exchange));
        if (exchange.variables().isEmpty()) {
            event.putNull("pathParameters");
        } else {
            event.set("pathParameters", pathParameters(exchange));
        }
        if (exchange.stage.variables().isEmpty()) {
            event.putNull("stageVariables");
        } else {
            exchange.stage.variables().forEach(event.putObject("stageVariables")::put);
        }
    }

    private static ObjectNode pathParameters(Exchange exchange) {
        ObjectNode parameters = Documents.object();
        exchange.variables()
                .forEach((name, value) -> parameters.put(name, RequestData.decodedPath(value)));
        return parameters;
    }

    private static Map<String, List<String>> headers(Exchange exchange, RequestData request) {
        Map<String, List<String>> headers = new LinkedHashMap<>(request.headers());
        headers.remove("connection");
        headers.putIfAbsent(
                "content-length", List.of(String.valueOf(request.http().body().length)));
        headers.putIfAbsent("host", List.of(request.http().host()));
        String earlier = request.header("x-forwarded-for");
        String ip = request.http().sourceIp();
        headers.put("x-forwarded-for", List.of(earlier.isEmpty() ? ip : earlier + ", " + ip));
        headers.put("x-forwarded-port", List.of(exchange.port()));
        headers.put("x-forwarded-proto", List.of(request.http().secure() ? "https" : "http"));
        return headers;
    }

    private static void multi(
            ObjectNode event, String single, String multi, Map<String, List<String>> values) {
        if (values.isEmpty()) {
            event.putNull(single);
            event.putNull(multi);
            return;
        }
        ObjectNode last = event.putObject(single);
        ObjectNode all = event.putObject(multi);
        values.forEach((name, list) -> {
            last.put(name, list.getLast());
            ArrayNode array = all.putArray(name);
            list.forEach(array::add);
        });
    }

    private static ObjectNode modernContext(Exchange exchange) {
        ObjectNode context = Documents.object();
        context.put("accountId", exchange.stage.scope().account().value());
        context.put("apiId", exchange.stage.apiId());
        Map<String, String> identity = exchange.identity();
        if (!identity.isEmpty()) {
            ObjectNode iam = context.putObject("authorizer").putObject("iam");
            iam.put("accessKey", identity.get("accessKey"));
            iam.put("accountId", identity.get("accountId"));
            iam.put("callerId", identity.get("caller"));
            iam.putNull("cognitoIdentity");
            iam.putNull("principalOrgId");
            iam.put("userArn", identity.get("userArn"));
            iam.put("userId", identity.get("user"));
        } else if (!exchange.authorizer().isEmpty()) {
            context.set("authorizer", exchange.authorizer());
        }
        context.put("domainName", exchange.domainName());
        context.put("domainPrefix", exchange.stage.apiId());
        ObjectNode http = context.putObject("http");
        http.put("method", exchange.method());
        http.put("path", exchange.request.rawPath());
        http.put("protocol", "HTTP/1.1");
        http.put("sourceIp", exchange.request.http().sourceIp());
        http.put("userAgent", exchange.request.header("user-agent"));
        context.put("requestId", exchange.requestId);
        context.put("routeKey", exchange.routeKey());
        context.put("stage", exchange.stage.name());
        context.put("time", exchange.requestTime());
        context.put("timeEpoch", exchange.time.toEpochMilli());
        return context;
    }

    private static ObjectNode classicContext(Exchange exchange) {
        ObjectNode context = Documents.object();
        context.put("accountId", exchange.stage.scope().account().value());
        context.put("apiId", exchange.stage.apiId());
        JsonNode jwt = exchange.authorizer().path("jwt");
        JsonNode lambda = exchange.authorizer().path("lambda");
        if (jwt.isObject()) {
            context.set("authorizer", jwt);
        } else if (lambda.isObject()) {
            context.set("authorizer", lambda);
        }
        context.put("domainName", exchange.domainName());
        context.put("domainPrefix", exchange.stage.apiId());
        context.put("extendedRequestId", exchange.requestId);
        context.put("httpMethod", exchange.method());
        ObjectNode identity = context.putObject("identity");
        IDENTITY.forEach(identity::putNull);
        exchange.identity().forEach(identity::put);
        identity.put("sourceIp", exchange.request.http().sourceIp());
        identity.put("userAgent", exchange.request.header("user-agent"));
        context.put("path", exchange.request.rawPath());
        context.put("protocol", "HTTP/1.1");
        context.put("requestId", exchange.requestId);
        context.put("requestTime", exchange.requestTime());
        context.put("requestTimeEpoch", exchange.time.toEpochMilli());
        context.putNull("resourceId");
        context.put("resourcePath", exchange.route().resource());
        context.put("stage", exchange.stage.name());
        return context;
    }

    private static void body(RequestData request, ObjectNode event, boolean nullIfEmpty) {
        byte[] body = request.http().body();
        boolean text = request.isText();
        if (body.length > 0) {
            event.put(
                    "body",
                    text
                            ? new String(body, StandardCharsets.UTF_8)
                            : Base64.getEncoder().encodeToString(body));
        } else if (nullIfEmpty) {
            event.putNull("body");
        }
        event.put("isBase64Encoded", body.length > 0 && !text);
    }
}
