package brume.services.apigatewayv2.websocket;

import brume.templates.InputVariable;
import brume.wire.Documents;
import brume.wire.HttpRequest;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What functions and templates see of an event. Source: Developer Guide, "Set up data mapping for
 * WebSocket APIs" and "Invoke with a Lambda proxy integration".
 */
final class EventDocument {

    private EventDocument() {}

    /** The event of a Lambda proxy integration. */
    static ObjectNode proxy(ConnectionEvent event) {
        ObjectNode document = Documents.object();
        switch (event.type) {
            case CONNECT -> request(event, document);
            case DISCONNECT -> multi(document, "headers", "multiValueHeaders", goodbye(event));
            case MESSAGE -> {}
        }
        document.set("requestContext", context(event));
        if (!event.stage.variables().isEmpty()) {
            event.stage.variables().forEach(document.putObject("stageVariables")::put);
        }
        if (event.type == ConnectionEvent.Type.MESSAGE) {
            document.put("body", event.body);
        }
        return document.put("isBase64Encoded", false);
    }

    /** What an authorizer is asked. */
    static ObjectNode authorization(ConnectionEvent event) {
        ObjectNode document = Documents.object();
        document.put("type", "REQUEST");
        document.put("methodArn", event.sourceArn());
        request(event, document);
        ObjectNode variables = document.putObject("stageVariables");
        event.stage.variables().forEach(variables::put);
        document.set("requestContext", context(event));
        return document;
    }

    private static void request(ConnectionEvent event, ObjectNode document) {
        HttpRequest http = event.client.request().http();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        http.headers()
                .forEach((name, value) ->
                        headers.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value));
        String port = http.secure() ? "443" : "80";
        int colon = http.host().lastIndexOf(':');
        headers.put("X-Forwarded-For", List.of(http.sourceIp()));
        headers.put(
                "X-Forwarded-Port", List.of(colon < 0 ? port : http.host().substring(colon + 1)));
        headers.put("X-Forwarded-Proto", List.of(http.secure() ? "https" : "http"));
        multi(document, "headers", "multiValueHeaders", headers);
        if (!event.client.request().query().isEmpty()) {
            multi(
                    document,
                    "queryStringParameters",
                    "multiValueQueryStringParameters",
                    event.client.request().query());
        }
    }

    /** The headers that AWS makes up for an event without a request. */
    private static Map<String, List<String>> goodbye(ConnectionEvent event) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Host", List.of(event.client.domainName()));
        headers.put("x-api-key", List.of(""));
        headers.put("X-Forwarded-For", List.of(""));
        headers.put("x-restapi", List.of(""));
        return headers;
    }

    private static void multi(
            ObjectNode document, String single, String multi, Map<String, List<String>> values) {
        ObjectNode last = document.putObject(single);
        ObjectNode all = document.putObject(multi);
        values.forEach((name, list) -> {
            last.put(name, list.getLast());
            ArrayNode array = all.putArray(name);
            list.forEach(array::add);
        });
    }

    private static ObjectNode context(ConnectionEvent event) {
        ObjectNode context = Documents.object();
        event.context()
                .forEach((name, value) -> {
                    switch (value) {
                        case Long number -> context.put(name, number);
                        case Integer number -> context.put(name, number);
                        default -> context.put(name, value.toString());
                    }
                });
        event.client.identity().forEach(context.putObject("identity")::put);
        if (!event.client.authorizer().isEmpty()) {
            event.client.authorizer().forEach(context.putObject("authorizer")::put);
        }
        return context;
    }

    /** The variables of a template that gets {@code body} as its input. */
    static Map<String, Object> variables(ConnectionEvent event, String body) {
        Map<String, Object> context = new LinkedHashMap<>(event.context());
        context.put("identity", new LinkedHashMap<>(event.client.identity()));
        context.put("authorizer", new LinkedHashMap<>(event.client.authorizer()));
        Map<String, String> query = new LinkedHashMap<>();
        Map<String, String> headers = new LinkedHashMap<>();
        if (event.type == ConnectionEvent.Type.CONNECT) {
            event.client.request().query().forEach((name, all) -> query.put(name, all.getLast()));
            event.client.request().http().headers().forEach(headers::put);
        }
        Map<String, Object> variables = new HashMap<>();
        variables.put("input", new InputVariable(body, Map.of(), query, headers));
        variables.put("context", context);
        variables.put("stageVariables", new LinkedHashMap<>(event.stage.variables()));
        return variables;
    }
}
