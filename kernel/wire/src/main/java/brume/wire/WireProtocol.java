package brume.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of AWS's protocols: HTTP messages to the members of an input, and outputs and errors back.
 */
interface WireProtocol {

    /**
     * Reads an operation's input.
     *
     * @param labels the decoded labels of the path, for the protocols with HTTP bindings
     * @return the members' values by index, null for absent ones
     * @throws WireFormatException if the request cannot be read
     */
    @Nullable Object[] decode(
            OperationModel<?, ?> operation, HttpRequest request, Map<String, String> labels);

    HttpResponse encode(OperationModel<?, ?> operation, Shape output, String requestId);

    HttpResponse encodeError(ServiceModel service, ServiceException error, String requestId);

    /** The code of the error that answers an unreadable request. */
    String serializationErrorCode();
}
