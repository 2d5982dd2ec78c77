package brume.services.apigatewayv2.execution;

import brume.services.apigatewayv2.store.HttpApiStore;
import brume.wire.HttpRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * Which API and path a request addresses: by host ({@code abc.execute-api.localhost}) or by path
 * ({@code /_aws/execute-api/abc/...}). REST APIs have the same addresses; the id tells them apart.
 *
 * @param path with the stage's name, if it has one; percent-encoded as it came
 */
public record Address(String apiId, String path) {

    private static final String BY_PATH = "/_aws/execute-api/";

    public static Optional<Address> find(HttpRequest request, HttpApiStore store) {
        return parse(request).filter(address -> store.findScope(address.apiId).isPresent());
    }

    private static Optional<Address> parse(HttpRequest request) {
        String host = request.host();
        int dot = host.indexOf('.');
        String path = request.path();
        if (dot > 0 && host.startsWith("execute-api.", dot + 1)) {
            String apiId = host.substring(0, dot).toLowerCase(Locale.ROOT);
            return Optional.of(new Address(apiId, path.isEmpty() ? "/" : path));
        }
        if (!path.startsWith(BY_PATH)) {
            return Optional.empty();
        }
        String rest = path.substring(BY_PATH.length());
        int slash = rest.indexOf('/');
        return Optional.of(
                new Address(
                        slash < 0 ? rest : rest.substring(0, slash),
                        slash < 0 ? "/" : rest.substring(slash)));
    }

    /** The first part of the path, which may be the name of a stage. */
    public String first() {
        int slash = path.indexOf('/', 1);
        return slash < 0 ? path.substring(1) : path.substring(1, slash);
    }

    /** What follows the first part. */
    public String rest() {
        int slash = path.indexOf('/', 1);
        return slash < 0 ? "/" : path.substring(slash);
    }
}
