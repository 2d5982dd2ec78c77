package brume.services.apigateway.domain;

import brume.api.apigateway.BasePathMapping;
import brume.api.apigateway.CreateBasePathMappingRequest;
import brume.api.apigateway.CreateDomainNameRequest;
import brume.api.apigateway.DomainName;
import brume.api.apigateway.EndpointConfiguration;
import brume.base.Ids;
import brume.base.Region;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Custom domain names and the APIs behind their paths. Certificates are kept by name only: whoever
 * ends TLS in front of this server shows them.
 */
public final class DomainNameRules {

    /** The base path of a mapping for everything that no other mapping takes. */
    public static final String NO_PATH = "(none)";

    private static final Pattern NAME =
            Pattern.compile(
                    "(\\*\\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]([a-z0-9-]*[a-z0-9])?");
    private static final Pattern BASE_PATH = Pattern.compile("[A-Za-z0-9$_.+!*'()/-]+");
    private static final int NAME_MAX = 255;

    /** CloudFront's hosted zone; the same for everybody. */
    private static final String EDGE_ZONE = "Z2FDTNDATAQYW2";

    private DomainNameRules() {}

    /**
     * A new domain name.
     *
     * @param ownHost under which this server is reached, which nobody may take
     */
    public static DomainName create(
            CreateDomainNameRequest input, Region region, String ownHost, Instant now) {
        refuseUnbuilt(input);
        String name = input.domainName().toLowerCase(Locale.ROOT);
        checkName(name, ownHost);
        String type = type(input.endpointConfiguration());
        DomainName.Builder builder =
                DomainName.builder()
                        .domainName(name)
                        .certificateName(input.certificateName())
                        .certificateArn(input.certificateArn())
                        .regionalCertificateName(input.regionalCertificateName())
                        .regionalCertificateArn(input.regionalCertificateArn())
                        .endpointConfiguration(
                                EndpointConfiguration.builder()
                                        .types(List.of(type))
                                        .ipAddressType("ipv4")
                                        .build())
                        .domainNameStatus("AVAILABLE")
                        .securityPolicy(
                                input.securityPolicy() == null ? "TLS_1_2" : input.securityPolicy())
                        .routingMode("BASE_PATH_MAPPING_ONLY")
                        .tags(input.tags());
        if (type.equals("REGIONAL")) {
            return builder.regionalDomainName(
                            "d-" + Ids.lower(10) + ".execute-api." + region + ".amazonaws.com")
                    .regionalHostedZoneId("Z1UJRXOUMOOFQ8")
                    .build();
        }
        return builder.distributionDomainName("d" + Ids.lower(13) + ".cloudfront.net")
                .distributionHostedZoneId(EDGE_ZONE)
                .certificateUploadDate(now)
                .build();
    }

    private static void refuseUnbuilt(CreateDomainNameRequest input) {
        if (input.mutualTlsAuthentication() != null) {
            throw ApiErrors.notImplemented("mutual TLS (parameter mutualTlsAuthentication)");
        }
        if (input.policy() != null) {
            throw ApiErrors.notImplemented("policies of domain names (parameter policy)");
        }
        if (input.routingMode() != null && !input.routingMode().equals("BASE_PATH_MAPPING_ONLY")) {
            throw ApiErrors.notImplemented("the routing mode " + input.routingMode());
        }
        if (input.certificateBody() != null || input.certificateChain() != null) {
            throw ApiErrors.notImplemented("uploaded certificates (parameter certificateBody)");
        }
    }

    private static String type(@Nullable EndpointConfiguration endpoint) {
        List<String> types =
                endpoint == null || endpoint.types() == null ? List.of() : endpoint.types();
        String type = types.isEmpty() ? "EDGE" : types.getFirst();
        if (type.equals("PRIVATE")) {
            throw ApiErrors.notImplemented("private domain names");
        }
        if (types.size() > 1 || !(type.equals("EDGE") || type.equals("REGIONAL"))) {
            throw ApiErrors.bad("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE");
        }
        return type;
    }

    /** A name that clients use for AWS's APIs or for this server would take their requests away. */
    private static void checkName(String name, String ownHost) {
        if (name.isEmpty()) {
            throw ApiErrors.bad("No Domain Name specified");
        }
        if (name.length() > NAME_MAX || !NAME.matcher(name).matches()) {
            throw ApiErrors.bad("Invalid domain name identifier specified");
        }
        for (String taken : List.of("localhost", "amazonaws.com", ownHost)) {
            if (name.equals(taken) || name.endsWith('.' + taken)) {
                throw ApiErrors.bad("The domain name " + name + " belongs to this server");
            }
        }
    }

    public static DomainName patched(DomainName domain, PatchPath patch) {
        DomainName.Builder builder = domain.toBuilder();
        switch (patch.path()) {
            case "/certificateName" -> builder.certificateName(patch.replacement());
            case "/certificateArn" -> builder.certificateArn(patch.replacement());
            case "/regionalCertificateName" -> builder.regionalCertificateName(patch.replacement());
            case "/regionalCertificateArn" -> builder.regionalCertificateArn(patch.replacement());
            case "/securityPolicy" -> builder.securityPolicy(patch.replacement());
            default -> throw ApiErrors.notImplemented("the patch path " + patch.path());
        }
        return builder.build();
    }

    public static BasePathMapping mapping(CreateBasePathMappingRequest input) {
        return BasePathMapping.builder()
                .basePath(checkPath(input.basePath()))
                .restApiId(input.restApiId())
                .stage(input.stage() == null || input.stage().isEmpty() ? null : input.stage())
                .build();
    }

    private static String checkPath(@Nullable String path) {
        if (path == null || path.isEmpty() || path.equals(NO_PATH)) {
            return NO_PATH;
        }
        if (!BASE_PATH.matcher(path).matches() || path.startsWith("/") || path.endsWith("/")) {
            throw ApiErrors.bad("Invalid base path specified: " + path);
        }
        return path;
    }

    public static BasePathMapping patched(BasePathMapping mapping, PatchPath patch) {
        BasePathMapping.Builder builder = mapping.toBuilder();
        switch (patch.path()) {
            case "/basePath" -> builder.basePath(checkPath(patch.replacement()));
            case "/stage" -> {
                String stage = patch.valueOrRemoval();
                builder.stage(stage == null || stage.isEmpty() ? null : stage);
            }
            case "/restapiId", "/restApiId" -> builder.restApiId(patch.replacement());
            default -> throw patch.notOneOf("[/basePath, /stage, /restapiId]");
        }
        return builder.build();
    }
}
