package brume.spi;

import brume.base.Scope;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.OperationModel;
import brume.wire.Shape;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * How one service calls another: the same pipeline as a client's request, with the same validation,
 * permission check and audit record, without the bytes.
 */
public interface Calls {

    /**
     * Calls an operation.
     *
     * @throws brume.wire.ServiceException the error that a client would get
     */
    <I extends Shape, O extends Shape> O invoke(
            OperationModel<I, O> operation, I input, Principal principal, Scope scope);

    /**
     * Calls an operation by name, for integrations that are chosen by the user.
     *
     * @param service our name of the service, its serviceId in lower case, or its SDK name, such as
     *     {@code dynamodb} or {@code sfn}
     * @param action with a lower- or upper-case first letter, such as {@code putItem}
     * @param input member names as in the API
     * @return the output, member names as in the API
     * @throws brume.wire.ServiceException the error that a client would get, or "not implemented"
     */
    JsonNode invoke(
            String service, String action, JsonNode input, Principal principal, Scope scope);

    /**
     * Sends a request in a service's own protocol, for integrations that users write as HTTP. Its
     * sender is known, so that it needs no signature. An {@code Action} in the query string names
     * an operation of services with a JSON protocol as well; their input is the body, or else the
     * query string's other parameters.
     *
     * @param service as above
     * @return what a client would get, errors too
     */
    default HttpResponse send(
            String service, HttpRequest request, Principal principal, Scope scope) {
        throw new UnsupportedOperationException("requests to " + service);
    }

    /**
     * The session of a role that a service assumes to work for its owner.
     *
     * @param roleArn the role, whose trust policy must name the principal
     * @param principal the service's, such as {@code states.amazonaws.com}, or the session of
     *     another role, which has to be allowed to assume this one
     * @throws brume.wire.ServiceException AccessDenied if the role is missing or does not trust it
     */
    Principal.RoleSession assume(String roleArn, Principal principal, String sessionName);

    /**
     * Asks the policies about something that is not an operation of this server.
     *
     * @throws brume.wire.ServiceException AccessDenied, with the policies' reason
     */
    default void require(Permission permission, Principal principal, Scope scope) {
        throw new UnsupportedOperationException(permission.action());
    }

    /**
     * What a connection adds to the requests of a principal, who needs the permission {@code
     * events:RetrieveConnectionCredentials} for it.
     *
     * @param renew whether what was handed out before has been refused by the endpoint
     * @throws brume.wire.ServiceException AccessDenied, or what {@link ConnectionDirectory} throws
     */
    default ConnectionDirectory.Credentials credentials(
            String connectionArn, boolean renew, Principal principal, Scope scope) {
        throw new UnsupportedOperationException(connectionArn);
    }
}
