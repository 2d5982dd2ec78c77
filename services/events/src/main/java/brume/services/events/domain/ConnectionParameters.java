package brume.services.events.domain;

import brume.api.events.ConnectionAuthResponseParameters;
import brume.api.events.CreateConnectionAuthRequestParameters;
import brume.api.events.UpdateConnectionAuthRequestParameters;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The AuthParameters of a connection as a tree of the API's names, secrets included. Requests and
 * answers have the same names, so that they are laid over each other here.
 */
public final class ConnectionParameters {

    /** The member that an authorization type needs; the others must be absent. */
    private static final Map<String, String> MEMBERS =
            Map.of(
                    "BASIC",
                    "BasicAuthParameters",
                    "API_KEY",
                    "ApiKeyAuthParameters",
                    ConnectionEntry.OAUTH,
                    "OAuthParameters");

    /** Members of each type that have to be there; an update may leave the old ones. */
    private static final Map<String, List<String>> REQUIRED =
            Map.of(
                    "BASIC",
                    List.of("/Username", "/Password"),
                    "API_KEY",
                    List.of("/ApiKeyName", "/ApiKeyValue"),
                    ConnectionEntry.OAUTH,
                    List.of(
                            "/ClientParameters/ClientID",
                            "/ClientParameters/ClientSecret",
                            "/AuthorizationEndpoint",
                            "/HttpMethod"));

    private static final List<String> HTTP_PARAMETERS =
            List.of("HeaderParameters", "QueryStringParameters", "BodyParameters");

    private final ObjectNode tree;

    public ConnectionParameters(ObjectNode tree) {
        this.tree = tree;
    }

    public static ConnectionParameters of(CreateConnectionAuthRequestParameters given) {
        return new ConnectionParameters((ObjectNode) ShapeJson.toTree(given));
    }

    public ObjectNode tree() {
        return tree;
    }

    /** The parameters of the authorization type itself. */
    public JsonNode ofType(String type) {
        return tree.path(MEMBERS.getOrDefault(type, ""));
    }

    /** What is added to each request. */
    public JsonNode invocation() {
        return tree.path("InvocationHttpParameters");
    }

    /** These with an update laid over them; a new type begins without the old one's parameters. */
    public ConnectionParameters updated(UpdateConnectionAuthRequestParameters given, String type) {
        ObjectNode merged = tree.deepCopy();
        MEMBERS.forEach((known, member) -> {
            if (!known.equals(type)) {
                merged.remove(member);
            }
        });
        overlay(merged, (ObjectNode) ShapeJson.toTree(given));
        return new ConnectionParameters(merged);
    }

    private static void overlay(ObjectNode below, ObjectNode above) {
        for (Map.Entry<String, JsonNode> field : above.properties()) {
            JsonNode old = below.get(field.getKey());
            if (old instanceof ObjectNode target && field.getValue() instanceof ObjectNode given) {
                overlay(target, given);
            } else {
                below.set(field.getKey(), field.getValue());
            }
        }
    }

    /** Why these are not the parameters of an authorization type, if they are not. */
    public Optional<String> fault(String type) {
        String member = MEMBERS.getOrDefault(type, "");
        for (String other : MEMBERS.values()) {
            if (!other.equals(member) && tree.has(other)) {
                return Optional.of(other + " cannot be used with the authorization type " + type);
            }
        }
        return REQUIRED.getOrDefault(type, List.of()).stream()
                .filter(path -> tree.path(member).at(path).isMissingNode())
                .map(path ->
                        member
                                + path.replace('/', '.')
                                + " is required for the authorization type "
                                + type)
                .findFirst();
    }

    /** Without anything secret, as the API shows them. */
    public ConnectionAuthResponseParameters shown() {
        ObjectNode open = tree.deepCopy();
        drop(open.path("BasicAuthParameters"), "Password");
        drop(open.path("ApiKeyAuthParameters"), "ApiKeyValue");
        drop(open.path("OAuthParameters").path("ClientParameters"), "ClientSecret");
        dropValues(open.path("InvocationHttpParameters"));
        dropValues(open.path("OAuthParameters").path("OAuthHttpParameters"));
        return ShapeJson.fromTree(ConnectionAuthResponseParameters.SCHEMA, open);
    }

    private static void drop(JsonNode node, String field) {
        if (node instanceof ObjectNode object) {
            object.remove(field);
        }
    }

    private static void dropValues(JsonNode http) {
        for (String kind : HTTP_PARAMETERS) {
            for (JsonNode parameter : http.path(kind)) {
                if (parameter.path("IsValueSecret").asBoolean()) {
                    drop(parameter, "Value");
                }
            }
        }
    }
}
