package brume.services.apigatewayv2.store;

import brume.api.apigatewayv2.ApiMapping;
import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Store;
import brume.wire.Documents;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The mappings of custom domain names to HTTP and WebSocket APIs. Every request asks them by its
 * host, so they are kept in memory and read again after each change.
 */
public final class MappingStore {

    private static final Key ROOT = HttpApiStore.ROOT.with("mappings");

    /** No server has more; a guard, not a quota. */
    private static final int MAPPINGS_MAX = 100_000;

    private final Store store;
    private volatile @Nullable Map<String, List<ApiMapping>> known;

    MappingStore(Store store) {
        this.store = store;
    }

    /** A mapping that a request fits, and what follows its key in the path. */
    public record Match(ApiMapping mapping, String rest) {}

    /** Those of a domain of this account and region. */
    public List<ApiMapping> list(Scope scope, String domain) {
        List<ApiMapping> mappings = new ArrayList<>();
        for (Entry entry :
                store.read(reader -> reader.list(Range.prefix(ROOT.with(domain)), MAPPINGS_MAX))) {
            JsonNode tree = Documents.parse(entry.value());
            if (scope(tree).equals(scope)) {
                mappings.add(mapping(tree));
            }
        }
        return mappings;
    }

    /**
     * Puts a mapping; its id tells it from the domain's others.
     *
     * @throws brume.wire.ServiceException ConflictException if another one has its key
     */
    public ApiMapping put(Scope scope, String domain, ApiMapping mapping) {
        ObjectNode tree = (ObjectNode) ShapeJson.toTree(mapping);
        tree.put("account", scope.account().value()).put("region", scope.region().value());
        Key prefix = ROOT.with(domain);
        store.transact(transaction -> {
            for (Entry entry : transaction.list(Range.prefix(prefix), MAPPINGS_MAX)) {
                ApiMapping other = mapping(Documents.parse(entry.value()));
                if (key(other).equals(key(mapping)) && !id(other).equals(id(mapping))) {
                    throw ApiErrors.conflict("ApiMapping key already exists for this domain name");
                }
            }
            transaction.put(prefix.with(id(mapping)), Documents.write(tree));
            return mapping;
        });
        known = null;
        return mapping;
    }

    public void delete(String domain, ApiMapping mapping) {
        Key key = ROOT.with(domain).with(id(mapping));
        store.transact(transaction -> {
            transaction.delete(key);
            return mapping;
        });
        known = null;
    }

    /**
     * What a host and a path lead to: the longest key that fits. Source: Developer Guide, "Map API
     * stages to a custom domain name for HTTP APIs".
     */
    public Optional<Match> find(String host, String path) {
        Match best = null;
        for (ApiMapping mapping : mappings(host)) {
            String prefix = key(mapping).isEmpty() ? "" : '/' + key(mapping);
            boolean fits =
                    path.startsWith(prefix)
                            && (path.length() == prefix.length()
                                    || path.charAt(prefix.length()) == '/');
            String rest = fits ? path.substring(prefix.length()) : "";
            if (fits && (best == null || rest.length() < best.rest().length())) {
                best = new Match(mapping, rest);
            }
        }
        return Optional.ofNullable(best)
                .map(match -> match.rest().isEmpty() ? new Match(match.mapping(), "/") : match);
    }

    private List<ApiMapping> mappings(String host) {
        Map<String, List<ApiMapping>> all = known;
        if (all == null) {
            all = load();
            known = all;
        }
        if (all.isEmpty()) {
            return List.of();
        }
        int colon = host.lastIndexOf(':');
        String name = (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
        List<ApiMapping> exact = all.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        return dot < 0 ? List.of() : all.getOrDefault('*' + name.substring(dot), List.of());
    }

    private Map<String, List<ApiMapping>> load() {
        Map<String, List<ApiMapping>> all = new HashMap<>();
        for (Entry entry : store.read(reader -> reader.list(Range.prefix(ROOT), MAPPINGS_MAX))) {
            all.computeIfAbsent(entry.key().after(ROOT).string(), domain -> new ArrayList<>())
                    .add(mapping(Documents.parse(entry.value())));
        }
        return all;
    }

    private static String key(ApiMapping mapping) {
        return Objects.requireNonNullElse(mapping.apiMappingKey(), "");
    }

    private static String id(ApiMapping mapping) {
        return Objects.requireNonNull(mapping.apiMappingId(), "id is null");
    }

    private static ApiMapping mapping(JsonNode tree) {
        ObjectNode own = tree.deepCopy();
        own.remove(List.of("account", "region"));
        return ShapeJson.fromTree(ApiMapping.SCHEMA, own);
    }

    private static Scope scope(JsonNode tree) {
        return new Scope(
                new AccountId(tree.path("account").asText()),
                new Region(tree.path("region").asText()));
    }
}
