package brume.http;

/** A reason to end a WebSocket, found while reading. The codes are those of RFC 6455, 7.4.1. */
final class WebSocketClosure extends Exception {

    private static final long serialVersionUID = 1L;

    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int UNSUPPORTED_DATA = 1003;
    static final int NO_CODE = 1005;
    static final int BROKEN = 1006;
    static final int NOT_UTF8 = 1007;
    static final int TOO_BIG = 1009;
    static final int INTERNAL_ERROR = 1011;

    private final int code;

    WebSocketClosure(int code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    static WebSocketClosure protocol(String reason) {
        return new WebSocketClosure(PROTOCOL_ERROR, reason);
    }

    int code() {
        return code;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
