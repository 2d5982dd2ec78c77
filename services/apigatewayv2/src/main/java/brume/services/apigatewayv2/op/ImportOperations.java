package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Api;
import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.api.apigatewayv2.ExportApiRequest;
import brume.api.apigatewayv2.ExportApiResponse;
import brume.api.apigatewayv2.ImportApiResponse;
import brume.api.apigatewayv2.ReimportApiResponse;
import brume.base.Ids;
import brume.openapi.Definition;
import brume.openapi.Yaml;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.services.apigatewayv2.store.Part;
import brume.services.apigatewayv2.store.Shapes;
import brume.services.apigatewayv2.store.Snapshot;
import brume.spi.Operation;
import brume.spi.ServerEndpoint;
import brume.wire.Blob;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** HTTP APIs from OpenAPI 3 documents, and back. */
final class ImportOperations {

    private final HttpApiStore store;
    private final ServerEndpoint endpoint;

    ImportOperations(HttpApiStore store, ServerEndpoint endpoint) {
        this.store = store;
        this.endpoint = endpoint;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                export(),
                ApiOperation.of(
                        Apigatewayv2Api.IMPORT_API,
                        input -> roles(input.body()),
                        (input, call) -> {
                            HttpApiImport imported =
                                    read(input.body(), input.basepath(), input.failOnWarnings());
                            String apiId = Ids.lower(HttpApiQuotas.API_ID_LENGTH);
                            return Shapes.as(
                                    ImportApiResponse.SCHEMA,
                                    store.change(
                                            call.scope(),
                                            apiId,
                                            rows -> {
                                                ApiOperations.checkCount(rows);
                                                Api draft =
                                                        imported.applied(
                                                                ApiOperations.fresh(
                                                                        apiId, endpoint));
                                                Api api =
                                                        rows.put(
                                                                draft.toBuilder()
                                                                        .createdDate(rows.now())
                                                                        .build());
                                                imported.putParts(rows, apiId);
                                                return api;
                                            }));
                        }),
                ApiOperation.of(
                        Apigatewayv2Api.REIMPORT_API,
                        input -> roles(input.body()),
                        (input, call) -> {
                            HttpApiImport imported =
                                    read(input.body(), input.basepath(), input.failOnWarnings());
                            return Shapes.as(
                                    ReimportApiResponse.SCHEMA,
                                    store.change(
                                            call.scope(),
                                            input.apiId(),
                                            rows -> {
                                                if (rows.isWebSocket(input.apiId())) {
                                                    throw ApiErrors.bad(
                                                            "Import is supported for HTTP APIs"
                                                                    + " only");
                                                }
                                                Api api =
                                                        rows.put(
                                                                imported.applied(
                                                                        rows.api(input.apiId())));
                                                rows.deleteParts(input.apiId());
                                                imported.putParts(rows, input.apiId());
                                                return api;
                                            }));
                        }));
    }

    private Operation<ExportApiRequest, ExportApiResponse> export() {
        return ApiOperation.of(
                Apigatewayv2Api.EXPORT_API,
                (input, call) -> {
                    if (!input.specification().equals("OAS30")) {
                        throw ApiErrors.bad("Only the specification OAS30 is supported");
                    }
                    String version = Objects.requireNonNullElse(input.exportVersion(), "1.0");
                    if (!version.equals("1.0")) {
                        throw ApiErrors.bad("Only the export version 1.0 is supported");
                    }
                    Optional<String> stage = Optional.ofNullable(input.stageName());
                    Snapshot snapshot =
                            store.read(call.scope(), rows -> snapshot(rows, input.apiId(), stage));
                    ObjectNode document =
                            HttpApiExport.document(
                                    snapshot,
                                    stage,
                                    !Boolean.FALSE.equals(input.includeExtensions()));
                    String text =
                            switch (input.outputType()) {
                                case "JSON" -> document.toPrettyString();
                                case "YAML" -> Yaml.text(document);
                                default -> throw ApiErrors.bad("OutputType must be JSON or YAML");
                            };
                    return ExportApiResponse.builder().body(Blob.ofText(text)).build();
                });
    }

    private static Snapshot snapshot(ApiRows rows, String apiId, Optional<String> stage) {
        if (rows.isWebSocket(apiId)) {
            throw ApiErrors.bad("Export is supported for HTTP APIs only");
        }
        if (stage.isEmpty()) {
            return rows.snapshot(apiId);
        }
        String deployment = rows.get(Part.STAGE, apiId, stage.get()).deploymentId();
        return rows.findSnapshot(apiId, String.valueOf(deployment))
                .orElseThrow(() -> ApiErrors.bad("The stage has no deployment"));
    }

    private static List<String> roles(String body) {
        return Definition.find(body).map(Definition::roles).orElse(List.of());
    }

    private static HttpApiImport read(
            String body, @Nullable String basepath, @Nullable Boolean failOnWarnings) {
        Definition definition =
                Definition.find(body)
                        .filter(found -> !found.isSwagger())
                        .orElseThrow(() ->
                                ApiErrors.bad(
                                        "Unable to parse the body: only OpenAPI 3"
                                                + " documents are supported"));
        HttpApiImport imported = HttpApiImport.of(definition, basepath);
        if (Boolean.TRUE.equals(failOnWarnings) && !imported.warnings().isEmpty()) {
            throw ApiErrors.bad("Warnings found during import: " + imported.warnings());
        }
        return imported;
    }
}
