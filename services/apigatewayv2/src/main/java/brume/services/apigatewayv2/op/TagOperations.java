package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Api;
import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.api.apigatewayv2.GetTagsResponse;
import brume.api.apigatewayv2.Stage;
import brume.api.apigatewayv2.TagResourceResponse;
import brume.base.Arn;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.services.apigatewayv2.store.Part;
import brume.spi.Operation;
import brume.wire.Unit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The tags of APIs and stages. */
final class TagOperations {

    private TagOperations() {}

    static List<Operation<?, ?>> all(HttpApiStore store) {
        return List.of(
                ApiOperation.of(
                        Apigatewayv2Api.GET_TAGS,
                        (input, call) -> {
                            Tagged tagged = Tagged.of(input.resourceArn());
                            return GetTagsResponse.builder()
                                    .tags(store.read(call.scope(), tagged::tags))
                                    .build();
                        }),
                ApiOperation.of(
                        Apigatewayv2Api.TAG_RESOURCE,
                        (input, call) -> {
                            Tagged tagged = Tagged.of(input.resourceArn());
                            Map<String, String> tags =
                                    Objects.requireNonNullElse(input.tags(), Map.of());
                            return store.change(
                                    call.scope(),
                                    tagged.apiId(),
                                    rows -> {
                                        tagged.change(rows, all -> all.putAll(tags));
                                        return TagResourceResponse.builder().build();
                                    });
                        }),
                ApiOperation.of(
                        Apigatewayv2Api.UNTAG_RESOURCE,
                        (input, call) -> {
                            Tagged tagged = Tagged.of(input.resourceArn());
                            return store.change(
                                    call.scope(),
                                    tagged.apiId(),
                                    rows -> {
                                        tagged.change(
                                                rows,
                                                all -> all.keySet().removeAll(input.tagKeys()));
                                        return Unit.INSTANCE;
                                    });
                        }));
    }

    /** {@code arn:aws:apigateway:us-east-1::/apis/abc}, or {@code .../apis/abc/stages/dev}. */
    private record Tagged(String apiId, Optional<String> stage) {

        static Tagged of(String arn) {
            String[] parts =
                    Arn.find(arn)
                            .filter(parsed -> parsed.service().equals("apigateway"))
                            .map(parsed -> parsed.resource().split("/", -1))
                            .orElseThrow(
                                    () -> ApiErrors.bad("Invalid ARN specified in the request"));
            boolean api = parts.length >= 3 && parts[1].equals("apis");
            if (api && parts.length == 3) {
                return new Tagged(parts[2], Optional.empty());
            }
            if (api && parts.length == 5 && parts[3].equals("stages")) {
                return new Tagged(parts[2], Optional.of(parts[4]));
            }
            throw ApiErrors.notImplemented("tags of " + arn);
        }

        Map<String, String> tags(ApiRows rows) {
            Map<String, String> tags =
                    stage.isPresent()
                            ? rows.get(Part.STAGE, apiId, stage.get()).tags()
                            : rows.api(apiId).tags();
            return Objects.requireNonNullElse(tags, Map.of());
        }

        void change(ApiWriter rows, Consumer<Map<String, String>> change) {
            Map<String, String> tags = new LinkedHashMap<>(tags(rows));
            change.accept(tags);
            if (tags.size() > HttpApiQuotas.TAGS.value()) {
                throw ApiErrors.bad("Too many tags: at most 50 are allowed");
            }
            if (stage.isPresent()) {
                Stage before = rows.get(Part.STAGE, apiId, stage.get());
                rows.put(Part.STAGE, apiId, before.toBuilder().tags(tags).build());
            } else {
                Api before = rows.api(apiId);
                rows.put(before.toBuilder().tags(tags).build());
            }
        }
    }
}
