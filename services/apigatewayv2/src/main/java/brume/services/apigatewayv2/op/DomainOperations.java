package brume.services.apigatewayv2.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.CreateDomainNameRequest;
import brume.api.apigateway.DeleteDomainNameRequest;
import brume.api.apigateway.EndpointConfiguration;
import brume.api.apigateway.GetDomainNameRequest;
import brume.api.apigateway.PatchOperation;
import brume.api.apigateway.UpdateDomainNameRequest;
import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.api.apigatewayv2.DomainName;
import brume.api.apigatewayv2.DomainNameConfiguration;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.services.apigatewayv2.store.Shapes;
import brume.spi.Call;
import brume.spi.Calls;
import brume.spi.Operation;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Custom domain names. They are the same as those of REST APIs, whose service keeps them; so they
 * are created, shown and deleted there, by the same caller.
 */
final class DomainOperations {

    private static final String SELECTION = "$request.basepath";

    private final HttpApiStore store;
    private final Calls calls;

    DomainOperations(HttpApiStore store, Calls calls) {
        this.store = store;
        this.calls = calls;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                ApiOperation.of(
                        Apigatewayv2Api.CREATE_DOMAIN_NAME,
                        (input, call) ->
                                Shapes.as(
                                        Apigatewayv2Api.CREATE_DOMAIN_NAME.output(),
                                        create(input, call))),
                ApiOperation.of(
                        Apigatewayv2Api.GET_DOMAIN_NAME,
                        (input, call) ->
                                Shapes.as(
                                        Apigatewayv2Api.GET_DOMAIN_NAME.output(),
                                        get(input.domainName(), call))),
                ApiOperation.of(Apigatewayv2Api.GET_DOMAIN_NAMES, this::list),
                ApiOperation.of(
                        Apigatewayv2Api.UPDATE_DOMAIN_NAME,
                        (input, call) ->
                                Shapes.as(
                                        Apigatewayv2Api.UPDATE_DOMAIN_NAME.output(),
                                        update(input, call))),
                ApiOperation.of(
                        Apigatewayv2Api.DELETE_DOMAIN_NAME,
                        (input, call) -> delete(input.domainName(), call)));
    }

    /**
     * A domain name of the caller's account.
     *
     * @throws brume.wire.ServiceException NotFoundException
     */
    DomainName get(String name, Call call) {
        return shown(
                calls.invoke(
                        ApigatewayApi.GET_DOMAIN_NAME,
                        GetDomainNameRequest.builder().domainName(name).build(),
                        call.principal(),
                        call.scope()));
    }

    private DomainName create(brume.api.apigatewayv2.CreateDomainNameRequest input, Call call) {
        if (input.mutualTlsAuthentication() != null) {
            throw ApiErrors.notImplemented("mutual TLS (parameter mutualTlsAuthentication)");
        }
        DomainNameConfiguration wanted = configuration(input.domainNameConfigurations());
        return shown(
                calls.invoke(
                        ApigatewayApi.CREATE_DOMAIN_NAME,
                        CreateDomainNameRequest.builder()
                                .domainName(input.domainName())
                                .regionalCertificateArn(wanted.certificateArn())
                                .regionalCertificateName(wanted.certificateName())
                                .securityPolicy(wanted.securityPolicy())
                                .endpointConfiguration(
                                        EndpointConfiguration.builder()
                                                .types(List.of("REGIONAL"))
                                                .build())
                                .tags(input.tags())
                                .build(),
                        call.principal(),
                        call.scope()));
    }

    /** The one configuration that a domain name may have, which is regional. */
    private static DomainNameConfiguration configuration(
            @Nullable List<DomainNameConfiguration> configurations) {
        List<DomainNameConfiguration> all = Objects.requireNonNullElse(configurations, List.of());
        if (all.size() != 1) {
            throw ApiErrors.bad("Exactly one DomainNameConfiguration must be specified");
        }
        DomainNameConfiguration wanted = all.getFirst();
        String type = Objects.requireNonNullElse(wanted.endpointType(), "REGIONAL");
        if (!type.equals("REGIONAL")) {
            throw ApiErrors.bad("Invalid endpoint type specified: " + type);
        }
        if (wanted.ownershipVerificationCertificateArn() != null) {
            throw ApiErrors.notImplemented("the parameter ownershipVerificationCertificateArn");
        }
        return wanted;
    }

    private brume.api.apigatewayv2.GetDomainNamesResponse list(
            brume.api.apigatewayv2.GetDomainNamesRequest input, Call call) {
        brume.api.apigateway.DomainNames page =
                calls.invoke(
                        ApigatewayApi.GET_DOMAIN_NAMES,
                        brume.api.apigateway.GetDomainNamesRequest.builder()
                                .position(PartOperations.token(input))
                                .limit(PartOperations.pageSize(input))
                                .build(),
                        call.principal(),
                        call.scope());
        List<DomainName> items =
                Objects.requireNonNullElse(page.items(), List.<brume.api.apigateway.DomainName>of())
                        .stream()
                        .map(DomainOperations::shown)
                        .toList();
        return PartOperations.listed(
                Apigatewayv2Api.GET_DOMAIN_NAMES.output(), items, page.position());
    }

    private DomainName update(brume.api.apigatewayv2.UpdateDomainNameRequest input, Call call) {
        if (input.mutualTlsAuthentication() != null) {
            throw ApiErrors.notImplemented("mutual TLS (parameter mutualTlsAuthentication)");
        }
        DomainNameConfiguration wanted = configuration(input.domainNameConfigurations());
        List<PatchOperation> patches = new ArrayList<>();
        patch(patches, "/regionalCertificateArn", wanted.certificateArn());
        patch(patches, "/regionalCertificateName", wanted.certificateName());
        patch(patches, "/securityPolicy", wanted.securityPolicy());
        return shown(
                calls.invoke(
                        ApigatewayApi.UPDATE_DOMAIN_NAME,
                        UpdateDomainNameRequest.builder()
                                .domainName(input.domainName())
                                .patchOperations(patches)
                                .build(),
                        call.principal(),
                        call.scope()));
    }

    private static void patch(List<PatchOperation> patches, String path, @Nullable String value) {
        if (value != null) {
            patches.add(PatchOperation.builder().op("replace").path(path).value(value).build());
        }
    }

    /** Deletes a domain name with its mappings. */
    private Unit delete(String name, Call call) {
        DomainName domain = get(name, call);
        store.mappings()
                .list(call.scope(), domain.domainName())
                .forEach(mapping -> store.mappings().delete(domain.domainName(), mapping));
        return calls.invoke(
                ApigatewayApi.DELETE_DOMAIN_NAME,
                DeleteDomainNameRequest.builder().domainName(name).build(),
                call.principal(),
                call.scope());
    }

    private static DomainName shown(brume.api.apigateway.DomainName domain) {
        boolean regional = domain.regionalDomainName() != null;
        return DomainName.builder()
                .domainName(Objects.requireNonNull(domain.domainName()))
                .apiMappingSelectionExpression(SELECTION)
                .domainNameConfigurations(
                        List.of(
                                DomainNameConfiguration.builder()
                                        .apiGatewayDomainName(
                                                regional
                                                        ? domain.regionalDomainName()
                                                        : domain.distributionDomainName())
                                        .hostedZoneId(
                                                regional
                                                        ? domain.regionalHostedZoneId()
                                                        : domain.distributionHostedZoneId())
                                        .certificateArn(
                                                regional
                                                        ? domain.regionalCertificateArn()
                                                        : domain.certificateArn())
                                        .certificateName(
                                                regional
                                                        ? domain.regionalCertificateName()
                                                        : domain.certificateName())
                                        .endpointType(regional ? "REGIONAL" : "EDGE")
                                        .domainNameStatus(domain.domainNameStatus())
                                        .securityPolicy(domain.securityPolicy())
                                        .build()))
                .tags(domain.tags())
                .build();
    }
}
