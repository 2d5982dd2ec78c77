package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.ApigatewayErrors;
import brume.api.apigateway.CreateVpcLinkRequest;
import brume.api.apigateway.GetVpcLinksRequest;
import brume.api.apigateway.UpdateVpcLinkRequest;
import brume.api.apigateway.VpcLink;
import brume.api.apigateway.VpcLinks;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.domain.VpcLinkRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.Unit;
import java.util.List;
import java.util.Map;

/** Creates, shows, changes and deletes VPC links. */
public final class VpcLinkOperations {

    private final RestApiStore store;

    public VpcLinkOperations(RestApiStore store) {
        this.store = store;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                new ShortOperation<>(ApigatewayApi.CREATE_VPC_LINK, store, this::create),
                new ShortOperation<>(
                        ApigatewayApi.GET_VPC_LINK,
                        store,
                        (input, call) -> withTags(get(input.vpcLinkId(), call))),
                new ShortOperation<>(ApigatewayApi.GET_VPC_LINKS, store, this::list),
                new ShortOperation<>(ApigatewayApi.UPDATE_VPC_LINK, store, this::update),
                new ShortOperation<>(
                        ApigatewayApi.DELETE_VPC_LINK,
                        store,
                        (input, call) -> delete(input.vpcLinkId(), call)));
    }

    private VpcLink create(CreateVpcLinkRequest input, Call call) {
        VpcLink link = VpcLinkRules.create(input);
        return store.change(
                call.scope(),
                rows -> {
                    if (rows.list(ApiPart.VPC_LINK, ApiPart.ACCOUNT).size()
                            >= ApigatewayQuotas.VPC_LINKS.value()) {
                        throw ApigatewayErrors.limitExceededException(
                                "Maximum number of VPC links has been reached.");
                    }
                    return VpcLinkRules.pending(rows.put(ApiPart.VPC_LINK, ApiPart.ACCOUNT, link));
                });
    }

    private VpcLink get(String id, Call call) {
        return store.read(call.scope(), rows -> rows.get(ApiPart.VPC_LINK, ApiPart.ACCOUNT, id));
    }

    private static VpcLink withTags(VpcLink link) {
        return link.tags() == null ? link.toBuilder().tags(Map.of()).build() : link;
    }

    private VpcLinks list(GetVpcLinksRequest input, Call call) {
        Page<VpcLink> page =
                store.read(
                        call.scope(),
                        rows ->
                                rows.ownedPage(
                                        ApiPart.VPC_LINK,
                                        ApiPart.ACCOUNT,
                                        input.position(),
                                        Page.limit(input.limit())));
        return VpcLinks.builder().items(page.items()).position(page.position()).build();
    }

    private VpcLink update(UpdateVpcLinkRequest input, Call call) {
        return store.change(
                call.scope(),
                rows -> {
                    VpcLink link = rows.get(ApiPart.VPC_LINK, ApiPart.ACCOUNT, input.vpcLinkId());
                    for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                        link = VpcLinkRules.patched(link, patch);
                    }
                    return withTags(rows.put(ApiPart.VPC_LINK, ApiPart.ACCOUNT, link));
                });
    }

    private Unit delete(String id, Call call) {
        return store.change(
                call.scope(),
                rows -> {
                    rows.delete(ApiPart.VPC_LINK, ApiPart.ACCOUNT, id);
                    return Unit.INSTANCE;
                });
    }
}
