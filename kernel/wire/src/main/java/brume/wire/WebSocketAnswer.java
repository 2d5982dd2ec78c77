package brume.wire;

/** What a client is told that asks for its connection to become a WebSocket. */
public sealed interface WebSocketAnswer {

    /** The connection does not become one. */
    record Refused(HttpResponse response) implements WebSocketAnswer {}

    /**
     * The connection becomes one.
     *
     * @param headers what the answer carries besides those of the protocol
     */
    record Accepted(HttpHeaders headers, WebSocketListener listener, WebSocketLimits limits)
            implements WebSocketAnswer {}
}
