package brume.spi;

import java.util.List;

/** The connections to HTTP endpoints, whichever service keeps them (EventBridge connections). */
@FunctionalInterface
public interface ConnectionDirectory {

    /**
     * What a connection adds to each request.
     *
     * @param renew whether a token that was handed out before has been refused by the endpoint
     * @throws brume.wire.ServiceException ResourceNotFoundException if there is no such connection,
     *     InvalidStateException if it is not authorised
     */
    Credentials get(String connectionArn, boolean renew);

    /**
     * What is added to a request; it replaces what the request has under the same names.
     *
     * @param renewable whether the endpoint may answer that these are not valid any more
     */
    record Credentials(
            List<Parameter> headers,
            List<Parameter> query,
            List<Parameter> body,
            boolean renewable) {}

    /**
     * @param secret whether it must not be shown
     */
    record Parameter(String name, String value, boolean secret) {}
}
