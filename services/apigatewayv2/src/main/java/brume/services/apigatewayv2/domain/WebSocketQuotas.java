package brume.services.apigatewayv2.domain;

import brume.spi.Quota;
import brume.wire.WebSocketLimits;
import java.time.Duration;

/** The limits of WebSocket APIs besides those that they share with HTTP APIs. */
public final class WebSocketQuotas {

    private static final String SOURCE =
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
                    + "apigateway-execution-service-websocket-limits-table.html";

    public static final Quota MESSAGE_BYTES = new Quota("Message payload size", 128 * 1024, SOURCE);
    public static final Quota FRAME_BYTES = new Quota("WebSocket frame size", 32 * 1024, SOURCE);
    public static final Quota CONNECTION_SECONDS =
            new Quota("Connection duration for WebSocket API", 2 * 60 * 60, SOURCE);
    public static final Quota IDLE_SECONDS = new Quota("Idle Connection Timeout", 600, SOURCE);
    public static final Quota INTEGRATION_MILLIS = new Quota("Integration timeout", 29_000, SOURCE);

    /** Guards of our own: messages of one connection handled at once, and bytes unread by it. */
    private static final int MESSAGES_AT_ONCE = 16;

    private static final int UNSENT_BYTES = 1024 * 1024;

    public static final WebSocketLimits CONNECTION =
            new WebSocketLimits(
                    (int) MESSAGE_BYTES.value(),
                    (int) FRAME_BYTES.value(),
                    MESSAGES_AT_ONCE,
                    UNSENT_BYTES,
                    Duration.ofSeconds(IDLE_SECONDS.value()),
                    Duration.ofSeconds(CONNECTION_SECONDS.value()));

    private WebSocketQuotas() {}
}
