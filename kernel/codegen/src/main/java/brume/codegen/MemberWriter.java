package brume.codegen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Writes the expression that makes one {@code brume.wire.Member}. */
final class MemberWriter {

    private final ServiceDefinition service;

    MemberWriter(ServiceDefinition service) {
        this.service = service;
    }

    /** A member of a structure. */
    String ofStructure(ShapeDefinition owner, int index, String name, JsonNode member) {
        String location = location(owner, name, member);
        String wireName = member.path("locationName").asText(name);
        return expression(name, index, member, owner.requires(name), location, wireName);
    }

    /** The element, key or value of a list or map. */
    String ofCollection(String role, JsonNode member, String wireName) {
        return expression(
                role, 0, member, false, "BODY", member.path("locationName").asText(wireName));
    }

    private String expression(
            String name,
            int index,
            JsonNode member,
            boolean required,
            String location,
            String wireName) {
        String target =
                "Schemas.TABLE.at(" + service.shape(member.get("shape").asText()).id() + ")";
        String traits = traits(member);
        String queryName =
                member.has("queryName")
                        ? JavaNames.literal(member.get("queryName").asText())
                        : "null";
        String start =
                "Member.of("
                        + JavaNames.literal(name)
                        + ", "
                        + index
                        + ", "
                        + target
                        + ", "
                        + required;
        boolean plain = location.equals("BODY") && traits.isEmpty() && queryName.equals("null");
        if (plain && wireName.equals(name)) {
            return start + ")";
        }
        if (plain) {
            return start + ", " + JavaNames.literal(wireName) + ")";
        }
        return start.replace("Member.of(", "new Member(")
                + ", Member.Location."
                + location
                + ", "
                + JavaNames.literal(wireName)
                + ", "
                + queryName
                + ", "
                + (traits.isEmpty() ? "Member.Traits.NONE" : traits)
                + ")";
    }

    private static String location(ShapeDefinition owner, String name, JsonNode member) {
        if (owner.json().path("payload").asText().equals(name)
                || member.path("eventpayload").asBoolean()) {
            return "PAYLOAD";
        }
        if (member.path("eventheader").asBoolean()) {
            return "HEADER";
        }
        return switch (member.path("location").asText("")) {
            case "" -> "BODY";
            case "uri" -> "URI";
            case "querystring" -> "QUERY";
            case "header" -> "HEADER";
            case "headers" -> "HEADERS";
            case "statusCode" -> "STATUS";
            default -> throw new IllegalStateException(member.toString());
        };
    }

    private String traits(JsonNode member) {
        JsonNode shape = service.shape(member.get("shape").asText()).json();
        List<String> values = new ArrayList<>();
        for (String flag :
                List.of(
                        "flattened",
                        "xmlAttribute",
                        "idempotencyToken",
                        "streaming",
                        "eventstream",
                        "sensitive",
                        "jsonvalue")) {
            values.add(
                    Boolean.toString(
                            member.path(flag).asBoolean() || shape.path(flag).asBoolean()));
        }
        values.add(text(either(member, shape, "timestampFormat")));
        values.add(text(either(member, shape, "xmlNamespace").path("uri")));
        values.add(text(either(member, shape, "xmlNamespace").path("prefix")));
        boolean none = values.stream().allMatch(v -> v.equals("false") || v.equals("null"));
        return none ? "" : "new Member.Traits(" + String.join(", ", values) + ")";
    }

    private static JsonNode either(JsonNode member, JsonNode shape, String trait) {
        return member.has(trait) ? member.get(trait) : shape.path(trait);
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? JavaNames.literal(value.asText()) : "null";
    }
}
