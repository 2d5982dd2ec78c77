package brume.wire;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The bodies and names of errors in the JSON protocols and in CBOR. */
final class JsonErrors {

    private JsonErrors() {}

    /**
     * The {@code __type}. Services on AWS's older framework show the namespace of the shape: their
     * own, or that of the framework's validation and of its common errors.
     */
    static String type(ServiceModel service, ErrorModel error) {
        String namespace = service.traits().errorNamespace();
        if (namespace == null) {
            return error.name();
        } else if (service.errors().containsKey(error.name())) {
            return namespace + '#' + error.name();
        } else if (error.name().equals("ValidationException")) {
            return "com.amazon.coral.validate#" + error.name();
        }
        return "com.amazon.coral.service#" + error.name();
    }

    /** Writes the message and the modelled members, without braces. */
    static void members(JsonWriter out, ServiceException error) {
        Shape body = error.body();
        if (body != null) {
            new JsonEncoder(out, false).members(withoutMessage(body));
        }
        StructSchema<?> schema = schema(error.error());
        if (schema != null && (body == null || typeOf(schema, body) == null)) {
            // Lambda's errors carry "Type": "User", or "Service" when the service is at fault.
            if (schema.memberByWireName("Type") != null) {
                out.name("Type");
                out.string(error.error().sender() ? "User" : "Service");
            }
        }
        if (!error.getMessage().isEmpty()) {
            out.name(messageName(error.error(), schema));
            out.string(error.getMessage());
        }
    }

    private static @Nullable Object typeOf(StructSchema<?> schema, Shape body) {
        Member type = schema.memberByWireName("Type");
        return type == null ? null : body.member(type.index());
    }

    static @Nullable StructSchema<?> schema(ErrorModel error) {
        return error.shape() != null && error.shape().get() instanceof StructSchema<?> schema
                ? schema
                : null;
    }

    /** The framework's own errors capitalise the name; modelled errors say how they spell it. */
    private static String messageName(ErrorModel error, @Nullable StructSchema<?> schema) {
        if (schema != null) {
            for (Member member : schema.members()) {
                if (isMessage(member)) {
                    return member.wireName();
                }
            }
        }
        return switch (error.name()) {
            case "SerializationException", "AccessDeniedException" -> "Message";
            default -> "message";
        };
    }

    static boolean isMessage(Member member) {
        return member.name().toLowerCase(Locale.ROOT).equals("message");
    }

    /** The error's text stands in the exception, so a message in the body would be a second one. */
    static Shape withoutMessage(Shape body) {
        return new Shape() {
            @Override
            public StructSchema<?> schema() {
                return body.schema();
            }

            @Override
            public @Nullable Object member(int index) {
                List<Member> members = body.schema().members();
                return isMessage(members.get(index)) ? null : body.member(index);
            }
        };
    }
}
