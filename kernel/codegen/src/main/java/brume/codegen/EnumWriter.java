package brume.codegen;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Writes the class of string constants of one enumeration. */
final class EnumWriter {

    private final ServiceDefinition service;
    private final ShapeDefinition shape;

    EnumWriter(ServiceDefinition service, ShapeDefinition shape) {
        this.service = service;
        this.shape = shape;
    }

    String text() {
        Map<String, String> constants = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        for (String value : shape.enumValues()) {
            String name = JavaNames.enumConstant(value);
            while (!names.add(name)) {
                name += "_";
            }
            constants.put(name, value);
        }
        StringBuilder out = new StringBuilder();
        out.append("package ").append(service.packageName()).append(";\n\n");
        out.append("import java.util.List;\n\n");
        out.append("/** Values of {@code ").append(shape.name()).append("} of ");
        out.append(service.fullName()).append(". */\n");
        out.append("public final class ").append(shape.className()).append(" {\n\n");
        constants.forEach((name, value) ->
                out.append("    public static final String ")
                        .append(name)
                        .append(" = ")
                        .append(JavaNames.literal(value))
                        .append(";\n"));
        out.append("\n    /** Every value, in the model's order. */\n");
        out.append("    public static final List<String> VALUES =\n            List.of(");
        String separator = "\n                    ";
        for (String name : constants.keySet()) {
            out.append(separator).append(name);
            separator = ",\n                    ";
        }
        out.append(");\n\n    private ").append(shape.className()).append("() {}\n}\n");
        return out.toString();
    }
}
