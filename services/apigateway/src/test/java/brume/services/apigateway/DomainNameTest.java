package brume.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Custom domain names, their base paths, and the VPC links of integrations. */
class DomainNameTest extends RestApiFixture {

    @BeforeEach
    void deploy() {
        String method = "'httpMethod':'GET','resourceId':'" + root + "'";
        call("PutMethod", "{" + method + ",'authorizationType':'NONE'}");
        call(
                "PutIntegration",
                "{"
                        + method
                        + ",'type':'HTTP_PROXY','integrationHttpMethod':'GET','uri':'http://b',"
                        + "'connectionType':'VPC_LINK','connectionId':'${stageVariables.link}'}");
        gateway.endpoints.answer(200, "in");
    }

    private String link() {
        return gateway.call(
                        "CreateVpcLink",
                        "{'name':'l','targetArns':['arn:aws:elasticloadbalancing:us-east-1:"
                                + "000000000000:loadbalancer/net/l/1']}")
                .get("id")
                .asText();
    }

    private String get(String url) {
        return Gateway.text(gateway.http("GET", url, ""));
    }

    @Test
    void theLongestBasePathDecides() {
        call("CreateDeployment", "{'stageName':'dev','variables':{'link':'" + link() + "'}}");
        JsonNode domain = gateway.call("CreateDomainName", "{'domainName':'API.example.com'}");
        assertThat(domain.get("domainName").asText()).isEqualTo("api.example.com");
        assertThat(domain.get("domainNameStatus").asText()).isEqualTo("AVAILABLE");
        JsonNode none =
                gateway.call(
                        "CreateBasePathMapping",
                        "{'domainName':'api.example.com','restApiId':'" + api + "'}");
        assertThat(none.get("basePath").asText()).isEqualTo("(none)");
        gateway.call(
                "CreateBasePathMapping",
                "{'domainName':'api.example.com','restApiId':'"
                        + api
                        + "','stage':'dev','basePath':'v1'}");
        assertThat(get("api.example.com:4566/v1")).isEqualTo("200 in");
        assertThat(get("api.example.com/dev/")).isEqualTo("200 in");
        assertThat(get("api.example.com/v1x/")).startsWith("403 ");
        gateway.call("DeleteBasePathMapping", "{'domainName':'api.example.com','basePath':'v1'}");
        assertThat(get("api.example.com/v1")).startsWith("403 ");
        assertThatThrownBy(() ->
                        gateway.call(
                                "GetBasePathMapping",
                                "{'domainName':'api.example.com','basePath':'v1'}"))
                .hasMessage("Invalid base path mapping identifier specified");
    }

    @Test
    void nobodyTakesTheNamesOfThisServerOrOfOthers() {
        gateway.call("CreateDomainName", "{'domainName':'api.example.com'}");
        for (String name :
                new String[] {
                    "",
                    "localhost",
                    "sqs.us-east-1.amazonaws.com",
                    "s3.localhost",
                    "10.0.0.1",
                    "api.example.com"
                }) {
            assertThatThrownBy(
                            () -> gateway.call("CreateDomainName", "{'domainName':'" + name + "'}"))
                    .as(name)
                    .isInstanceOf(brume.wire.ServiceException.class);
        }
    }

    // test_vpc_link_lifecycle, test_create_vpc_link_invalid_parameters
    @Test
    void aPrivateIntegrationNeedsItsVpcLink() {
        String link = link();
        call("CreateDeployment", "{'stageName':'dev','variables':{'link':'" + link + "'}}");
        String url = "/_aws/execute-api/" + api + "/dev/";
        assertThat(get(url)).isEqualTo("200 in");
        JsonNode shown = gateway.call("GetVpcLink", "{'vpcLinkId':'" + link + "'}");
        assertThat(shown.get("status").asText()).isEqualTo("AVAILABLE");
        assertThat(shown.get("statusMessage").asText()).isEqualTo("Your vpc link is ready for use");
        gateway.call("DeleteVpcLink", "{'vpcLinkId':'" + link + "'}");
        assertThat(get(url)).isEqualTo("500 {\"message\":\"Internal server error\"}");
        assertThatThrownBy(() ->
                        gateway.call("CreateVpcLink", "{'name':'l','targetArns':['invalid-arn']}"))
                .hasMessage("Invalid ARN. ARN is not well formed invalid-arn");
        assertThatThrownBy(() -> gateway.call("CreateVpcLink", "{'name':'','targetArns':[]}"))
                .hasMessage("Name cannot be empty");
        assertThatThrownBy(() -> gateway.call("GetVpcLink", "{'vpcLinkId':'invalid-id'}"))
                .hasMessage("Invalid Vpc Link identifier specified");
    }
}
