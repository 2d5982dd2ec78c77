package brume.services.sts.op;

import brume.api.sts.GetCallerIdentityRequest;
import brume.api.sts.GetCallerIdentityResponse;
import brume.api.sts.StsApi;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.wire.OperationModel;
import java.util.List;

/** Who the caller is. Everybody may ask, also against an explicit Deny. */
public final class GetCallerIdentity
        implements Operation<GetCallerIdentityRequest, GetCallerIdentityResponse> {

    @Override
    public OperationModel<GetCallerIdentityRequest, GetCallerIdentityResponse> model() {
        return StsApi.GET_CALLER_IDENTITY;
    }

    @Override
    public List<Permission> permissions(GetCallerIdentityRequest input, Call call) {
        return List.of();
    }

    @Override
    public GetCallerIdentityResponse handle(GetCallerIdentityRequest input, Call call) {
        Principal principal = call.principal();
        return GetCallerIdentityResponse.builder()
                .userId(userId(principal))
                .account(call.account().value())
                .arn(principal.arn())
                .build();
    }

    private static String userId(Principal principal) {
        return switch (principal) {
            case Principal.Root root -> root.accountId().value();
            case Principal.User user -> user.userId();
            case Principal.RoleSession session -> session.roleId() + ':' + session.sessionName();
            case Principal.FederatedUser user -> user.id();
            case Principal.ServicePrincipal service -> service.name();
            case Principal.Anonymous anonymous -> "anonymous";
        };
    }
}
