package brume.services.lambda.url;

import brume.services.lambda.domain.FunctionUrl;
import brume.spi.Call;
import brume.spi.Principal;
import brume.wire.Documents;
import brume.wire.HttpRequest;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP request as the function sees it: payload format 2.0.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads">
 *     Request and response payloads</a>
 */
final class UrlEvent {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=([^/%]+)[/%]");

    private UrlEvent() {}

    /**
     * Writes the event.
     *
     * @param caller who signed the request, or empty if nobody needed to
     */
    static byte[] of(
            FunctionUrl url,
            HttpRequest request,
            String requestId,
            Instant time,
            Optional<Call> caller) {
        ObjectNode event = Documents.object();
        event.put("version", "2.0");
        event.put("routeKey", "$default");
        event.put("rawPath", request.path());
        event.put("rawQueryString", request.query());
        putCookies(event, request);
        ObjectNode headers = event.putObject("headers");
        headers(request).forEach(headers::put);
        putQuery(event, request.query());
        putContext(event.putObject("requestContext"), url, request, requestId, time, caller);
        putBody(event, request);
        return Documents.text(event).getBytes(StandardCharsets.UTF_8);
    }

    private static void putCookies(ObjectNode event, HttpRequest request) {
        ArrayNode cookies = Documents.array();
        for (String line : request.headers().all("Cookie")) {
            for (String cookie : line.split(";")) {
                if (!cookie.isBlank()) {
                    cookies.add(cookie.strip());
                }
            }
        }
        if (!cookies.isEmpty()) {
            event.set("cookies", cookies);
        }
    }

    private static Map<String, String> headers(HttpRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers()
                .forEach((name, value) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (!lower.equals("cookie") && !lower.equals("connection")) {
                        headers.merge(lower, value, (a, b) -> a + ',' + b);
                    }
                });
        headers.putIfAbsent("host", request.host());
        // AWS's front end writes these itself, whatever the client sent.
        headers.put("x-forwarded-for", request.sourceIp());
        headers.put("x-forwarded-proto", request.secure() ? "https" : "http");
        int colon = request.host().lastIndexOf(':');
        headers.put(
                "x-forwarded-port",
                colon > 0 ? request.host().substring(colon + 1) : request.secure() ? "443" : "80");
        return headers;
    }

    private static void putQuery(ObjectNode event, String query) {
        if (query.isEmpty()) {
            return;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (!name.isEmpty()) {
                parameters.merge(name, value, (a, b) -> a + ',' + b);
            }
        }
        ObjectNode node = event.putObject("queryStringParameters");
        parameters.forEach(node::put);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a broken escape stays as it was sent
        }
    }

    private static void putContext(
            ObjectNode context,
            FunctionUrl url,
            HttpRequest request,
            String requestId,
            Instant time,
            Optional<Call> caller) {
        context.put(
                "accountId",
                caller.flatMap(call -> call.principal().account())
                        .map(account -> account.value())
                        .orElse("anonymous"));
        context.put("apiId", url.id());
        caller.ifPresent(call -> putCaller(context, request, call.principal()));
        int colon = request.host().lastIndexOf(':');
        context.put("domainName", colon > 0 ? request.host().substring(0, colon) : request.host());
        context.put("domainPrefix", url.id());
        ObjectNode http = context.putObject("http");
        http.put("method", request.method());
        http.put("path", request.path());
        http.put("protocol", "HTTP/1.1");
        http.put("sourceIp", request.sourceIp());
        http.put("userAgent", request.header("User-Agent").orElse(""));
        context.put("requestId", requestId);
        context.put("routeKey", "$default");
        context.put("stage", "$default");
        context.put("time", TIME.format(time));
        context.put("timeEpoch", time.toEpochMilli());
    }

    private static void putCaller(ObjectNode context, HttpRequest request, Principal principal) {
        ObjectNode iam = context.putObject("authorizer").putObject("iam");
        String credential =
                request.header("Authorization")
                        .orElseGet(() -> request.query().replace("X-Amz-Credential", "Credential"));
        Matcher accessKey = ACCESS_KEY.matcher(credential);
        iam.put("accessKey", accessKey.find() ? accessKey.group(1) : "");
        iam.put("accountId", principal.account().map(account -> account.value()).orElse(""));
        String id =
                switch (principal) {
                    case Principal.User user -> user.userId();
                    case Principal.RoleSession session ->
                            session.roleId() + ':' + session.sessionName();
                    default -> principal.account().map(account -> account.value()).orElse("");
                };
        iam.put("callerId", id);
        iam.putNull("cognitoIdentity");
        iam.putNull("principalOrgId");
        iam.put("userArn", principal.arn());
        iam.put("userId", id);
    }

    private static void putBody(ObjectNode event, HttpRequest request) {
        byte[] body = request.body();
        boolean text = isText(request);
        if (body.length > 0) {
            event.put(
                    "body",
                    text
                            ? new String(body, StandardCharsets.UTF_8)
                            : Base64.getEncoder().encodeToString(body));
        }
        event.put("isBase64Encoded", body.length > 0 && !text);
    }

    /** Forms and unknown types come in base 64, as on AWS. */
    private static boolean isText(HttpRequest request) {
        String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return request.header("Content-Encoding").isEmpty()
                && (type.startsWith("text/")
                        || type.contains("json")
                        || type.contains("xml")
                        || type.contains("javascript"));
    }
}
