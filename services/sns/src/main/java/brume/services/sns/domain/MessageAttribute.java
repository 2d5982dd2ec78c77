package brume.services.sns.domain;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * An attribute of a published message.
 *
 * @param value text, or base64 of a binary one
 */
public record MessageAttribute(String name, String type, String value) {

    public boolean binary() {
        return type.startsWith("Binary");
    }

    /** The value as filter policies see it; those cannot see binary ones. */
    Optional<JsonNode> filterable() {
        if (binary()) {
            return Optional.empty();
        }
        try {
            if (type.equals("String.Array")) {
                return Optional.of(Documents.parse(value));
            }
            if (type.startsWith("Number")) {
                return Optional.of(JsonNodeFactory.instance.numberNode(new BigDecimal(value)));
            }
        } catch (IllegalArgumentException e) {
            return Optional.of(JsonNodeFactory.instance.textNode(value));
        }
        return Optional.of(JsonNodeFactory.instance.textNode(value));
    }
}
