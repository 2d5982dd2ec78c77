package brume.services.lambda.op;

import brume.api.lambda.InvocationType;
import brume.api.lambda.LambdaErrors;
import brume.services.lambda.domain.LambdaQuotas;
import brume.wire.Blob;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request to run a function brings along. */
final class Payloads {

    private static final byte[] NO_EVENT = "{}".getBytes(StandardCharsets.UTF_8);
    private static final JsonFactory JSON = new JsonFactory();

    private Payloads() {}

    /**
     * The event of a request.
     *
     * @param later whether it is asynchronous
     */
    static byte[] event(@Nullable Blob payload, boolean later) {
        if (payload == null || payload.length() == 0) {
            return NO_EVENT;
        }
        long limit =
                later
                        ? LambdaQuotas.ASYNCHRONOUS_PAYLOAD_BYTES.value()
                        : LambdaQuotas.SYNCHRONOUS_PAYLOAD_BYTES.value();
        if (payload.length() > limit) {
            throw LambdaErrors.requestTooLargeException(
                    payload.length()
                            + " byte payload is too large for the "
                            + (later ? InvocationType.EVENT : InvocationType.REQUEST_RESPONSE)
                            + " invocation type (limit "
                            + limit
                            + " bytes)");
        }
        checkJson(payload.bytes());
        return payload.bytes();
    }

    private static void checkJson(byte[] payload) {
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() == null) {
                throw notJson("No content to map due to end-of-input");
            }
            var ignored = parser.skipChildren();
            if (parser.nextToken() != null) {
                throw notJson("Trailing token");
            }
        } catch (JsonProcessingException e) {
            throw notJson(String.valueOf(e.getMessage())); // AWS shows the location as well
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuntimeException notJson(String reason) {
        return LambdaErrors.invalidRequestContentException(
                "Could not parse request body into json: Could not parse payload into json: "
                        + reason);
    }

    /** What a mobile SDK says of its client, decoded. */
    static Optional<String> clientContext(@Nullable String base64) {
        if (base64 == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw LambdaErrors.invalidRequestContentException(
                    "Client context must be a valid Base64-encoded JSON object.");
        }
    }
}
