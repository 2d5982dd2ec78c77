package brume.codegen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the table of a service's schemas. A schema is made when it is first asked for: most
 * processes use a small part of a service's shapes, and shapes may contain themselves.
 */
final class SchemasWriter {

    private static final int CASES_PER_METHOD = 64;

    private final ServiceDefinition service;
    private final MemberWriter members;

    SchemasWriter(ServiceDefinition service) {
        this.service = service;
        this.members = new MemberWriter(service);
    }

    String text() {
        List<ShapeDefinition> shapes = new ArrayList<>(service.shapes().values());
        StringBuilder out = new StringBuilder();
        out.append("package ").append(service.packageName()).append(";\n\n");
        for (String name :
                List.of(
                        "brume.wire.Constraints",
                        "brume.wire.ListSchema",
                        "brume.wire.MapSchema",
                        "brume.wire.Member",
                        "brume.wire.ScalarSchema",
                        "brume.wire.Schema",
                        "brume.wire.SchemaTable",
                        "brume.wire.ShapeType",
                        "java.util.List")) {
            out.append("import ").append(name).append(";\n");
        }
        out.append("\n/** The schemas of ").append(service.fullName()).append(". */\n");
        out.append("final class Schemas {\n\n");
        out.append("    static final SchemaTable TABLE =\n            new SchemaTable(");
        out.append(shapes.size()).append(", Schemas::make);\n\n    private Schemas() {}\n\n");
        out.append("    private static Schema make(int id) {\n        return switch (id / ");
        out.append(CASES_PER_METHOD).append(") {\n");
        int parts = (shapes.size() + CASES_PER_METHOD - 1) / CASES_PER_METHOD;
        for (int part = 0; part < parts; part++) {
            out.append("            case ").append(part).append(" -> make").append(part);
            out.append("(id);\n");
        }
        out.append("            default -> throw new IndexOutOfBoundsException(id);\n");
        out.append("        };\n    }\n");
        for (int part = 0; part < parts; part++) {
            int from = part * CASES_PER_METHOD;
            int to = Math.min(shapes.size(), from + CASES_PER_METHOD);
            part(out, part, shapes.subList(from, to));
        }
        return out.append("}\n").toString();
    }

    private void part(StringBuilder out, int part, List<ShapeDefinition> shapes) {
        out.append("\n    private static Schema make").append(part);
        out.append("(int id) {\n        return switch (id) {\n");
        for (ShapeDefinition shape : shapes) {
            out.append("            case ").append(shape.id()).append(" ->\n                    ");
            out.append(expression(shape)).append(";\n");
        }
        out.append("            default -> throw new IndexOutOfBoundsException(id);\n");
        out.append("        };\n    }\n");
    }

    private String expression(ShapeDefinition shape) {
        String name = JavaNames.literal(shape.name());
        return switch (shape.type()) {
            case "STRUCTURE" -> shape.className() + ".SCHEMA";
            case "LIST" ->
                    "new ListSchema("
                            + name
                            + ", "
                            + members.ofCollection("member", shape.json().get("member"), "member")
                            + ", "
                            + shape.flag("flattened")
                            + ", "
                            + shape.constraints()
                            + ")";
            case "MAP" -> map(shape, name);
            default ->
                    "new ScalarSchema("
                            + name
                            + ", ShapeType."
                            + shape.type()
                            + ", "
                            + shape.constraints()
                            + ")";
        };
    }

    private String map(ShapeDefinition shape, String name) {
        JsonNode json = shape.json();
        return "new MapSchema("
                + name
                + ", "
                + members.ofCollection("key", json.get("key"), "key")
                + ", "
                + members.ofCollection("value", json.get("value"), "value")
                + ", "
                + shape.flag("flattened")
                + ", "
                + shape.constraints()
                + ")";
    }
}
