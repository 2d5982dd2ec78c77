package brume.services.apigatewayv2.execution;

import brume.services.apigatewayv2.store.HttpApiStore;
import brume.services.apigatewayv2.store.MappingStore;
import brume.wire.HttpRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * Which API and path a request addresses: by host ({@code abc.execute-api.localhost}), by path
 * ({@code /_aws/execute-api/abc/...}), or by a custom domain name. REST APIs have the same
 * addresses; the id tells them apart.
 *
 * @param path with the stage's name, if it has one; percent-encoded as it came
 * @param mapping what the host is a custom domain name for
 */
public record Address(String apiId, String path, Optional<MappingStore.Match> mapping) {

    private static final String BY_PATH = "/_aws/execute-api/";

    public static Optional<Address> find(HttpRequest request, HttpApiStore store) {
        return parse(request)
                .filter(address -> store.findScope(address.apiId).isPresent())
                .or(() -> mapped(request, store));
    }

    private static Optional<Address> mapped(HttpRequest request, HttpApiStore store) {
        return store.mappings()
                .find(request.host(), request.path())
                .map(match ->
                        new Address(match.mapping().apiId(), request.path(), Optional.of(match)));
    }

    private static Optional<Address> parse(HttpRequest request) {
        String host = request.host();
        int dot = host.indexOf('.');
        String path = request.path();
        if (dot > 0 && host.startsWith("execute-api.", dot + 1)) {
            String apiId = host.substring(0, dot).toLowerCase(Locale.ROOT);
            return Optional.of(new Address(apiId, path.isEmpty() ? "/" : path, Optional.empty()));
        }
        if (!path.startsWith(BY_PATH)) {
            return Optional.empty();
        }
        String rest = path.substring(BY_PATH.length());
        int slash = rest.indexOf('/');
        return Optional.of(
                new Address(
                        slash < 0 ? rest : rest.substring(0, slash),
                        slash < 0 ? "/" : rest.substring(slash),
                        Optional.empty()));
    }

    /** The stage of a custom domain name, or the first part of the path, which may be its name. */
    public String first() {
        if (mapping.isPresent()) {
            return mapping.get().mapping().stage();
        }
        int slash = path.indexOf('/', 1);
        return slash < 0 ? path.substring(1) : path.substring(1, slash);
    }

    /** What follows the stage. */
    public String rest() {
        if (mapping.isPresent()) {
            return mapping.get().rest();
        }
        int slash = path.indexOf('/', 1);
        return slash < 0 ? "/" : path.substring(slash);
    }
}
