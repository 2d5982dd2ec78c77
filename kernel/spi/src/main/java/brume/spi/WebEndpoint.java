package brume.spi;

import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.WebSocketAnswer;
import java.util.Optional;

/** Addresses below the server's port that are not AWS API calls, such as deployed REST APIs. */
public interface WebEndpoint {

    /** Whether this endpoint answers the request, by host and path; must be quick. */
    boolean matches(HttpRequest request);

    /**
     * Answers it. Signatures are not checked before; an endpoint that wants them asks {@link Gate}.
     */
    HttpResponse handle(HttpRequest request, String requestId, Gate gate);

    /**
     * Answers a client that asks for its connection to become a WebSocket; empty if the address has
     * none, and the request is one like any other.
     */
    default Optional<WebSocketAnswer> upgrade(HttpRequest request, String requestId, Gate gate) {
        return Optional.empty();
    }

    /** Authentication and authorisation on request. */
    interface Gate {

        /**
         * Verifies the request's signature for the signing name {@code service}.
         *
         * @throws brume.wire.ServiceException if it is missing or wrong
         */
        Call authenticate(HttpRequest request, String service);

        /**
         * Demands a permission.
         *
         * @throws brume.wire.ServiceException if the caller does not have it
         */
        void authorize(Call call, Permission permission);
    }
}
