package brume.services.apigateway.domain;

import brume.api.apigateway.CreateRestApiRequest;
import brume.api.apigateway.EndpointConfiguration;
import brume.api.apigateway.RestApi;
import brume.base.Ids;
import brume.base.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a REST API may be made of, and its patches. */
public final class RestApiRules {

    private static final String CUSTOM_ID = "_custom_id_";
    private static final Pattern CHOSEN_ID = Pattern.compile("[a-z0-9-]{1,64}");
    private static final int COMPRESSION_SIZE_MAX = 10_485_760;

    private RestApiRules() {}

    /**
     * The id of a new API: chance, or what its tag {@code _custom_id_} says, so that tests and
     * clients may know it before. Not AWS's; LocalStack reads the same tag.
     */
    public static String id(@Nullable Map<String, String> tags) {
        String chosen = tags == null ? null : tags.get(CUSTOM_ID);
        if (chosen == null) {
            return Ids.lower(ApigatewayQuotas.ID_LENGTH);
        }
        if (!chosen.equals(chosen.toLowerCase(Locale.ROOT))) {
            throw ApiErrors.bad(
                    "The RestApiId '" + chosen + "' cannot contain uppercase characters");
        }
        if (!CHOSEN_ID.matcher(chosen).matches()) {
            throw ApiErrors.bad("The RestApiId '" + chosen + "' is not valid");
        }
        return chosen;
    }

    /** The tags that are kept. */
    public static @Nullable Map<String, String> tags(@Nullable Map<String, String> tags) {
        if (tags == null || !tags.containsKey(CUSTOM_ID)) {
            return tags;
        }
        Map<String, String> kept = new LinkedHashMap<>(tags);
        kept.remove(CUSTOM_ID);
        return kept.isEmpty() ? null : kept;
    }

    /** Refuses what the API cannot have. */
    public static void check(CreateRestApiRequest input) {
        if (input.name().isBlank()) {
            throw ApiErrors.bad("API Name cannot be empty");
        }
        if (input.description() != null && input.description().isEmpty()) {
            throw ApiErrors.bad("Description cannot be an empty string");
        }
        if (input.cloneFrom() != null) {
            throw ApiErrors.notImplemented("the parameter cloneFrom");
        }
        if (input.minimumCompressionSize() != null) {
            checkCompression(input.minimumCompressionSize());
        }
    }

    /** The effective endpoint configuration. */
    public static EndpointConfiguration endpoint(@Nullable EndpointConfiguration requested) {
        if (requested == null) {
            return endpoint("EDGE", null);
        }
        if (requested.vpcEndpointIds() != null) {
            throw ApiErrors.notImplemented("the parameter vpcEndpointIds");
        }
        List<String> types = requested.types();
        if (types == null) {
            return endpoint("EDGE", requested.ipAddressType());
        }
        if (types.isEmpty()) {
            throw ApiErrors.bad(
                    "REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.");
        }
        if (types.size() > 1) {
            throw ApiErrors.bad("Cannot create an api with multiple Endpoint Types.");
        }
        checkType(types.getFirst());
        return endpoint(types.getFirst(), requested.ipAddressType());
    }

    /**
     * Private APIs are reached over both versions of IP, others over version 4 unless asked for
     * more. Source: LocalStack's recordings test_create_rest_api_verify_defaults and
     * test_update_rest_api_ip_address_type.
     */
    private static EndpointConfiguration endpoint(String type, @Nullable String addresses) {
        boolean isPrivate = type.equals("PRIVATE");
        if (isPrivate && "ipv4".equals(addresses)) {
            throw ApiErrors.bad("Only dualstack ipAddressType is supported for Private APIs.");
        }
        return EndpointConfiguration.builder()
                .types(List.of(type))
                .ipAddressType(addresses == null ? (isPrivate ? "dualstack" : "ipv4") : addresses)
                .build();
    }

    /** Whether an API is reached through VPC endpoints only. */
    public static boolean isPrivate(RestApi api) {
        EndpointConfiguration endpoint = api.endpointConfiguration();
        return endpoint != null && endpoint.types() != null && endpoint.types().contains("PRIVATE");
    }

    private static void checkType(String type) {
        if (!type.equals("EDGE") && !type.equals("REGIONAL") && !type.equals("PRIVATE")) {
            throw ApiErrors.bad(
                    "Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE");
        }
    }

    private static int checkCompression(int size) {
        if (size < 0 || size > COMPRESSION_SIZE_MAX) {
            throw ApiErrors.bad(
                    "Invalid minimum compression size, must be between 0 and "
                            + COMPRESSION_SIZE_MAX);
        }
        return size;
    }

    public static RestApi patched(RestApi api, List<PatchPath> patches, Scope scope) {
        RestApi patched = api;
        for (PatchPath patch : patches) {
            patched = patched(patched, patch, scope);
        }
        return patched;
    }

    private static RestApi patched(RestApi api, PatchPath patch, Scope scope) {
        RestApi.Builder builder = api.toBuilder();
        switch (patch.name()) {
            case "name" -> builder.name(patch.replacement());
            case "description" -> builder.description(patch.valueOrRemoval());
            case "version" -> builder.version(patch.replacement());
            case "disableExecuteApiEndpoint" ->
                    builder.disableExecuteApiEndpoint(Boolean.valueOf(patch.replacement()));
            case "minimumCompressionSize" -> builder.minimumCompressionSize(compression(patch));
            case "binaryMediaTypes" -> builder.binaryMediaTypes(mediaTypes(api, patch));
            case "endpointConfiguration" -> builder.endpointConfiguration(endpoint(api, patch));
            case "apiKeySource" -> builder.apiKeySource(keySource(patch.replacement()));
            case "policy" ->
                    builder.policy(
                            ResourcePolicies.complete(
                                    patch.valueOrRemoval(), scope, String.valueOf(api.id())));
            default -> throw patch.invalid();
        }
        return builder.build();
    }

    /**
     * Where API keys come from.
     *
     * @throws brume.wire.ServiceException BadRequestException for another place
     */
    public static String keySource(String given) {
        String source = given.toUpperCase(Locale.ROOT);
        if (!source.equals("HEADER") && !source.equals("AUTHORIZER")) {
            throw ApiErrors.bad("Invalid API Key source specified: " + source);
        }
        return source;
    }

    private static @Nullable Integer compression(PatchPath patch) {
        String value = patch.replacement();
        if (value.isEmpty()) {
            return null;
        }
        try {
            return checkCompression(Integer.parseInt(value));
        } catch (NumberFormatException e) {
            return checkCompression(-1);
        }
    }

    private static List<String> mediaTypes(RestApi api, PatchPath patch) {
        if (patch.names().size() != 2) {
            throw patch.invalid();
        }
        String type = patch.names().get(1);
        List<String> types =
                new ArrayList<>(
                        api.binaryMediaTypes() == null ? List.of() : api.binaryMediaTypes());
        types.remove(type);
        if (!patch.isRemove()) {
            // A replacement carries the new type as its value.
            String value = patch.value();
            types.add(patch.op().equals("replace") && value != null ? value : type);
        }
        return types;
    }

    private static EndpointConfiguration endpoint(RestApi api, PatchPath patch) {
        EndpointConfiguration old = endpoint(api.endpointConfiguration());
        String type = Objects.requireNonNull(old.types()).getFirst();
        String part = patch.names().size() < 2 ? "" : patch.names().get(1);
        if (part.equals("ipAddressType")) {
            String addresses = patch.replacement();
            if (!addresses.equals("ipv4") && !addresses.equals("dualstack")) {
                throw ApiErrors.bad("ipAddressType must be either ipv4 or dualstack.");
            }
            return endpoint(type, addresses);
        }
        if (!part.equals("types")) {
            throw ApiErrors.notImplemented("the patch path " + patch.path());
        }
        if (patch.isRemove()) {
            throw ApiErrors.bad(
                    "Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
        }
        String value = patch.value() == null ? "" : patch.value();
        checkType(value);
        return endpoint(value, value.equals("PRIVATE") ? null : old.ipAddressType());
    }
}
