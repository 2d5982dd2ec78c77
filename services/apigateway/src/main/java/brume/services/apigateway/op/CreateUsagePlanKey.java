package brume.services.apigateway.op;

import brume.api.apigateway.ApiKey;
import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.CreateUsagePlanKeyRequest;
import brume.api.apigateway.UsagePlanKey;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiWriter;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Puts an API key into a usage plan. */
public final class CreateUsagePlanKey
        extends ApigatewayOperation<CreateUsagePlanKeyRequest, UsagePlanKey> {

    private static final String TYPE = "API_KEY";

    public CreateUsagePlanKey(RestApiStore store) {
        super(ApigatewayApi.CREATE_USAGE_PLAN_KEY, store);
    }

    @Override
    public UsagePlanKey handle(CreateUsagePlanKeyRequest input, Call call) {
        if (!input.keyType().equals(TYPE)) {
            throw ApiErrors.bad("Usage Plan Key type must be API_KEY");
        }
        return store.change(
                call.scope(),
                rows -> {
                    rows.get(ApiPart.USAGE_PLAN, ApiPart.ACCOUNT, input.usagePlanId());
                    ApiKey key = rows.get(ApiPart.API_KEY, ApiPart.ACCOUNT, input.keyId());
                    if (rows.find(ApiPart.PLAN_KEY, input.usagePlanId(), input.keyId())
                            .isPresent()) {
                        throw ApiErrors.conflict("Usage Plan Key already exists");
                    }
                    return put(rows, input.usagePlanId(), key);
                });
    }

    static UsagePlanKey put(ApiWriter rows, String planId, ApiKey key) {
        return rows.put(
                planId,
                UsagePlanKey.builder()
                        .id(key.id())
                        .type(TYPE)
                        .value(key.value())
                        .name(key.name())
                        .build());
    }
}
