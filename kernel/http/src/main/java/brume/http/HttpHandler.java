package brume.http;

import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.WebSocketAnswer;
import java.util.Optional;

/** Answers requests; runs on a virtual thread of its own and may block. */
public interface HttpHandler {

    /** Answers a request whose body was read whole; must not throw. */
    HttpResponse handle(HttpRequest request);

    /**
     * Answers a client that asks for its connection to become a WebSocket; empty if nobody here
     * speaks that, and the request is one like any other.
     */
    default Optional<WebSocketAnswer> upgrade(HttpRequest request) {
        return Optional.empty();
    }

    /** Answers a request whose body is larger than the server reads; its body is empty here. */
    HttpResponse tooLarge(HttpRequest request);

    /** Answers a request that cannot be read now because too many bytes are in flight. */
    HttpResponse overloaded(HttpRequest request);
}
