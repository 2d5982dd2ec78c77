package brume.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import brume.api.apigateway.ApigatewayApi;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodbstreams.DynamodbstreamsApi;
import brume.api.ec2.Ec2Api;
import brume.api.events.EventsApi;
import brume.api.iam.IamApi;
import brume.api.lambda.LambdaApi;
import brume.api.logs.LogsApi;
import brume.api.states.StatesApi;
import brume.api.sts.StsApi;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.Protocol;
import brume.wire.Route;
import brume.wire.RouteException;
import brume.wire.Router;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {

    private static final Router ROUTER =
            new Router(
                    List.of(
                            ApigatewayApi.MODEL,
                            DynamodbApi.MODEL,
                            DynamodbstreamsApi.MODEL,
                            Ec2Api.MODEL,
                            EventsApi.MODEL,
                            IamApi.MODEL,
                            LambdaApi.MODEL,
                            LogsApi.MODEL,
                            StatesApi.MODEL,
                            StsApi.MODEL));

    private static HttpRequest request(
            String method, String path, String query, String body, String... headers) {
        HttpHeaders fields = new HttpHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(headers[i], headers[i + 1]);
        }
        return new HttpRequest(
                method,
                path,
                query,
                "localhost:4566",
                fields,
                body.getBytes(StandardCharsets.UTF_8),
                "127.0.0.1",
                false);
    }

    private static HttpRequest json(String target) {
        return request(
                "POST",
                "/",
                "",
                "{}",
                "x-amz-target",
                target,
                "Content-Type",
                "application/x-amz-json-1.0");
    }

    private static HttpRequest form(String body) {
        return request(
                "POST",
                "/",
                "",
                body,
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8");
    }

    private static HttpResponse refusal(HttpRequest request, Optional<String> signingName) {
        RouteException refused =
                catchThrowableOfType(RouteException.class, () -> ROUTER.find(request, signingName));
        assertThat(refused).isNotNull();
        return refused.response("r-1");
    }

    private static String text(HttpResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void byTarget() {
        Route put = ROUTER.find(json("DynamoDB_20120810.PutItem"), Optional.of("dynamodb"));
        assertThat(put.service()).isSameAs(DynamodbApi.MODEL);
        assertThat(put.operation()).isEqualTo("PutItem");
        Route streams =
                ROUTER.find(json("DynamoDBStreams_20120810.GetRecords"), Optional.of("dynamodb"));
        assertThat(streams.service()).isSameAs(DynamodbstreamsApi.MODEL);
        assertThat(text(refusal(json("DynamoDB_20120810.Nope"), Optional.of("dynamodb"))))
                .isEqualTo("{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}");
        assertThat(text(refusal(json("Nope_1.Nope"), Optional.of("states"))))
                .isEqualTo("{\"__type\":\"UnknownOperationException\"}");
    }

    @Test
    void byAction() {
        Route role = ROUTER.find(form("Action=CreateRole&Version=2010-05-08"), Optional.of("iam"));
        assertThat(role.operation()).isEqualTo("CreateRole");
        Route volume =
                ROUTER.find(
                        form("Version=2016-11-15&Action=CreateVolume&Size=1"), Optional.of("ec2"));
        assertThat(volume.protocol()).isEqualTo(Protocol.EC2_QUERY);
        Route unsigned =
                ROUTER.find(
                        form("Action=AssumeRoleWithWebIdentity&Version=2011-06-15"),
                        Optional.empty());
        assertThat(unsigned.service()).isSameAs(StsApi.MODEL);
        Route presigned =
                ROUTER.find(
                        request("GET", "/", "Action=GetCallerIdentity&Version=2011-06-15", ""),
                        Optional.of("sts"));
        assertThat(presigned.operation()).isEqualTo("GetCallerIdentity");
        assertThat(text(refusal(form("Action=Nope&Version=2010-05-08"), Optional.of("iam"))))
                .contains(
                        "<Code>InvalidAction</Code><Message>Could not find operation Nope for"
                                + " version 2010-05-08</Message>");
        assertThat(text(refusal(form("A=1"), Optional.of("ec2")))).contains("InvalidAction");
    }

    @ParameterizedTest
    @CsvSource({
        "lambda,GET,/2015-03-31/functions/,,ListFunctions",
        "lambda,GET,/2015-03-31/functions,,ListFunctions",
        "lambda,POST,/2015-03-31/functions,,CreateFunction",
        "lambda,GET,/2015-03-31/functions/f,,GetFunction",
        "lambda,POST,/2015-03-31/functions/f/invocations,Qualifier=1,Invoke",
        "lambda,GET,/2018-10-31/layers/l/versions/3,,GetLayerVersion",
        "lambda,GET,/2018-10-31/layers,find=LayerVersion&Arn=a,GetLayerVersionByArn",
        "lambda,GET,/2018-10-31/layers,,ListLayers",
        "apigateway,POST,/restapis,,CreateRestApi",
        "apigateway,POST,/restapis,mode=import&failonwarnings=true,ImportRestApi",
        "apigateway,PUT,/restapis/a/resources/b/methods/GET,,PutMethod",
        "apigateway,GET,/restapis/a/resources/b/methods/GET,,GetMethod",
        "apigateway,GET,/apikeys,,GetApiKeys",
        "apigateway,POST,/apikeys,mode=import&format=csv,ImportApiKeys"
    })
    void byPath(String service, String method, String path, String query, String operation) {
        HttpRequest request = request(method, path, query == null ? "" : query, "");
        assertThat(ROUTER.find(request, Optional.of(service)).operation()).isEqualTo(operation);
        assertThat(ROUTER.find(request, Optional.empty()).operation()).isEqualTo(operation);
    }

    @Test
    void labelsAreDecodedAfterThePathWasSplit() {
        Route route =
                ROUTER.find(
                        request(
                                "GET",
                                "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aa%2Fb+c%20d/policy",
                                "",
                                ""),
                        Optional.of("lambda"));
        assertThat(route.labels()).isEqualTo(Map.of("FunctionName", "arn:aws:lambda:a/b+c d"));
        assertThat(
                        refusal(
                                        request("GET", "/2015-03-31/functions/%ff/policy", "", ""),
                                        Optional.of("lambda"))
                                .status())
                .isEqualTo(400);
    }

    @Test
    void pathsWithoutOperation() {
        HttpRequest nowhere = request("GET", "/nowhere", "", "");
        HttpResponse signed = refusal(nowhere, Optional.of("lambda"));
        assertThat(signed.status()).isEqualTo(404);
        assertThat(signed.headers().first("x-amzn-ErrorType"))
                .contains("UnknownOperationException");
        HttpResponse unsigned = refusal(nowhere, Optional.empty());
        assertThat(unsigned.status()).isEqualTo(403);
        assertThat(text(unsigned)).isEqualTo("{\"message\":\"Missing Authentication Token\"}");
    }

    @Test
    void byCborPath() {
        for (String name : List.of("DynamoDB_20120810", "DynamoDB", "dynamodb")) {
            Route route =
                    ROUTER.find(
                            request(
                                    "POST",
                                    "/service/" + name + "/operation/GetItem",
                                    "",
                                    "",
                                    "Smithy-Protocol",
                                    "rpc-v2-cbor"),
                            Optional.of("dynamodb"));
            assertThat(route.protocol()).isEqualTo(Protocol.RPC_V2_CBOR);
            assertThat(route.operation()).isEqualTo("GetItem");
        }
    }

    @Test
    void byTargetInCbor() {
        Route route =
                ROUTER.find(
                        request(
                                "POST",
                                "/",
                                "",
                                "",
                                "X-Amz-Target",
                                "DynamoDB_20120810.GetItem",
                                "Content-Type",
                                "application/x-amz-cbor-1.1"),
                        Optional.of("dynamodb"));
        assertThat(route.protocol()).isEqualTo(Protocol.AWS_CBOR_1_1);
    }
}
