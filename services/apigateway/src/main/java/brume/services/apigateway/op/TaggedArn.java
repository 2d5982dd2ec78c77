package brume.services.apigateway.op;

import brume.api.apigateway.RestApi;
import brume.base.Arn;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.store.ApiRows;
import brume.services.apigateway.store.ApiWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A resource that carries tags: {@code arn:aws:apigateway:us-east-1::/restapis/abc} or {@code
 * .../restapis/abc/stages/dev}.
 */
record TaggedArn(String apiId, Optional<String> stage) {

    static TaggedArn of(String arn) {
        String[] parts =
                Arn.find(arn)
                        .filter(parsed -> parsed.service().equals("apigateway"))
                        .map(parsed -> parsed.resource().split("/", -1))
                        .orElseThrow(() -> ApiErrors.bad("Invalid ARN specified in the request"));
        boolean api = parts.length >= 3 && parts[1].equals("restapis");
        if (api && parts.length == 3) {
            return new TaggedArn(parts[2], Optional.empty());
        }
        if (api && parts.length == 5 && parts[3].equals("stages")) {
            return new TaggedArn(parts[2], Optional.of(parts[4]));
        }
        throw ApiErrors.notImplemented("tags of " + arn);
    }

    Map<String, String> tags(ApiRows rows) {
        RestApi api = rows.api(apiId);
        Map<String, String> tags =
                stage.isPresent() ? rows.stage(apiId, stage.get()).tags() : api.tags();
        return tags == null ? Map.of() : tags;
    }

    void change(ApiWriter rows, Consumer<Map<String, String>> change) {
        Map<String, String> tags = new LinkedHashMap<>(tags(rows));
        change.accept(tags);
        if (stage.isPresent()) {
            rows.put(apiId, rows.stage(apiId, stage.get()).toBuilder().tags(tags).build());
        } else {
            rows.put(rows.api(apiId).toBuilder().tags(tags).build());
        }
    }
}
