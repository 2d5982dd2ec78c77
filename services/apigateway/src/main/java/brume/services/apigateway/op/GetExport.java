package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.ExportResponse;
import brume.api.apigateway.GetExportRequest;
import brume.openapi.Yaml;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.openapi.RestApiExport;
import brume.services.apigateway.store.RestApiStore;
import brume.services.apigateway.store.Snapshot;
import brume.spi.Call;
import brume.wire.Blob;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Writes what a stage serves as an OpenAPI document, JSON or YAML. */
public final class GetExport extends ApigatewayOperation<GetExportRequest, ExportResponse> {

    public GetExport(RestApiStore store) {
        super(ApigatewayApi.GET_EXPORT, store);
    }

    @Override
    public ExportResponse handle(GetExportRequest input, Call call) {
        Snapshot snapshot =
                store.read(
                        call.scope(),
                        rows -> {
                            rows.requireApi(input.restApiId());
                            String deployment =
                                    String.valueOf(
                                            rows.stage(input.restApiId(), input.stageName())
                                                    .deploymentId());
                            return rows.findSnapshot(input.restApiId(), deployment)
                                    .orElseThrow(ApiErrors::deploymentNotFound);
                        });
        Map<String, String> parameters = input.parameters() == null ? Map.of() : input.parameters();
        RestApiExport export =
                new RestApiExport(
                        snapshot, input.exportType(), parameters.getOrDefault("extensions", ""));
        ObjectNode document = export.document(call.region(), input.stageName());
        boolean yaml = "application/yaml".equals(input.accepts());
        String file = input.exportType() + '_' + export.version() + (yaml ? ".yaml" : ".json");
        return ExportResponse.builder()
                .contentType("application/octet-stream")
                .contentDisposition("attachment; filename=\"" + file + '"')
                .body(Blob.ofText(yaml ? Yaml.text(document) : Documents.text(document)))
                .build();
    }
}
