package brume.services.apigateway.execution;

import brume.api.apigateway.BasePathMapping;
import brume.services.apigateway.domain.DomainNameRules;
import brume.services.apigateway.store.RestApiStore;
import brume.wire.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The custom domain names in memory, read again after every change of them. Source: Developer
 * Guide, "Set up custom domain names for REST APIs": the longest base path that fits decides; a
 * mapping without a stage takes the stage from the path.
 */
final class DomainNames {

    private final RestApiStore store;
    private volatile @Nullable Map<String, List<BasePathMapping>> domains;

    DomainNames(RestApiStore store) {
        this.store = store;
        store.onChange(id -> domains = null);
    }

    /** Whether a request names one of the domains. */
    boolean has(HttpRequest request) {
        return !mappings(request.host()).isEmpty();
    }

    /** What a request to a domain addresses; empty if nothing is behind its path. */
    Optional<ApiAddress> find(HttpRequest request) {
        String path = request.path();
        BasePathMapping best = null;
        for (BasePathMapping mapping : mappings(request.host())) {
            boolean longer = best == null || prefix(mapping).length() > prefix(best).length();
            if (longer && fits(path, prefix(mapping))) {
                best = mapping;
            }
        }
        return best == null ? Optional.empty() : address(best, path);
    }

    private static Optional<ApiAddress> address(BasePathMapping mapping, String path) {
        String apiId = String.valueOf(mapping.restApiId());
        String rest = path.substring(prefix(mapping).length());
        if (mapping.stage() == null) {
            return Optional.of(ApiAddress.stageAndPath(apiId, rest));
        }
        return Optional.of(new ApiAddress(apiId, mapping.stage(), rest.isEmpty() ? "/" : rest));
    }

    private static String prefix(BasePathMapping mapping) {
        String basePath = String.valueOf(mapping.basePath());
        return basePath.equals(DomainNameRules.NO_PATH) ? "" : '/' + basePath;
    }

    private static boolean fits(String path, String prefix) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    private List<BasePathMapping> mappings(String host) {
        Map<String, List<BasePathMapping>> known = domains;
        if (known == null) {
            known = store.domains();
            domains = known;
        }
        if (known.isEmpty()) {
            return List.of();
        }
        int colon = host.lastIndexOf(':');
        String name = (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
        List<BasePathMapping> exact = known.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        return dot < 0 ? List.of() : known.getOrDefault('*' + name.substring(dot), List.of());
    }
}
