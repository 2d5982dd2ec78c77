package brume.services.states.domain.asl;

import com.fasterxml.jackson.databind.JsonNode;

/** The choice operators IsNull, IsPresent, IsNumeric, IsString, IsBoolean and IsTimestamp. */
public enum TypeTest {
    NULL,
    PRESENT,
    NUMERIC,
    STRING,
    BOOLEAN,
    TIMESTAMP;

    boolean holds(JsonNode value) {
        return switch (this) {
            case NULL -> value.isNull();
            case PRESENT -> true;
            case NUMERIC -> value.isNumber();
            case STRING -> value.isTextual();
            case BOOLEAN -> value.isBoolean();
            case TIMESTAMP -> value.isTextual() && Timestamps.find(value.textValue()).isPresent();
        };
    }
}
