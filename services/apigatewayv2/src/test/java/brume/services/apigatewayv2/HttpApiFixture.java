package brume.services.apigatewayv2;

import brume.wire.Documents;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A service with one HTTP API, whose default stage deploys by itself. */
abstract class HttpApiFixture {

    static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";

    @TempDir Path folder;
    Gateway gateway;
    String api = "";

    @BeforeEach
    void open() {
        gateway = new Gateway(folder.resolve("store"));
        api = gateway.call("CreateApi", "{'Name':'n','ProtocolType':'HTTP'}").get("ApiId").asText();
        call("CreateStage", "{'StageName':'$default','AutoDeploy':true}");
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    /** Carries an operation on this API out; single quotes stand for double ones. */
    JsonNode call(String operation, String more) {
        ObjectNode input = Documents.object().put("ApiId", api);
        input.setAll((ObjectNode) Documents.parse(more.replace('\'', '"')));
        return gateway.call(operation, input.toString());
    }

    String integration(String members) {
        return call("CreateIntegration", "{" + members + "}").get("IntegrationId").asText();
    }

    String function(String version) {
        return integration(
                "'IntegrationType':'AWS_PROXY','IntegrationUri':'"
                        + FUNCTION
                        + "','PayloadFormatVersion':'"
                        + version
                        + "'");
    }

    String http(String uri, String more) {
        return integration(
                "'IntegrationType':'HTTP_PROXY','IntegrationMethod':'ANY','IntegrationUri':'"
                        + uri
                        + "'"
                        + more);
    }

    String route(String key, String integration, String more) {
        return call(
                        "CreateRoute",
                        "{'RouteKey':'"
                                + key
                                + "','Target':'integrations/"
                                + integration
                                + "'"
                                + more
                                + "}")
                .get("RouteId")
                .asText();
    }

    HttpResponse send(String method, String path, String body, String... headers) {
        return gateway.http(method, api + ".execute-api.localhost:4566" + path, body, headers);
    }

    String get(String path, String... headers) {
        return Gateway.text(send("GET", path, "", headers));
    }
}
