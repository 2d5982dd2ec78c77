package brume.sandbox;

import brume.base.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The requests of extensions. The types and texts of errors are those of AWS's open runtime
 * interface emulator.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html">
 *     Extensions API</a>
 */
final class ExtensionsApi {

    private static final String PATH = "/2020-01-01/extension/";
    private static final String ERROR_TYPE = "Lambda-Extension-Function-Error-Type";
    private static final Pattern EVENTS_FIELD = Pattern.compile("\"events\"\\s*+:\\s*+");
    private static final Pattern EVENTS =
            Pattern.compile("null|\\[((?:\\s*+\"[^\"\\\\]*+\"\\s*+,?+)*+)\\s*+]");
    private static final Pattern EVENT = Pattern.compile("\"([^\"]*+)\"");

    private final SandboxSpec spec;
    private final Extensions extensions;

    ExtensionsApi(SandboxSpec spec, Extensions extensions) {
        this.spec = spec;
        this.extensions = extensions;
    }

    private record Reply(String status, String headers, String body) {}

    /** Answers a request of this API; false if it is none. */
    boolean handle(HttpStream http, HttpStream.Request request)
            throws IOException, InterruptedException {
        String path = request.path();
        Reply reply;
        try {
            switch (request.method() + ' ' + path) {
                case "POST " + PATH + "register" -> reply = register(request);
                case "GET " + PATH + "event/next" -> reply = next(request);
                case "POST " + PATH + "init/error" ->
                        reply = fail(request, Extension.State.INIT_ERROR);
                case "POST " + PATH + "exit/error" ->
                        reply = fail(request, Extension.State.EXIT_ERROR);
                // As the emulator, which has neither.
                case "PUT /2022-07-01/telemetry" -> reply = notSupported("Telemetry");
                case "PUT /2020-08-15/logs" -> reply = notSupported("Logs");
                default -> {
                    return false;
                }
            }
        } catch (ExtensionException e) {
            reply = new Reply("403 Forbidden", "", error(String.valueOf(e.getMessage()), e.type()));
        }
        http.respond(
                reply.status(),
                "Content-Type: application/json\r\n" + reply.headers(),
                reply.body().getBytes(StandardCharsets.UTF_8));
        return true;
    }

    private static String error(String message, String type) {
        Map<String, String> error = new LinkedHashMap<>();
        error.put("errorMessage", message);
        error.put("errorType", type);
        return Json.write(error);
    }

    private static Reply notSupported(String api) {
        return new Reply(
                "202 Accepted", "", error(api + " API is not supported", api + ".NotSupported"));
    }

    private Reply register(HttpStream.Request request) {
        String name = request.header("lambda-extension-name");
        if (name.isEmpty()) {
            throw new ExtensionException("Extension.InvalidExtensionName", "Empty extension name");
        }
        String body = new String(request.body().orElse(new byte[0]), StandardCharsets.UTF_8);
        if (body.contains("\"configurationKeys\"")) {
            throw new ExtensionException(
                    "InvalidRequestFormat",
                    "configurationKeys are deprecated; use environment variables instead");
        }
        Extension extension = extensions.register(name, events(body));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("functionName", spec.functionName());
        answer.put("functionVersion", spec.functionVersion());
        answer.put("handler", spec.handler());
        if (request.header("lambda-extension-accept-feature").contains("accountId")) {
            answer.put("accountId", spec.accountId());
        }
        return new Reply(
                "200 OK",
                "Lambda-Extension-Identifier: " + extension.id + "\r\n",
                Json.write(answer));
    }

    private static List<String> events(String body) {
        Matcher field = EVENTS_FIELD.matcher(body);
        if (!field.find()) {
            return List.of();
        }
        Matcher events = EVENTS.matcher(body).region(field.end(), body.length());
        if (!events.lookingAt()) {
            throw new ExtensionException("InvalidRequestFormat", "events is not a list of strings");
        }
        String list = events.group(1);
        return list == null
                ? List.of()
                : EVENT.matcher(list).results().map((MatchResult each) -> each.group(1)).toList();
    }

    private Reply next(HttpStream.Request request) throws InterruptedException {
        String event = extensions.next(identifier(request));
        return new Reply(
                "200 OK", "Lambda-Extension-Event-Identifier: " + Ids.uuid() + "\r\n", event);
    }

    private Reply fail(HttpStream.Request request, Extension.State state) {
        String id = identifier(request);
        if (request.header(ERROR_TYPE.toLowerCase(java.util.Locale.ROOT)).isEmpty()) {
            throw new ExtensionException("Extension.MissingHeader", ERROR_TYPE + " not found");
        }
        extensions.fail(id, state);
        return new Reply("202 Accepted", "", Json.write(Map.of("status", "OK")));
    }

    private static String identifier(HttpStream.Request request) {
        String id = request.header("lambda-extension-identifier");
        if (id.isEmpty()) {
            throw new ExtensionException(
                    "Extension.MissingExtensionIdentifier",
                    "Missing Lambda-Extension-Identifier header");
        }
        try {
            return UUID.fromString(id).toString();
        } catch (IllegalArgumentException e) {
            throw new ExtensionException(
                    "Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier");
        }
    }
}
