package brume.wire;

/** An open WebSocket as the server holds it. Its methods never wait for the client. */
public interface WebSocketConnection {

    /** What became of a message. */
    enum Sent {
        /** It waits its turn to be written. */
        QUEUED,
        /** The client does not read, and what waits for it has reached the limit. */
        FULL,
        /** The connection has ended or is ending. */
        GONE
    }

    Sent send(String text);

    /** Sends what waits, then says goodbye. Nothing comes or goes afterwards. */
    void close(int code, String reason);
}
