package brume.codegen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the class that lists a service's operations. */
final class ApiWriter {

    private final ServiceDefinition service;
    private final String className;
    private final StringBuilder out = new StringBuilder();

    /** Inputs and outputs in the order of their numbers in {@code schema(int)}. */
    private final List<String> structures = new ArrayList<>();

    ApiWriter(ServiceDefinition service) {
        this.service = service;
        this.className = service.className("Api");
    }

    String text() {
        out.append("package ").append(service.packageName()).append(";\n\n");
        for (String name :
                List.of(
                        "brume.wire.OperationModel",
                        "brume.wire.Protocol",
                        "brume.wire.ServiceModel",
                        "brume.wire.StructSchema",
                        "brume.wire.Unit",
                        "java.util.List")) {
            out.append("import ").append(name).append(";\n");
        }
        out.append("\n/** The operations of ").append(service.fullName()).append(". */\n");
        out.append("public final class ").append(className).append(" {\n\n");
        model();
        List<String> constants = new ArrayList<>();
        service.operations()
                .forEach((name, operation) -> {
                    if (service.spec().types(name)) {
                        constants.add(operation(name, operation));
                    }
                });
        out.append("    /** Every operation with types, in alphabetical order. */\n");
        out.append("    public static final List<OperationModel<?, ?>> OPERATIONS =\n");
        out.append("            List.of(");
        out.append(String.join(", ", constants)).append(");\n\n");
        out.append("    private ").append(className).append("() {}\n\n");
        schemas();
        return out.append("}\n").toString();
    }

    private void model() {
        ServiceSpec spec = service.spec();
        out.append("    public static final ServiceModel MODEL =\n            new ServiceModel(\n");
        argument(JavaNames.literal(spec.name()));
        argument(JavaNames.literal(service.metadata("serviceId")));
        argument(JavaNames.literal(service.fullName()));
        argument(JavaNames.literal(spec.signingName()));
        argument(JavaNames.literal(spec.actionPrefix()));
        argument(JavaNames.literal(service.metadata("apiVersion")));
        argument("Protocol." + service.protocol());
        argument(nullable(service.metadata("targetPrefix")));
        argument(nullable(service.metadata("xmlNamespace")));
        argument("operationNames()");
        argument(service.className("Errors") + ".ALL");
        out.append("                    new ServiceModel.Traits(");
        out.append(nullable(spec.errorNamespace())).append(", ").append(spec.validates());
        out.append(", ").append(spec.crc32()).append(", ").append(spec.gzipBytesMin());
        out.append(", ").append(spec.bodyBytesMax());
        out.append(", ").append(spec.queryCompatible());
        out.append(", ").append(nullable(spec.queryPath()));
        out.append(", ").append(spec.inputPrefix());
        out.append(", ").append(spec.hidesValues());
        out.append(", ").append(spec.blamesItselfForCoding());
        out.append(", ").append(spec.virtualHosts()).append("));\n\n");
    }

    private void argument(String expression) {
        out.append("                    ").append(expression).append(",\n");
    }

    private static String nullable(String text) {
        return text.isEmpty() ? "null" : JavaNames.literal(text);
    }

    private String operation(String name, JsonNode operation) {
        String input = structure(operation.path("input").path("shape").asText());
        String output = structure(operation.path("output").path("shape").asText());
        String constant = JavaNames.constant(name);
        JsonNode http = operation.get("http");
        out.append("    public static final OperationModel<").append(input).append(", ");
        out.append(output).append("> ").append(constant).append(" =\n");
        out.append("            OperationModel.of(MODEL, ").append(JavaNames.literal(name));
        out.append(", ").append(http.path("responseCode").asInt(200)).append(", ");
        out.append(className).append("::schema, ").append(number(input)).append(", ");
        out.append(number(output)).append(", ");
        String wrapper = operation.path("output").path("resultWrapper").asText();
        out.append(JavaNames.literal(wrapper)).append(");\n\n");
        return constant;
    }

    private String structure(String shape) {
        return shape.isEmpty() ? "Unit" : service.shape(shape).className();
    }

    private int number(String structure) {
        int known = structures.indexOf(structure);
        if (known >= 0) {
            return known;
        }
        structures.add(structure);
        return structures.size() - 1;
    }

    private void schemas() {
        out.append("    private static StructSchema<?> schema(int number) {\n");
        out.append("        return switch (number) {\n");
        for (int i = 0; i < structures.size(); i++) {
            out.append("            case ").append(i).append(" -> ");
            out.append(structures.get(i)).append(".SCHEMA;\n");
        }
        out.append("            default -> throw new IndexOutOfBoundsException(number);\n");
        out.append("        };\n    }\n\n");
        out.append("    private static List<ServiceModel.OperationName> operationNames() {\n");
        out.append("        return ServiceModel.operationNames(\n                \"\"\"\n");
        for (Map.Entry<String, JsonNode> entry : service.operations().entrySet()) {
            JsonNode http = entry.getValue().get("http");
            out.append("                ").append(entry.getKey()).append(' ');
            out.append(http.get("method").asText()).append(' ');
            out.append(http.get("requestUri").asText());
            String header = http.path("requiredHeader").asText();
            out.append(header.isEmpty() ? "" : ' ' + header).append('\n');
        }
        out.append("                \"\"\");\n    }\n");
    }
}
