package brume.services.apigatewayv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Custom domain names, which the service of REST APIs keeps, and what their paths lead to. */
class DomainTest extends HttpApiFixture {

    @BeforeEach
    void domain() {
        gateway.endpoints.answer(200, "in");
        JsonNode domain =
                gateway.call(
                        "CreateDomainName",
                        "{'DomainName':'api.example.com','DomainNameConfigurations':"
                                + "[{'CertificateArn':'arn:c','EndpointType':'REGIONAL'}]}");
        assertThat(domain.at("/DomainNameConfigurations/0/CertificateArn").asText())
                .isEqualTo("arn:c");
        assertThat(domain.at("/DomainNameConfigurations/0/ApiGatewayDomainName").asText())
                .startsWith("d-1");
        String http = http("http://b", "");
        route("ANY /{proxy+}", http, "");
        call("CreateStage", "{'StageName':'dev','AutoDeploy':true}");
    }

    private String map(String key, String stage) {
        return call(
                        "CreateApiMapping",
                        "{'DomainName':'api.example.com','ApiMappingKey':'"
                                + key
                                + "','Stage':'"
                                + stage
                                + "'}")
                .get("ApiMappingId")
                .asText();
    }

    private int status(String url) {
        return gateway.http("GET", url, "").status();
    }

    @Test
    void theLongestKeyThatFitsDecides() {
        map("", "$default");
        map("v1", "dev");
        map("v1/new", "$default");
        assertThat(status("api.example.com/dev/x")).isEqualTo(200);
        assertThat(gateway.endpoints.last().url().getPath()).isEqualTo("");
        assertThat(status("API.example.com:4566/v1/x")).isEqualTo(200);
        assertThat(status("api.example.com/v1/new/x")).isEqualTo(200);
        assertThat(status("api.example.com/v1")).as("no route for /").isEqualTo(404);
        assertThatThrownBy(() -> map("v1", "dev"))
                .hasMessage("ApiMapping key already exists for this domain name");
        gateway.restart();
        gateway.endpoints.answer(200, "in");
        assertThat(status("api.example.com/v1/x")).isEqualTo(200);
    }

    @Test
    void anApiMayAnswerToItsDomainNamesAlone() {
        call("UpdateApi", "{'DisableExecuteApiEndpoint':true}");
        map("only", "$default");
        assertThat(get("/x")).startsWith("404 ");
        assertThat(status("api.example.com/only/x")).isEqualTo(200);
    }

    @Test
    void mappingsAreShownChangedAndDeleted() {
        String id = map("a", "dev");
        map("b", "$default");
        String where = "{'DomainName':'api.example.com','ApiMappingId':'" + id + "'";
        assertThat(gateway.call("GetApiMapping", where + "}").get("ApiMappingKey").asText())
                .isEqualTo("a");
        JsonNode page =
                gateway.call("GetApiMappings", "{'DomainName':'api.example.com','MaxResults':'1'}");
        assertThat(page.get("Items")).hasSize(1);
        JsonNode rest =
                gateway.call(
                        "GetApiMappings",
                        "{'DomainName':'api.example.com','NextToken':'"
                                + page.get("NextToken").asText()
                                + "'}");
        assertThat(rest.get("Items")).hasSize(1);
        assertThat(rest.has("NextToken")).isFalse();
        call("UpdateApiMapping", where + ",'ApiMappingKey':'c'}");
        assertThat(status("api.example.com/c/x")).isEqualTo(200);
        gateway.call("DeleteApiMapping", where + "}");
        assertThatThrownBy(() -> gateway.call("GetApiMapping", where + "}"))
                .hasMessage("Invalid ApiMapping identifier specified " + id);
        assertThatThrownBy(() -> map("x", "nope")).hasMessageContaining("nope");
        assertThatThrownBy(() -> map("/x", "dev")).hasMessageContaining("Invalid ApiMappingKey");
        gateway.call("DeleteDomainName", "{'DomainName':'api.example.com'}");
        assertThatThrownBy(() -> map("x", "dev")).hasMessage("api.example.com");
        assertThat(status("api.example.com/b/x")).as("not ours").isEqualTo(421);
    }
}
