package brume.services.apigateway.execution;

import brume.wire.HttpRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * Which API, stage and path a request addresses: by host ({@code abc.execute-api.localhost} or
 * {@code abc.execute-api.us-east-1.amazonaws.com}) or by path ({@code
 * /_aws/execute-api/abc/stage/...} or {@code /restapis/abc/stage/_user_request_/...}).
 *
 * @param path what follows the stage, percent-encoded as it came; begins with a slash
 */
record ApiAddress(String apiId, String stage, String path) {

    private static final String BY_PATH = "/_aws/execute-api/";
    private static final String BY_RESOURCE = "/restapis/";
    private static final String USER_REQUEST = "/_user_request_";

    /** The address, or empty if the request is for something else. */
    static Optional<ApiAddress> find(HttpRequest request) {
        String host = request.host();
        int dot = host.indexOf('.');
        if (dot > 0 && host.startsWith("execute-api.", dot + 1)) {
            String apiId = host.substring(0, dot).toLowerCase(Locale.ROOT);
            return Optional.of(stageAndPath(apiId, request.path()));
        }
        String path = request.path();
        if (path.startsWith(BY_PATH)) {
            String rest = path.substring(BY_PATH.length());
            int slash = rest.indexOf('/');
            String apiId = slash < 0 ? rest : rest.substring(0, slash);
            return Optional.of(stageAndPath(apiId, slash < 0 ? "" : rest.substring(slash)));
        }
        return path.startsWith(BY_RESOURCE) ? byResource(path) : Optional.empty();
    }

    private static Optional<ApiAddress> byResource(String path) {
        int api = BY_RESOURCE.length();
        int stage = path.indexOf('/', api);
        int marker = stage < 0 ? -1 : path.indexOf('/', stage + 1);
        if (marker < 0 || !path.startsWith(USER_REQUEST, marker)) {
            return Optional.empty();
        }
        String rest = path.substring(marker + USER_REQUEST.length());
        if (!rest.isEmpty() && rest.charAt(0) != '/') {
            return Optional.empty();
        }
        return Optional.of(
                new ApiAddress(
                        path.substring(api, stage),
                        path.substring(stage + 1, marker),
                        rest.isEmpty() ? "/" : rest));
    }

    /** The address whose path begins with its stage. */
    static ApiAddress stageAndPath(String apiId, String path) {
        int from = 0;
        while (from < path.length() && path.charAt(from) == '/') {
            from++;
        }
        int slash = path.indexOf('/', from);
        return slash < 0
                ? new ApiAddress(apiId, path.substring(from), "/")
                : new ApiAddress(apiId, path.substring(from, slash), path.substring(slash));
    }
}
