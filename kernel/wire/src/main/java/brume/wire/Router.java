package brume.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the service, protocol and operation of a request: by X-Amz-Target, by the Action of a form,
 * by method and path, or by the path of rpc-v2-cbor.
 */
public final class Router {

    private static final int FORM_COUNT_MAX = QueryParameters.COUNT_MAX;

    /** Greatest size of an inflated form, which is looked at before its sender is known. */
    private static final int INFLATED_FORM_BYTES_MAX = 4 * 1024 * 1024;

    private final List<ServiceModel> services;
    private final Map<String, ServiceModel> byTarget = new HashMap<>();

    /** By identity: the records are large, and hashing them takes long. */
    private final IdentityHashMap<ServiceModel, UriTree> restServices = new IdentityHashMap<>();

    private final IdentityHashMap<ServiceModel, Set<String>> operations = new IdentityHashMap<>();

    public Router(List<ServiceModel> services) {
        this.services = List.copyOf(services);
        for (ServiceModel service : services) {
            if (service.targetPrefix() != null) {
                byTarget.put(service.targetPrefix(), service);
            }
            if (isRest(service)) {
                restServices.put(service, new UriTree(service.operations()));
            }
            operations.put(
                    service,
                    service.operations().stream()
                            .map(ServiceModel.OperationName::name)
                            .collect(Collectors.toUnmodifiableSet()));
        }
    }

    private static boolean isRest(ServiceModel service) {
        return service.protocol() == Protocol.REST_JSON_1
                || service.protocol() == Protocol.REST_XML;
    }

    /**
     * Finds what a request asks for.
     *
     * @param signingName the service in the credential scope, if the request is signed
     * @throws RouteException with the answer, if it asks for nothing that is modelled
     */
    public Route find(HttpRequest request, Optional<String> signingName) {
        try {
            for (ServiceModel service : services) {
                if (service.traits().virtualHosts()) {
                    Optional<HttpRequest> plain = VirtualHosts.find(service, request, signingName);
                    if (plain.isPresent()) {
                        return byPath(plain.get(), signingName, List.of(service));
                    }
                }
            }
            Optional<String> target = request.header("X-Amz-Target");
            if (target.isPresent()) {
                return byTarget(target.get(), signingName, request);
            }
            if (request.header("smithy-protocol").filter("rpc-v2-cbor"::equals).isPresent()) {
                return cbor(request, signingName);
            }
            Optional<Map<String, String>> form = actionForm(request, signingName);
            if (form.isPresent()) {
                return byAction(form.get(), signingName, request);
            }
            return byPath(request, signingName);
        } catch (Compression.TooLargeException e) {
            ServiceModel service = likely(signingName, request);
            throw new RouteException(service, service.protocol(), CommonErrors.tooLarge());
        } catch (WireFormatException e) {
            ServiceModel service = likely(signingName, request);
            throw new RouteException(service, service.protocol(), Codec.unreadable(service, e));
        }
    }

    private Route byTarget(String target, Optional<String> signingName, HttpRequest request) {
        int dot = target.lastIndexOf('.');
        ServiceModel service = dot < 0 ? null : byTarget.get(target.substring(0, dot));
        if (service == null) {
            ServiceModel likely = likely(signingName, request);
            Protocol protocol = isJson(likely) ? likely.protocol() : Protocol.AWS_JSON_1_1;
            throw unknown(likely, protocol, "UnknownOperationException", 400, "");
        }
        String operation = target.substring(dot + 1);
        Protocol protocol = jsonProtocol(service, request);
        if (!operations(service).contains(operation)) {
            throw unknown(service, protocol, "UnknownOperationException", 400, "");
        }
        return new Route(service, protocol, operation, Map.of());
    }

    private static boolean isJson(ServiceModel service) {
        return service.protocol() == Protocol.AWS_JSON_1_0
                || service.protocol() == Protocol.AWS_JSON_1_1;
    }

    /** Clients may speak either version of awsJson, or its CBOR, to services that speak one. */
    private static Protocol jsonProtocol(ServiceModel service, HttpRequest request) {
        String contentType = request.header("Content-Type").orElse("");
        if (contentType.startsWith("application/x-amz-json-1.0")) {
            return Protocol.AWS_JSON_1_0;
        } else if (contentType.startsWith("application/x-amz-json-1.1")) {
            return Protocol.AWS_JSON_1_1;
        } else if (contentType.startsWith(CborProtocol.AWS_CONTENT_TYPE)) {
            return Protocol.AWS_CBOR_1_1;
        }
        return isJson(service) ? service.protocol() : Protocol.AWS_JSON_1_1;
    }

    /** {@code POST /service/{name}/operation/{name}}, as Smithy's rpc-v2-cbor defines it. */
    private Route cbor(HttpRequest request, Optional<String> signingName) {
        String[] parts = request.path().split("/", -1);
        int count = parts.length;
        boolean fits =
                count >= 5
                        && request.method().equals("POST")
                        && parts[count - 4].equals("service")
                        && parts[count - 2].equals("operation");
        if (!fits) {
            throw unknown(
                    likely(signingName, request),
                    Protocol.RPC_V2_CBOR,
                    "UnknownOperationException",
                    404,
                    "");
        }
        String name = parts[count - 3];
        String operation = parts[count - 1];
        ServiceModel service =
                services.stream()
                        .filter(s -> cborNames(s).contains(name.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseGet(() -> likely(signingName, request));
        if (!operations(service).contains(operation)) {
            throw unknown(service, Protocol.RPC_V2_CBOR, "UnknownOperationException", 404, "");
        }
        return new Route(service, Protocol.RPC_V2_CBOR, operation, Map.of());
    }

    private static List<String> cborNames(ServiceModel service) {
        List<String> names = new ArrayList<>();
        names.add(service.name());
        names.add(service.serviceId().replace(" ", "").toLowerCase(Locale.ROOT));
        String target = service.targetPrefix();
        if (target != null) {
            names.add(target.toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /**
     * The parameters of a request in a query protocol: a form, or a query string with an Action.
     */
    private Optional<Map<String, String>> actionForm(
            HttpRequest request, Optional<String> signingName) {
        boolean form =
                request.header("Content-Type")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .startsWith("application/x-www-form-urlencoded");
        String path = request.path();
        boolean root = path.isEmpty() || path.equals("/");
        boolean action = form || request.query().contains("Action=");
        if (!action || !(root || hasPaths(signingName, request))) {
            return Optional.empty();
        }
        Map<String, String> found = new HashMap<>();
        FormText.forEach(request.query(), FORM_COUNT_MAX, (n, v) -> keepAction(found, n, v));
        if (form) {
            HttpRequest plain = Compression.inflate(request, INFLATED_FORM_BYTES_MAX);
            String body = new String(plain.body(), StandardCharsets.UTF_8);
            FormText.forEach(body, FORM_COUNT_MAX, (n, v) -> keepAction(found, n, v));
        }
        return Optional.of(found);
    }

    /** Whether the service's requests in the query protocol have paths of their own. */
    private boolean hasPaths(Optional<String> signingName, HttpRequest request) {
        return likely(signingName, request).traits().queryPath() != null;
    }

    private static void keepAction(Map<String, String> found, String name, String value) {
        if (name.equals("Action") || name.equals("Version")) {
            found.put(name, value);
        }
    }

    private Route byAction(
            Map<String, String> form, Optional<String> signingName, HttpRequest request) {
        String action = form.getOrDefault("Action", "");
        String version = form.getOrDefault("Version", "");
        ServiceModel service = queryService(action, version, signingName, request);
        if (service == null) {
            ServiceModel likely = likely(signingName, request);
            Protocol protocol =
                    isQuery(likely) ? queryProtocol(likely, request) : Protocol.AWS_QUERY;
            throw action.isEmpty()
                    ? unknown(
                            likely,
                            protocol,
                            "MissingAction",
                            400,
                            "The request is missing an Action parameter")
                    : invalidAction(likely, protocol, action, version);
        }
        if (!operations(service).contains(action)) {
            throw invalidAction(service, queryProtocol(service, request), action, version);
        }
        return new Route(service, queryProtocol(service, request), action, Map.of());
    }

    private static Protocol queryProtocol(ServiceModel service, HttpRequest request) {
        if (service.protocol() == Protocol.EC2_QUERY) {
            return Protocol.EC2_QUERY;
        }
        boolean json =
                request.header("Accept").filter(a -> a.startsWith("application/json")).isPresent();
        return json ? Protocol.AWS_QUERY_JSON : Protocol.AWS_QUERY;
    }

    private static RouteException invalidAction(
            ServiceModel service, Protocol protocol, String action, String version) {
        String text =
                protocol == Protocol.EC2_QUERY
                        ? "The action " + action + " is not valid for this web service."
                        : "Could not find operation " + action + " for version " + version;
        return unknown(service, protocol, "InvalidAction", 400, text);
    }

    private static boolean isQuery(ServiceModel service) {
        return service.protocol() == Protocol.AWS_QUERY
                || service.protocol() == Protocol.EC2_QUERY
                || service.traits().queryCompatible();
    }

    /** By signing name; requests that need no signature are told apart by version and action. */
    private @Nullable ServiceModel queryService(
            String action, String version, Optional<String> signingName, HttpRequest request) {
        List<ServiceModel> query = services.stream().filter(Router::isQuery).toList();
        for (ServiceModel service : query) {
            if (signingName.filter(service.signingName()::equals).isPresent()) {
                return service;
            }
        }
        for (ServiceModel service : query) {
            if (service.apiVersion().equals(version) && operations(service).contains(action)) {
                return service;
            }
        }
        return byHost(query, request);
    }

    private Route byPath(HttpRequest request, Optional<String> signingName) {
        List<ServiceModel> candidates = new ArrayList<>();
        for (ServiceModel service : services) {
            if (restServices.containsKey(service)
                    && signingName.filter(service.signingName()::equals).isPresent()) {
                candidates.add(service);
            }
        }
        if (candidates.isEmpty()) {
            // Any path at all could be an object's, so only its signature or host makes it one.
            List<ServiceModel> rest =
                    services.stream()
                            .filter(restServices::containsKey)
                            .filter(service -> !service.traits().virtualHosts())
                            .toList();
            ServiceModel host = byHost(rest, request);
            candidates.addAll(host == null ? rest : List.of(host));
        }
        return byPath(request, signingName, candidates);
    }

    private Route byPath(
            HttpRequest request, Optional<String> signingName, List<ServiceModel> candidates) {
        for (ServiceModel service : candidates) {
            UriTree tree = restServices.get(service);
            Optional<UriTree.Match> match = tree == null ? Optional.empty() : tree.find(request);
            if (match.isPresent()) {
                return new Route(
                        service, service.protocol(), match.get().operation(), match.get().labels());
            }
        }
        throw noPath(candidates, request, signingName);
    }

    /** API Gateway's front door, which most REST services stand behind, blames the credentials. */
    private RouteException noPath(
            List<ServiceModel> candidates, HttpRequest request, Optional<String> signingName) {
        ServiceModel service =
                candidates.size() == 1 ? candidates.getFirst() : likely(signingName, request);
        if (signingName.isEmpty()) {
            Protocol protocol = isRest(service) ? service.protocol() : Protocol.REST_JSON_1;
            return unknown(
                    service,
                    protocol,
                    "MissingAuthenticationTokenException",
                    403,
                    "Missing Authentication Token");
        }
        String text =
                "Unable to determine the operation of " + request.method() + ' ' + request.path();
        return unknown(service, service.protocol(), "UnknownOperationException", 404, text);
    }

    private Set<String> operations(ServiceModel service) {
        return operations.getOrDefault(service, Set.of());
    }

    /** The service of a host such as {@code lambda.us-east-1.localhost}. */
    private static @Nullable ServiceModel byHost(
            List<ServiceModel> candidates, HttpRequest request) {
        String host = request.host();
        int dot = host.indexOf('.');
        if (dot < 0) {
            return null;
        }
        String label = host.substring(0, dot);
        for (ServiceModel service : candidates) {
            if (service.signingName().equals(label) || service.name().equals(label)) {
                return service;
            }
        }
        return null;
    }

    private ServiceModel likely(Optional<String> signingName, HttpRequest request) {
        for (ServiceModel service : services) {
            if (signingName.filter(service.signingName()::equals).isPresent()) {
                return service;
            }
        }
        ServiceModel host = byHost(services, request);
        return host != null ? host : NONE;
    }

    private static RouteException unknown(
            ServiceModel service, Protocol protocol, String code, int status, String text) {
        return new RouteException(
                service, protocol, new ServiceException(ErrorModel.sender(code, status), text));
    }

    /** Stands for the service of a request that names none. */
    private static final ServiceModel NONE =
            new ServiceModel(
                    "aws",
                    "AWS",
                    "AWS",
                    "aws",
                    "aws",
                    "",
                    Protocol.REST_JSON_1,
                    null,
                    null,
                    List.of(),
                    Map.of());
}
