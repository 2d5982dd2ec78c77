package brume.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The codecs as a program, for the differential tests against botocore: one JSON object a line in,
 * one out. {@code decode} routes and reads a request, {@code encode} writes an output, {@code
 * error} writes an error, {@code shapes} tells the members of an operation's structures. Shapes
 * have the form of {@link ShapeJson}.
 */
final class CodecPeer {

    private CodecPeer() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(Documents.text(answer(Documents.parse(line))));
        }
    }

    private static ObjectNode answer(JsonNode command) {
        try {
            Api api = Api.of(command.required("api").asText());
            Protocol protocol = Protocol.valueOf(command.required("protocol").asText());
            return switch (command.required("do").asText()) {
                case "decode" -> decode(api, protocol, command);
                case "encode" -> encode(api, protocol, command);
                case "error" -> error(api, protocol, command);
                default ->
                        api.find(command.required("operation").asText())
                                .map(CodecPeer::shapes)
                                .orElseGet(() -> Documents.object().put("unknown", true));
            };
        } catch (ServiceException e) {
            return Documents.object().put("error", e.error().code()).put("message", e.getMessage());
        } catch (RouteException e) {
            return Documents.object()
                    .put("error", e.error().error().code())
                    .put("message", e.getMessage());
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            return Documents.object().put("crash", e.toString());
        }
    }

    /** A generated list of operations. */
    private record Api(ServiceModel model, List<OperationModel<?, ?>> operations) {

        @SuppressWarnings("unchecked")
        static Api of(String className) {
            try {
                Class<?> type = Class.forName(className);
                return new Api(
                        (ServiceModel) type.getField("MODEL").get(null),
                        (List<OperationModel<?, ?>>) type.getField("OPERATIONS").get(null));
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(e);
            }
        }

        OperationModel<?, ?> operation(String name) {
            return find(name).orElseThrow();
        }

        Optional<OperationModel<?, ?>> find(String name) {
            return operations.stream().filter(o -> o.name().equals(name)).findFirst();
        }
    }

    private static ObjectNode decode(Api api, Protocol protocol, JsonNode command) {
        HttpHeaders headers = new HttpHeaders();
        command.path("headers").forEach(h -> headers.add(h.get(0).asText(), h.get(1).asText()));
        HttpRequest request =
                new HttpRequest(
                        command.required("method").asText(),
                        command.required("path").asText(),
                        command.required("query").asText(),
                        "localhost",
                        headers,
                        Base64.getDecoder().decode(command.required("body").asText()),
                        "127.0.0.1",
                        false);
        Route route =
                new Router(List.of(api.model()))
                        .find(request, Optional.of(api.model().signingName()));
        if (route.protocol() != protocol) {
            throw new IllegalStateException("taken for " + route.protocol());
        }
        OperationModel<?, ?> operation = api.operation(route.operation());
        Shape input = Codec.decode(protocol, operation, request, route.labels());
        ObjectNode answer = Documents.object().put("operation", route.operation());
        answer.set("input", ShapeJson.toTree(input));
        return answer;
    }

    private static ObjectNode encode(Api api, Protocol protocol, JsonNode command) {
        OperationModel<?, ?> operation = api.operation(command.required("operation").asText());
        return encode(protocol, operation, command.required("output"));
    }

    private static <O extends Shape> ObjectNode encode(
            Protocol protocol, OperationModel<?, O> operation, JsonNode tree) {
        O output = ShapeJson.fromTree(operation.output(), tree);
        return response(Codec.encode(protocol, operation, output, "request-id"));
    }

    private static ObjectNode error(Api api, Protocol protocol, JsonNode command) {
        ErrorModel error = api.model().errors().get(command.required("error").asText());
        StructSchema<?> schema = JsonErrors.schema(error);
        Shape body = ShapeJson.fromTree(schema, command.required("body"));
        ServiceException exception =
                new ServiceException(error, command.required("message").asText(), body);
        return response(Codec.encodeError(protocol, api.model(), exception, "request-id"));
    }

    private static ObjectNode response(HttpResponse response) {
        ObjectNode answer = Documents.object().put("status", response.status());
        ObjectNode headers = answer.putObject("headers");
        response.headers().forEach(headers::put);
        return answer.put("body", Base64.getEncoder().encodeToString(response.body()));
    }

    private static ObjectNode shapes(OperationModel<?, ?> operation) {
        ObjectNode answer = Documents.object();
        Set<Schema> seen = new HashSet<>();
        collect(operation.input(), seen, answer);
        collect(operation.output(), seen, answer);
        return answer;
    }

    private static void collect(Schema schema, Set<Schema> seen, ObjectNode shapes) {
        if (!seen.add(schema)) {
            return;
        }
        switch (schema) {
            case ScalarSchema scalar -> {}
            case ListSchema list -> collect(list.element().schema(), seen, shapes);
            case MapSchema map -> collect(map.value().schema(), seen, shapes);
            case StructSchema<?> structure -> {
                var names = shapes.putArray(structure.name());
                for (Member member : structure.members()) {
                    names.add(member.name());
                    collect(member.schema(), seen, shapes);
                }
            }
        }
    }
}
