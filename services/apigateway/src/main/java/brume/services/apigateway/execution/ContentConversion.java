package brume.services.apigateway.execution;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Payloads between what is text and what is binary by their media types. Source: Developer Guide,
 * "Content type conversions in API Gateway"; LocalStack's recordings of
 * TestApiGatewayS3BinarySupport: bytes that are no text become replacement characters, and a text
 * that should be binary and is no base64 is an internal server error.
 */
final class ContentConversion {

    private ContentConversion() {}

    /**
     * A converted payload.
     *
     * @param binary whether it must be kept from templates
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Payload(byte[] bytes, boolean binary) {

        /**
         * The text for a template.
         *
         * @throws GatewayException 500 if it is binary
         */
        String text() {
            if (binary) {
                throw GatewayException.internal("Unable to transform a binary payload");
            }
            return Bodies.text(bytes);
        }
    }

    /**
     * Converts a payload.
     *
     * @param binary whether its media type is binary
     * @param handling {@code CONVERT_TO_TEXT}, {@code CONVERT_TO_BINARY}, or null to leave it
     * @throws GatewayException 500 for a text that is no base64
     */
    static Payload convert(byte[] body, boolean binary, @Nullable String handling) {
        if (body.length == 0) {
            return new Payload(body, false);
        }
        boolean wanted = handling == null ? binary : handling.equals("CONVERT_TO_BINARY");
        if (binary) {
            return new Payload(wanted ? body : Bodies.base64(body), wanted);
        }
        return new Payload(wanted ? Bodies.fromBase64(body) : legible(body), wanted);
    }

    private static byte[] legible(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }
}
