package brume.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request to a service with a JSON protocol whose query string names the operation, as
 * integrations of APIs write it: {@code ?Action=GetParameter&Name=x}.
 *
 * @param operation empty if the request is none of these
 * @param request with the parameters in its body, if it had none
 */
public record ActionRequest(Optional<String> operation, HttpRequest request) {

    /**
     * Reads a request.
     *
     * @throws WireFormatException if a parameter is broken
     */
    public static ActionRequest of(ServiceModel service, HttpRequest request) {
        boolean json =
                service.protocol() == Protocol.AWS_JSON_1_0
                        || service.protocol() == Protocol.AWS_JSON_1_1;
        if (!json || !request.query().contains("Action=")) {
            return new ActionRequest(Optional.empty(), request);
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        int most = QueryParameters.COUNT_MAX;
        FormText.forEach(request.query(), most, parameters::put);
        String operation = parameters.remove("Action");
        String body = new String(request.body(), StandardCharsets.UTF_8).strip();
        if (operation == null || body.startsWith("{")) {
            return new ActionRequest(Optional.ofNullable(operation), request);
        }
        FormText.forEach(body, most, parameters::put);
        parameters.remove("Action");
        parameters.remove("Version");
        ObjectNode input = Documents.object();
        parameters.forEach(input::put);
        return new ActionRequest(Optional.of(operation), request.withBody(Documents.write(input)));
    }
}
