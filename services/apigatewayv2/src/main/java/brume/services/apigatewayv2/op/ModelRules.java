package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Model;
import brume.base.Ids;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.Part;
import brume.wire.Documents;
import java.util.Objects;

/** What a model of a WebSocket API may be: a JSON schema with a name. */
final class ModelRules implements Rules<Model> {

    @Override
    public Model created(Model draft, ApiWriter rows, String apiId) {
        if (!rows.isWebSocket(apiId)) {
            throw ApiErrors.bad("Models are supported for WebSocket APIs only");
        }
        if (rows.list(Part.MODEL, apiId).size() >= HttpApiQuotas.MODELS.value()) {
            throw ApiErrors.tooMany("models");
        }
        return checked(
                draft.toBuilder()
                        .modelId(Ids.lower(HttpApiQuotas.PART_ID_LENGTH))
                        .contentType(
                                Objects.requireNonNullElse(draft.contentType(), "application/json"))
                        .build(),
                rows,
                apiId);
    }

    @Override
    public Model updated(Model before, Model after, ApiWriter rows, String apiId) {
        return checked(after, rows, apiId);
    }

    private static Model checked(Model model, ApiRows rows, String apiId) {
        if (!model.name().matches("[A-Za-z0-9]+")) {
            throw ApiErrors.bad("Model name must be alphanumeric: " + model.name());
        }
        for (Model other : rows.list(Part.MODEL, apiId)) {
            if (other.name().equals(model.name())
                    && !Objects.equals(other.modelId(), model.modelId())) {
                throw ApiErrors.conflict(
                        "Model with name " + model.name() + " already exists for this API");
            }
        }
        try {
            if (!Documents.parse(String.valueOf(model.schema_())).isObject()) {
                throw ApiErrors.bad("Model schema must be a JSON object");
            }
        } catch (IllegalArgumentException e) {
            throw ApiErrors.bad("Model schema must have valid JSON format");
        }
        return model;
    }
}
