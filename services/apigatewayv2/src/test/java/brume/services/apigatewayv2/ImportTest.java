package brume.services.apigatewayv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ImportTest extends HttpApiFixture {

    private static final String DOCUMENT =
            """
            openapi: 3.0.1
            info: {title: pets, version: '7', description: all of them}
            tags: [{name: team, x-amazon-apigateway-tag-value: fog}]
            servers: [{url: 'https://x.example/{basePath}', variables: {basePath: {default: v1}}}]
            x-amazon-apigateway-cors: {allowOrigins: ['https://page.example'], maxAge: 60}
            paths:
              /pets:
                get:
                  operationId: list
                  security: [{jwt: [read]}]
                  x-amazon-apigateway-integration:
                    $ref: '#/components/x-amazon-apigateway-integrations/f'
                x-amazon-apigateway-any-method:
                  security: [{sig: []}]
                  x-amazon-apigateway-integration:
                    $ref: '#/components/x-amazon-apigateway-integrations/f'
              /$default:
                x-amazon-apigateway-any-method:
                  x-amazon-apigateway-integration:
                    {type: http_proxy, httpMethod: ANY, uri: 'http://b.example/', payloadFormatVersion: '1.0'}
            components:
              securitySchemes:
                sig: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
                jwt:
                  type: oauth2
                  x-amazon-apigateway-authorizer:
                    type: jwt
                    identitySource: $request.header.Authorization
                    jwtConfiguration: {issuer: 'https://i.example', audience: [a]}
              x-amazon-apigateway-integrations:
                f:
                  type: AWS_PROXY
                  httpMethod: POST
                  payloadFormatVersion: '2.0'
                  credentials: arn:aws:iam::000000000000:role/good
                  uri: arn:aws:lambda:us-east-1:000000000000:function:f
            """;

    private JsonNode send(String operation, String id, String document, String base) {
        var input = Documents.object().put("Body", document);
        if (!id.isEmpty()) {
            input.put("ApiId", id);
        }
        if (!base.isEmpty()) {
            input.put("Basepath", base);
        }
        return gateway.call(operation, input.toString());
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        call("GetRoutes", "{}")
                .get("Items")
                .forEach(route -> keys.add(route.get("RouteKey").asText()));
        return keys;
    }

    @Test
    void aDocumentBecomesAnApi() {
        JsonNode made = send("ImportApi", "", DOCUMENT, "");
        api = made.get("ApiId").asText();
        assertThat(made.get("Name").asText()).isEqualTo("pets");
        assertThat(made.get("Version").asText()).isEqualTo("7");
        assertThat(made.at("/Tags/team").asText()).isEqualTo("fog");
        assertThat(made.at("/CorsConfiguration/MaxAge").asInt()).isEqualTo(60);
        assertThat(keys()).containsExactlyInAnyOrder("GET /pets", "ANY /pets", "$default");
        assertThat(call("GetIntegrations", "{}").get("Items")).hasSize(2);
        assertThat(call("GetAuthorizers", "{}").get("Items")).hasSize(1);
        call("GetRoutes", "{}")
                .get("Items")
                .forEach(route -> {
                    String wanted =
                            switch (route.get("RouteKey").asText()) {
                                case "GET /pets" -> "JWT";
                                case "ANY /pets" -> "AWS_IAM";
                                default -> "NONE";
                            };
                    assertThat(route.get("AuthorizationType").asText()).isEqualTo(wanted);
                });
        assertThat(gateway.demanded.toString()).contains("iam:PassRole", "role/good");
    }

    @Test
    void aSecondImportReplacesTheRoutes() {
        String kept = api;
        route("GET /old", http("http://b.example/", ""), "");
        JsonNode made = send("ReimportApi", api, DOCUMENT, "prepend");
        assertThat(made.get("ApiId").asText()).isEqualTo(kept);
        assertThat(keys()).containsExactlyInAnyOrder("GET /v1/pets", "ANY /v1/pets", "$default");
        assertThat(call("GetStages", "{}").get("Items")).hasSize(1);
    }

    @Test
    void whatIsExportedCanBeImportedAgain() {
        send("ReimportApi", api, DOCUMENT, "");
        for (String type : new String[] {"JSON", "YAML"}) {
            String text =
                    new String(
                            Base64.getDecoder()
                                    .decode(
                                            call(
                                                            "ExportApi",
                                                            "{'Specification':'OAS30',"
                                                                    + "'OutputType':'"
                                                                    + type
                                                                    + "','StageName':'$default'}")
                                                    .get("body")
                                                    .asText()),
                            StandardCharsets.UTF_8);
            assertThat(text).contains("x-amazon-apigateway-integration", "Default response for");
            JsonNode made = send("ImportApi", "", text, "");
            String first = parts(api);
            assertThat(parts(made.get("ApiId").asText())).as(text).isEqualTo(first);
            assertThat(made.at("/CorsConfiguration/MaxAge").asInt()).isEqualTo(60);
        }
    }

    /** Routes, integrations and authorizers of an API, without their ids. */
    private String parts(String id) {
        StringBuilder all = new StringBuilder();
        for (String operation : new String[] {"GetRoutes", "GetIntegrations", "GetAuthorizers"}) {
            List<String> items = new ArrayList<>();
            gateway.call(operation, "{'ApiId':'" + id + "'}")
                    .get("Items")
                    .forEach(item ->
                            items.add(
                                    item.toString()
                                            .replaceAll("\"(\\w+Id|Target)\":\"[^\"]*\",?", "")));
            Collections.sort(items);
            all.append(items);
        }
        return all.toString();
    }

    @Test
    void whatIsNoHttpApiIsRefused() {
        for (String document :
                new String[] {
                    "no document",
                    "{\"swagger\":\"2.0\",\"info\":{\"title\":\"t\"}}",
                    "{\"openapi\":\"3.0.1\",\"info\":{}}",
                    DOCUMENT.replace("/pets:", "pets:"),
                    DOCUMENT.replace("type: jwt", "type: other"),
                    DOCUMENT.replace("::000000000000:role", "::111111111111:role"),
                }) {
            assertThatThrownBy(() -> send("ImportApi", "", document, ""))
                    .as(document)
                    .hasMessageNotContaining("null");
        }
        assertThat(gateway.call("GetApis", "{}").get("Items")).hasSize(1);
    }
}
