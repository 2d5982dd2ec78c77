package brume.codegen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One service's model with the additions of its spec file, restricted to what is generated. */
final class ServiceDefinition {

    private final ServiceSpec spec;
    private final JsonNode model;
    private final SortedMap<String, ShapeDefinition> shapes = new TreeMap<>();
    private final SortedMap<String, JsonNode> operations = new TreeMap<>();

    private ServiceDefinition(ServiceSpec spec, JsonNode model) {
        this.spec = spec;
        this.model = model;
        model.get("operations")
                .properties()
                .forEach(entry -> operations.put(entry.getKey(), entry.getValue()));
        for (String wanted : spec.operations()) {
            if (!wanted.equals("*") && !operations.containsKey(wanted)) {
                throw new IllegalStateException(spec.name() + " has no operation " + wanted);
            }
        }
        for (Map.Entry<String, JsonNode> operation : operations.entrySet()) {
            if (spec.types(operation.getKey())) {
                reach(operation.getValue().path("input").path("shape").asText());
                reach(operation.getValue().path("output").path("shape").asText());
            }
        }
        for (Map.Entry<String, JsonNode> shape : model.get("shapes").properties()) {
            if (shape.getValue().path("exception").asBoolean()) {
                reach(shape.getKey());
            }
        }
        int id = 0;
        for (ShapeDefinition shape : shapes.values()) {
            shape.number(id++);
        }
    }

    static ServiceDefinition load(ServiceSpec spec, ObjectMapper mapper) {
        try (InputStream in = open(spec)) {
            JsonNode model = mapper.readTree(in);
            spec.additions().forEach(addition -> merge((ObjectNode) model, addition));
            return new ServiceDefinition(spec, model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(ServiceSpec spec) throws IOException {
        if (Files.exists(spec.modelFile())) {
            return Files.newInputStream(spec.modelFile());
        }
        InputStream in = ServiceDefinition.class.getClassLoader().getResourceAsStream(spec.model());
        if (in == null) {
            throw new IllegalStateException("no model " + spec.model());
        }
        return in;
    }

    /** The file name of the models' jar, which contains its version. */
    static String modelsVersion() {
        URL url =
                ServiceDefinition.class
                        .getClassLoader()
                        .getResource("models/dynamodb-2012-08-10-model.json");
        return url == null ? "" : url.toString().replaceAll(".*/([^/]*\\.jar)!.*", "$1");
    }

    /** Merges objects; anything else replaces what is there, and null removes it. */
    private static void merge(ObjectNode into, JsonNode from) {
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            JsonNode present = into.get(field.getKey());
            if (present instanceof ObjectNode object && field.getValue().isObject()) {
                merge(object, field.getValue());
            } else if (field.getValue().isNull()) {
                into.remove(field.getKey());
            } else {
                into.set(field.getKey(), field.getValue());
            }
        }
    }

    private void reach(String name) {
        if (name.isEmpty() || shapes.containsKey(name)) {
            return;
        }
        JsonNode json = model.get("shapes").get(name);
        if (json == null) {
            throw new IllegalStateException(spec.name() + " has no shape " + name);
        }
        shapes.put(name, new ShapeDefinition(name, json));
        json.path("members").forEach(member -> reach(member.path("shape").asText()));
        reach(json.path("member").path("shape").asText());
        reach(json.path("key").path("shape").asText());
        reach(json.path("value").path("shape").asText());
    }

    ServiceSpec spec() {
        return spec;
    }

    String packageName() {
        return "brume.api." + spec.name();
    }

    /** The name of a class of the whole service, such as {@code DynamodbApi}. */
    String className(String suffix) {
        return spec.name().substring(0, 1).toUpperCase(Locale.ROOT)
                + spec.name().substring(1)
                + suffix;
    }

    String metadata(String key) {
        return model.get("metadata").path(key).asText("");
    }

    String fullName() {
        return metadata("serviceFullName");
    }

    /** The constant of {@code brume.wire.Protocol}. */
    String protocol() {
        return switch (metadata("protocol")) {
            case "json" -> metadata("jsonVersion").equals("1.0") ? "AWS_JSON_1_0" : "AWS_JSON_1_1";
            case "query" -> "AWS_QUERY";
            case "ec2" -> "EC2_QUERY";
            case "rest-json" -> "REST_JSON_1";
            case "rest-xml" -> "REST_XML";
            default -> throw new IllegalStateException("protocol " + metadata("protocol"));
        };
    }

    SortedMap<String, ShapeDefinition> shapes() {
        return shapes;
    }

    ShapeDefinition shape(String name) {
        ShapeDefinition shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalStateException(spec.name() + " did not reach shape " + name);
        }
        return shape;
    }

    SortedMap<String, JsonNode> operations() {
        return operations;
    }

    /** The Java type of values of a shape; an event stream is the list of its events. */
    String javaType(String shapeName) {
        ShapeDefinition shape = shape(shapeName);
        return switch (shape.type()) {
            case "STRING" -> "String";
            case "BLOB" -> "Blob";
            case "BOOLEAN" -> "Boolean";
            case "INTEGER" -> "Integer";
            case "LONG" -> "Long";
            case "FLOAT" -> "Float";
            case "DOUBLE" -> "Double";
            case "TIMESTAMP" -> "Instant";
            case "DOCUMENT" -> "JsonNode";
            case "LIST" -> "List<" + javaType(shape.target("member")) + ">";
            case "MAP" -> "Map<String, " + javaType(shape.target("value")) + ">";
            case "STRUCTURE" ->
                    shape.flag("eventstream")
                            ? "List<" + shape.className() + ">"
                            : shape.className();
            default -> throw new IllegalStateException(shape.type());
        };
    }
}
