package brume.services.apigateway.execution;

import brume.wire.Documents;
import brume.wire.HttpHeaders;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** MOCK: the request template names the status, the integration response makes the rest. */
final class MockIntegration {

    /** AWS also reads {@code {statusCode: 200}}, which the CDK writes. */
    private static final Pattern LENIENT =
            Pattern.compile(
                    "\\s*\\{.*?['\"]?statusCode['\"]?\\s*:\\s*(\\d{1,3})\\b.*", Pattern.DOTALL);

    private static final byte[] EMPTY = {};

    private MockIntegration() {}

    static IntegrationResult invoke(Invocation invocation) {
        String text = Bodies.text(IntegrationRequest.of(invocation).body());
        int status = statusCode(text).orElseThrow(GatewayException::internal);
        return new IntegrationResult(status, new HttpHeaders(), EMPTY, String.valueOf(status));
    }

    private static OptionalInt statusCode(String text) {
        try {
            JsonNode status = Documents.parse(text).path("statusCode");
            return status.isInt() ? OptionalInt.of(status.intValue()) : OptionalInt.empty();
        } catch (IllegalArgumentException e) {
            Matcher matcher = LENIENT.matcher(text);
            return matcher.matches()
                    ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
                    : OptionalInt.empty();
        }
    }
}
