package brume.services.apigatewayv2.websocket;

/**
 * What an integration said.
 *
 * @param body empty if there is nothing for the client
 * @param protocol the subprotocol that a connection is to speak; empty if nothing was said of it
 */
record Answer(int status, String body, String protocol) {

    static Answer of(int status, String body) {
        return new Answer(status, body, "");
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
