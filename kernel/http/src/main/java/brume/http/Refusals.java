package brume.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.http.Status;

/** What the listener throws at messages that it does not read on; the connection ends with it. */
final class Refusals {

    private Refusals() {}

    static RequestException badRequest(String reason) {
        return of(Status.BAD_REQUEST_400, reason);
    }

    static RequestException of(Status status, String reason) {
        return RequestException.builder()
                .type(DirectHandler.EventType.BAD_REQUEST)
                .status(status)
                .message(reason)
                .setKeepAlive(false)
                .build();
    }
}
