package brume.wire;

/** What happens on one WebSocket. Its methods may block, and must not throw. */
public interface WebSocketListener {

    /** The connection is open: called once, before anything else, unless it broke on the way. */
    void opened(WebSocketConnection connection);

    /**
     * A message has come. Messages of one connection are handled at the same time, begun in the
     * order in which they came, each on a thread of its own.
     */
    void message(String text);

    /**
     * The connection has ended: called exactly once, perhaps while messages are still handled.
     *
     * @param code of RFC 6455, section 7.4; 1005 if the client closed without one, 1006 if the
     *     connection broke
     */
    void closed(int code, String reason);
}
