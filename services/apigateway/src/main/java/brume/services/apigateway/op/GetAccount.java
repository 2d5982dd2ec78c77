package brume.services.apigateway.op;

import brume.api.apigateway.Account;
import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetAccountRequest;
import brume.api.apigateway.ThrottleSettings;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.util.List;

/** Answers the account's settings in the region. */
public final class GetAccount extends ApigatewayOperation<GetAccountRequest, Account> {

    public GetAccount(RestApiStore store) {
        super(ApigatewayApi.GET_ACCOUNT, store);
    }

    @Override
    public Account handle(GetAccountRequest input, Call call) {
        return complete(
                store.read(
                        call.scope(),
                        rows ->
                                rows.find(ApiPart.SETTINGS, ApiPart.ACCOUNT, ApiPart.ACCOUNT)
                                        .orElseGet(() -> Account.builder().build())));
    }

    /** The settings as they are shown, with what every account has. */
    static Account complete(Account settings) {
        return settings.toBuilder()
                .throttleSettings(
                        ThrottleSettings.builder()
                                .burstLimit((int) ApigatewayQuotas.BURST_LIMIT.value())
                                .rateLimit((double) ApigatewayQuotas.RATE_LIMIT.value())
                                .build())
                .features(List.of("UsagePlans"))
                .apiKeyVersion("4")
                .build();
    }
}
