package brume.codegen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes the record of one structure. */
final class RecordWriter {

    private record Component(String name, String type, boolean required, String memberExpression) {}

    private final ServiceDefinition service;
    private final ShapeDefinition shape;
    private final String className;
    private final List<Component> components = new ArrayList<>();
    private final StringBuilder out = new StringBuilder(4096);

    RecordWriter(ServiceDefinition service, ShapeDefinition shape) {
        this.service = service;
        this.shape = shape;
        this.className = shape.className();
        MemberWriter members = new MemberWriter(service);
        Set<String> names = new HashSet<>();
        int index = 0;
        for (Map.Entry<String, JsonNode> member : shape.members()) {
            String name = JavaNames.memberName(member.getKey());
            while (!names.add(name)) {
                name += "_";
            }
            components.add(
                    new Component(
                            name,
                            service.javaType(member.getValue().get("shape").asText()),
                            shape.requires(member.getKey()),
                            members.ofStructure(
                                    shape, index++, member.getKey(), member.getValue())));
        }
    }

    String text() {
        out.append("package ").append(service.packageName()).append(";\n\n");
        imports();
        out.append("\n/** {@code ").append(shape.name()).append("} of ");
        out.append(service.fullName()).append(". */\n");
        header();
        schema();
        methods();
        builder();
        return out.append("}\n").toString();
    }

    private void imports() {
        Set<String> imports = new TreeSet<>();
        imports.add("brume.wire.Member");
        imports.add("brume.wire.Shape");
        imports.add("brume.wire.StructSchema");
        imports.add("java.util.List");
        imports.add("org.jspecify.annotations.Nullable");
        for (Component component : components) {
            String type = component.type();
            addIf(imports, type, "Blob", "brume.wire.Blob");
            addIf(imports, type, "Instant", "java.time.Instant");
            addIf(imports, type, "JsonNode", "com.fasterxml.jackson.databind.JsonNode");
            addIf(imports, type, "Map", "java.util.Map");
        }
        imports.forEach(name -> out.append("import ").append(name).append(";\n"));
    }

    private static void addIf(Set<String> imports, String type, String word, String name) {
        if (List.of(type.split("[<>, ]+", -1)).contains(word)) {
            imports.add(name);
        }
    }

    private void header() {
        out.append("public record ").append(className).append("(");
        String separator = "\n        ";
        for (Component component : components) {
            out.append(separator);
            out.append(component.required() ? "" : "@Nullable ");
            out.append(component.type()).append(' ').append(component.name());
            separator = ",\n        ";
        }
        out.append(")\n        implements Shape {\n\n");
    }

    private void schema() {
        out.append("    public static final StructSchema<").append(className);
        out.append("> SCHEMA =\n            new StructSchema<>(");
        out.append(JavaNames.literal(shape.name())).append(", ").append(shape.flag("union"));
        out.append(", ").append(className).append("::members, ");
        out.append(className).append("::create);\n\n");
        out.append("    private static List<Member> members() {\n        return List.of(");
        String separator = "\n                ";
        for (Component component : components) {
            out.append(separator).append(component.memberExpression());
            separator = ",\n                ";
        }
        out.append(");\n    }\n\n");
    }

    private void methods() {
        boolean unchecked =
                components.stream().map(Component::type).anyMatch(type -> type.contains("<"));
        out.append("    @SuppressWarnings(");
        out.append(unchecked ? "{\"unchecked\", \"NullAway\"}" : "\"NullAway\"").append(")\n");
        out.append("    private static ").append(className);
        out.append(" create(@Nullable Object[] v) {\n        return new ").append(className);
        out.append("(");
        for (int i = 0; i < components.size(); i++) {
            out.append(i == 0 ? "\n                " : ",\n                ");
            out.append('(').append(components.get(i).type()).append(") v[").append(i).append(']');
        }
        out.append(");\n    }\n\n");
        out.append("    @Override\n    public StructSchema<").append(className);
        out.append("> schema() {\n        return SCHEMA;\n    }\n\n");
        out.append("    @Override\n    public @Nullable Object member(int index) {\n");
        if (components.isEmpty()) {
            out.append("        throw new IndexOutOfBoundsException(index);\n    }\n\n");
        } else {
            out.append("        return switch (index) {\n");
            for (int i = 0; i < components.size(); i++) {
                // "this": a member may have the parameter's name.
                out.append("            case ").append(i).append(" -> this.");
                out.append(components.get(i).name()).append(";\n");
            }
            out.append("            default -> throw new IndexOutOfBoundsException(index);\n");
            out.append("        };\n    }\n\n");
        }
    }

    private void builder() {
        out.append(
                "    public static Builder builder() {\n        return new Builder();\n    }\n\n");
        out.append("    public Builder toBuilder() {\n        Builder builder = new Builder();\n");
        out.append("        for (int i = 0; i < builder.values.length; i++) {\n");
        out.append("            builder.values[i] = member(i);\n        }\n");
        out.append("        return builder;\n    }\n\n");
        out.append("    /** Collects the members of a {@link ").append(className).append("}. */\n");
        out.append("    public static final class Builder {\n\n");
        out.append("        private final @Nullable Object[] values = new Object[");
        out.append(components.size()).append("];\n\n        private Builder() {}\n");
        for (int i = 0; i < components.size(); i++) {
            Component component = components.get(i);
            out.append("\n        public Builder ").append(component.name());
            out.append("(@Nullable ").append(component.type()).append(" value) {\n");
            out.append("            values[").append(i).append("] = value;\n");
            out.append("            return this;\n        }\n");
        }
        out.append("\n        public ").append(className).append(" build() {\n");
        out.append("            return ")
                .append(className)
                .append(".create(values);\n        }\n    }\n");
    }
}
