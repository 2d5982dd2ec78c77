package brume.services.apigateway.op;

import brume.api.apigateway.Account;
import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.UpdateAccountRequest;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Calls;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.wire.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes the account's settings: the role under which API Gateway writes logs. */
public final class UpdateAccount extends ApigatewayOperation<UpdateAccountRequest, Account> {

    private final Calls calls;

    public UpdateAccount(RestApiStore store, Calls calls) {
        super(ApigatewayApi.UPDATE_ACCOUNT, store);
        this.calls = calls;
    }

    @Override
    public List<Permission> permissions(UpdateAccountRequest input, Call call) {
        return PassedRole.permissions(
                super.permissions(input, call), input.patchOperations(), "cloudwatchRoleArn");
    }

    @Override
    public Account handle(UpdateAccountRequest input, Call call) {
        return store.change(
                call.scope(),
                rows -> {
                    Account account =
                            rows.find(ApiPart.SETTINGS, ApiPart.ACCOUNT, ApiPart.ACCOUNT)
                                    .orElseGet(() -> Account.builder().build());
                    for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                        if (!patch.path().equals("/cloudwatchRoleArn")) {
                            throw patch.notOneOf("[/cloudwatchRoleArn]");
                        }
                        String role = patch.valueOrRemoval();
                        account =
                                account.toBuilder()
                                        .cloudwatchRoleArn(
                                                role == null || role.isEmpty()
                                                        ? null
                                                        : checked(role, call))
                                        .build();
                    }
                    rows.put(ApiPart.SETTINGS, ApiPart.ACCOUNT, account);
                    return GetAccount.complete(account);
                });
    }

    /** AWS's text for a role that does not trust API Gateway. */
    private String checked(@Nullable String role, Call call) {
        PassedRole.check(role, call);
        String arn = String.valueOf(role);
        try {
            var ignored =
                    calls.assume(
                            arn,
                            new Principal.ServicePrincipal(
                                    "apigateway.amazonaws.com", "", call.account()),
                            "APIGatewayLoggingSession");
        } catch (ServiceException e) {
            throw ApiErrors.bad(
                    "The role ARN does not have required permissions configured. Please grant"
                            + " trust permission for API Gateway and add the required role"
                            + " policy.");
        }
        return arn;
    }
}
