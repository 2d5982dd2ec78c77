package brume.services.apigateway.execution;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Payloads between text, bytes and base64. */
final class Bodies {

    private Bodies() {}

    /** The text of UTF-8 bytes, or empty if they are something else. */
    static Optional<String> strictText(byte[] body) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(body))
                            .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] base64(byte[] body) {
        return Base64.getEncoder().encode(body);
    }

    /**
     * Decodes base64, which may have line ends in it and stand in quotes as a JSON text.
     *
     * @throws GatewayException 500 if it is none
     */
    static byte[] fromBase64(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1).strip();
        if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
            text = text.substring(1, text.length() - 1);
        }
        try {
            return Base64.getDecoder().decode(text.replace("\r", "").replace("\n", ""));
        } catch (IllegalArgumentException e) {
            throw GatewayException.internal();
        }
    }
}
