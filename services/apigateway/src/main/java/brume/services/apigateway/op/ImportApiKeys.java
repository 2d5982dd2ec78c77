package brume.services.apigateway.op;

import brume.api.apigateway.ApiKey;
import brume.api.apigateway.ApiKeyIds;
import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.CreateApiKeyRequest;
import brume.api.apigateway.ImportApiKeysRequest;
import brume.base.Clock;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.ApiKeyFile;
import brume.services.apigateway.domain.ApiKeyRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiWriter;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.ServiceException;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates the API keys of a file, and puts them into its usage plans. What cannot be made is a
 * warning, or ends the whole import if warnings are failures.
 */
public final class ImportApiKeys extends ApigatewayOperation<ImportApiKeysRequest, ApiKeyIds> {

    private final Clock clock;

    public ImportApiKeys(RestApiStore store, Clock clock) {
        super(ApigatewayApi.IMPORT_API_KEYS, store);
        this.clock = clock;
    }

    @Override
    public ApiKeyIds handle(ImportApiKeysRequest input, Call call) {
        if (!input.format().equals("csv")) {
            throw ApiErrors.bad("Invalid API Key format specified: " + input.format());
        }
        List<ApiKeyFile.Row> keys = ApiKeyFile.read(input.body().text());
        return store.change(
                call.scope(),
                rows -> {
                    List<String> ids = new ArrayList<>();
                    List<String> warnings = new ArrayList<>();
                    int room = CreateApiKey.room(rows);
                    for (ApiKeyFile.Row row : keys) {
                        try {
                            ApiKey key = CreateApiKey.put(rows, key(row), room - ids.size());
                            ids.add(String.valueOf(key.id()));
                            putIntoPlans(rows, row, key, warnings);
                        } catch (ServiceException e) {
                            warnings.add("API Key " + row.name() + ": " + e.getMessage());
                        }
                    }
                    if (Boolean.TRUE.equals(input.failOnWarnings()) && !warnings.isEmpty()) {
                        throw ApiErrors.bad("Warnings found during import: " + warnings);
                    }
                    return ApiKeyIds.builder().ids(ids).warnings(warnings).build();
                });
    }

    private ApiKey key(ApiKeyFile.Row row) {
        return ApiKeyRules.create(
                CreateApiKeyRequest.builder()
                        .name(row.name())
                        .value(row.value())
                        .description(row.description().isEmpty() ? null : row.description())
                        .enabled(row.enabled())
                        .build(),
                clock.now());
    }

    private static void putIntoPlans(
            ApiWriter rows, ApiKeyFile.Row row, ApiKey key, List<String> warnings) {
        for (String plan : row.planIds()) {
            if (rows.find(ApiPart.USAGE_PLAN, ApiPart.ACCOUNT, plan).isEmpty()) {
                warnings.add("API Key " + row.name() + ": Invalid Usage Plan ID " + plan);
            } else {
                CreateUsagePlanKey.put(rows, plan, key);
            }
        }
    }
}
