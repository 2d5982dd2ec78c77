package brume.services.apigateway.domain;

import brume.api.apigateway.Integration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the answer of a proxy integration is sent on while it comes. Source: Developer Guide,
 * "Stream the integration response for your proxy integrations in API Gateway".
 */
public final class TransferMode {

    /** The longest that a streamed answer may take. */
    public static final int STREAM_TIMEOUT_MILLIS_MAX = 900_000;

    private static final String STREAM = "STREAM";

    private TransferMode() {}

    public static boolean isStream(Integration integration) {
        return STREAM.equals(integration.responseTransferMode());
    }

    /** The mode that a request asks for; the default is kept as none. */
    static @Nullable String of(@Nullable String mode) {
        if (mode == null || mode.isEmpty()) {
            return null;
        }
        if (!mode.equals("BUFFERED") && !mode.equals(STREAM)) {
            throw ApiErrors.bad("Invalid response transfer mode specified: " + mode);
        }
        return mode;
    }

    /** Checks that mode and address of a function fit to each other; the texts are ours. */
    static void check(Integration integration) {
        boolean streaming =
                IntegrationUri.find(String.valueOf(integration.uri()))
                        .filter(IntegrationUri::isStreaming)
                        .isPresent();
        if (isStream(integration) && "HTTP_PROXY".equals(integration.type())) {
            throw ApiErrors.notImplemented("the response transfer mode STREAM of HTTP_PROXY");
        }
        if (isStream(integration) && !"AWS_PROXY".equals(integration.type())) {
            throw ApiErrors.bad(
                    "Response transfer mode STREAM is supported by proxy integrations only");
        }
        if (isStream(integration) != streaming) {
            throw ApiErrors.bad(
                    "An integration with response transfer mode STREAM, and no other, needs the"
                            + " address .../response-streaming-invocations of a function");
        }
    }
}
