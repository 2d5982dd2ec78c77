package brume.codegen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the factories of a service's errors. */
final class ErrorsWriter {

    /**
     * One error.
     *
     * @param className the record of the error's members, or empty if only the spec file knows it
     * @param hasBody whether it has members besides its message
     */
    private record ErrorDefinition(
            String name,
            String code,
            int status,
            boolean sender,
            String className,
            boolean hasBody) {}

    private final ServiceDefinition service;
    private final SortedMap<String, ErrorDefinition> errors = new TreeMap<>();

    ErrorsWriter(ServiceDefinition service) {
        this.service = service;
        for (ShapeDefinition shape : service.shapes().values()) {
            if (shape.flag("exception")) {
                errors.put(shape.name(), modelled(shape));
            }
        }
        for (ServiceSpec.ExtraError extra : service.spec().errors()) {
            if (errors.containsKey(extra.code())) {
                throw new IllegalStateException(
                        service.spec().name() + " models the error " + extra.code() + " already");
            }
            errors.put(
                    extra.code(),
                    new ErrorDefinition(
                            extra.code(), extra.code(), extra.status(), extra.sender(), "", false));
        }
    }

    private static ErrorDefinition modelled(ShapeDefinition shape) {
        JsonNode error = shape.json().path("error");
        boolean fault = shape.flag("fault") || error.path("fault").asBoolean();
        int status = error.path("httpStatusCode").asInt(fault ? 500 : 400);
        boolean hasBody =
                shape.members().stream()
                        .map(member -> member.getKey().toLowerCase(Locale.ROOT))
                        .anyMatch(name -> !name.equals("message") && !name.equals("type"));
        return new ErrorDefinition(
                shape.name(),
                error.path("code").asText(shape.name()),
                status,
                error.path("senderFault").asBoolean(!fault && status < 500),
                shape.className(),
                hasBody);
    }

    String text() {
        StringBuilder out = new StringBuilder();
        out.append("package ").append(service.packageName()).append(";\n\n");
        out.append("import brume.wire.ErrorModel;\nimport brume.wire.ServiceException;\n");
        out.append("import java.util.List;\nimport java.util.Map;\n\n");
        out.append("/** The errors of ").append(service.fullName()).append(". */\n");
        out.append("public final class ").append(service.className("Errors")).append(" {\n\n");
        List<String> constants = new ArrayList<>();
        for (ErrorDefinition error : errors.values()) {
            String constant = JavaNames.constant(error.name());
            constants.add(constant);
            out.append("    public static final ErrorModel ").append(constant).append(" =\n");
            out.append("            new ErrorModel(").append(JavaNames.literal(error.name()));
            out.append(", ").append(JavaNames.literal(error.code())).append(", ");
            out.append(error.status()).append(", ").append(error.sender());
            if (!error.className().isEmpty()) {
                out.append(", Schemas.TABLE.at(");
                out.append(service.shape(error.name()).id()).append(")");
            }
            out.append(");\n");
        }
        out.append("\n    /** Every error by its name in the model. */\n");
        out.append("    public static final Map<String, ErrorModel> ALL =\n");
        out.append("            ErrorModel.byName(List.of(");
        out.append(String.join(", ", constants)).append("));\n\n");
        out.append("    private ").append(service.className("Errors")).append("() {}\n");
        errors.values().forEach(error -> factories(out, error));
        return out.append("}\n").toString();
    }

    private static void factories(StringBuilder out, ErrorDefinition error) {
        String constant = JavaNames.constant(error.name());
        String method = JavaNames.factory(error.name());
        out.append("\n    public static ServiceException ").append(method);
        out.append("(String message) {\n        return new ServiceException(").append(constant);
        out.append(", message);\n    }\n");
        if (error.hasBody()) {
            out.append("\n    public static ServiceException ").append(method);
            out.append("(\n            String message, ").append(error.className());
            out.append(" body) {\n        return new ServiceException(").append(constant);
            out.append(", message, body);\n    }\n");
        }
    }
}
