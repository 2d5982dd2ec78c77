package brume.services.apigateway.execution;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The event of a Lambda proxy integration, format 1.0. Source: Developer Guide, "Input format of a
 * Lambda function for proxy integration", and LocalStack's recording
 * test_lambda_aws_proxy_integration.
 */
final class ProxyEvent {

    /** Fields of the connection; AWS does not pass them on. */
    private static final Set<String> NOT_PASSED =
            Set.of(
                    "connection",
                    "content-length",
                    "transfer-encoding",
                    "x-amzn-trace-id",
                    "x-forwarded-for",
                    "x-forwarded-port",
                    "x-forwarded-proto",
                    "http2-settings",
                    "upgrade",
                    "expect");

    /** What every request's identity has, null or not. */
    static final List<String> IDENTITY =
            List.of(
                    "cognitoIdentityPoolId",
                    "accountId",
                    "cognitoIdentityId",
                    "caller",
                    "sourceIp",
                    "principalOrgId",
                    "accessKey",
                    "cognitoAuthenticationType",
                    "cognitoAuthenticationProvider",
                    "userArn",
                    "userAgent",
                    "user");

    private ProxyEvent() {}

    static byte[] of(Invocation invocation) {
        ObjectNode event = withoutBody(invocation);
        body(invocation, event);
        return Documents.write(event);
    }

    /** The event as a REQUEST authorizer gets it. */
    static ObjectNode withoutBody(Invocation invocation) {
        RequestData request = invocation.request;
        ObjectNode event = Documents.object();
        event.put("resource", invocation.method.resourcePath());
        event.put("path", request.path());
        event.put("httpMethod", request.http().method());
        headers(invocation, event);
        multi(event, "queryStringParameters", "multiValueQueryStringParameters", request.query());
        strings(event, "pathParameters", invocation.pathParameters);
        strings(event, "stageVariables", invocation.stage.variables());
        event.set("requestContext", requestContext(invocation));
        return event;
    }

    private static void headers(Invocation invocation, ObjectNode event) {
        Map<String, List<String>> headers = new java.util.LinkedHashMap<>();
        invocation
                .request
                .headers()
                .forEach((name, values) -> {
                    if (!NOT_PASSED.contains(name.toLowerCase(Locale.ROOT))) {
                        headers.put(spelling(name), values);
                    }
                });
        headers.put("X-Amzn-Trace-Id", List.of(invocation.traceId()));
        Forwarded.of(invocation).forEach((name, value) -> headers.put(name, List.of(value)));
        multi(event, "headers", "multiValueHeaders", headers);
    }

    /** AWS spells these fields the same, however they came. */
    private static String spelling(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "authorization" -> "Authorization";
            case "user-agent" -> "User-Agent";
            case "host" -> "Host";
            default -> name;
        };
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
            list.forEach(all.withArray("/" + pointer(name))::add);
        });
    }

    private static String pointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static void strings(ObjectNode event, String name, Map<String, String> values) {
        if (values.isEmpty()) {
            event.putNull(name);
        } else {
            ObjectNode map = event.putObject(name);
            values.forEach(map::put);
        }
    }

    private static ObjectNode requestContext(Invocation invocation) {
        ObjectNode context = Documents.object();
        context.put("resourceId", invocation.method.resourceId());
        context.put("resourcePath", invocation.method.resourcePath());
        context.put("httpMethod", invocation.request.http().method());
        context.put("extendedRequestId", invocation.extendedRequestId);
        context.put("requestTime", invocation.requestTime());
        context.put("path", invocation.stagePath());
        context.put("accountId", invocation.stage.scope().account().value());
        context.put("protocol", "HTTP/1.1");
        context.put("stage", invocation.stage.name());
        context.put("domainPrefix", invocation.domainPrefix());
        context.put("requestTimeEpoch", invocation.time.toEpochMilli());
        context.put("requestId", invocation.requestId);
        ObjectNode identity = context.putObject("identity");
        IDENTITY.forEach(identity::putNull);
        invocation.callerIdentity().forEach(identity::put);
        identity.put("sourceIp", invocation.request.http().sourceIp());
        identity.put("userAgent", invocation.userAgent());
        if (!invocation.authorizer().isEmpty()) {
            invocation.authorizer().forEach(context.putObject("authorizer")::put);
        }
        context.put("domainName", invocation.domainName());
        context.put("deploymentId", invocation.stage.deploymentId());
        context.put("apiId", invocation.stage.apiId());
        return context;
    }

    private static void body(Invocation invocation, ObjectNode event) {
        byte[] body = invocation.request.http().body();
        if (body.length == 0) {
            event.putNull("body");
            event.put("isBase64Encoded", false);
            return;
        }
        boolean binary = invocation.stage.isBinary(invocation.request.contentType());
        Optional<String> text = binary ? Optional.empty() : Bodies.strictText(body);
        boolean declared = binary;
        if (text.isPresent()) {
            event.put("body", text.get());
        } else if (declared) {
            event.put("body", Base64.getEncoder().encodeToString(body));
        } else {
            // Not declared as binary: AWS reads it as text, whatever is lost.
            event.put("body", new String(body, StandardCharsets.UTF_8));
        }
        event.put("isBase64Encoded", declared);
    }
}
