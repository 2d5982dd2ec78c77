package brume.services.lambda.url;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.Scope;
import brume.services.lambda.domain.FunctionUrl;
import brume.spi.Call;
import brume.spi.Principal;
import brume.testing.harness.ServiceHarness;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests as events and answers as responses. Bodies are those that LocalStack recorded from AWS
 * in tests/aws/services/lambda_/test_lambda.snapshot.json (TestLambdaURL); the event is the one of
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads.
 */
class UrlMappingTest {

    private static final Scope SCOPE = ServiceHarness.SCOPE;
    private static final Instant TIME = Instant.parse("2025-03-12T19:03:58.390Z");

    private static FunctionUrl url(FunctionUrl.Cors cors) {
        return new FunctionUrl(
                "111122223333", "us-east-1", "f", null, "abc", "NONE", null, cors, "", "");
    }

    private static HttpRequest request(String method, HttpHeaders headers, String body) {
        return new HttpRequest(
                method,
                "/pa2%Fth/1",
                "a=1&b=x%20y&a=2&flag",
                "abc.lambda-url.us-east-1.localhost:4566",
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                "127.0.0.1",
                false);
    }

    private static JsonNode event(HttpRequest request, Optional<Call> caller) {
        return Documents.parse(UrlEvent.of(url(null), request, "id-1", TIME, caller));
    }

    @Test
    void aRequestBecomesAnEventOfFormatTwo() {
        HttpHeaders headers =
                new HttpHeaders()
                        .add("Content-Type", "application/json")
                        .add("X-Many", "1")
                        .add("x-many", "2")
                        .add("Cookie", "a=1; b=2")
                        .add("X-Forwarded-For", "6.6.6.6")
                        .add("User-Agent", "test");
        JsonNode event = event(request("POST", headers, "{}"), Optional.empty());
        assertThat(Documents.text(event))
                .isEqualTo(
                        "{\"version\":\"2.0\",\"routeKey\":\"$default\",\"rawPath\":\"/pa2%Fth/1\","
                                + "\"rawQueryString\":\"a=1&b=x%20y&a=2&flag\","
                                + "\"cookies\":[\"a=1\",\"b=2\"],\"headers\":{"
                                + "\"content-type\":\"application/json\",\"x-many\":\"1,2\","
                                + "\"x-forwarded-for\":\"127.0.0.1\",\"user-agent\":\"test\","
                                + "\"host\":\"abc.lambda-url.us-east-1.localhost:4566\","
                                + "\"x-forwarded-proto\":\"http\",\"x-forwarded-port\":\"4566\"},"
                                + "\"queryStringParameters\":{\"a\":\"1,2\",\"b\":\"x y\","
                                + "\"flag\":\"\"},\"requestContext\":{\"accountId\":\"anonymous\","
                                + "\"apiId\":\"abc\",\"domainName\":"
                                + "\"abc.lambda-url.us-east-1.localhost\","
                                + "\"domainPrefix\":\"abc\",\"http\":{\"method\":\"POST\","
                                + "\"path\":\"/pa2%Fth/1\",\"protocol\":\"HTTP/1.1\","
                                + "\"sourceIp\":\"127.0.0.1\",\"userAgent\":\"test\"},"
                                + "\"requestId\":\"id-1\",\"routeKey\":\"$default\","
                                + "\"stage\":\"$default\",\"time\":\"12/Mar/2025:19:03:58 +0000\","
                                + "\"timeEpoch\":1741806238390},\"body\":\"{}\","
                                + "\"isBase64Encoded\":false}");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, x, false",
        "application/json; charset=utf-8, x, false",
        "application/vnd.api+json, x, false",
        "multipart/form-data; boundary=x, eA==, true",
        "application/x-www-form-urlencoded, eA==, true",
        "image/png, eA==, true",
        "'', eA==, true"
    })
    void bodiesThatAreNoTextComeInBase64(String type, String body, boolean encoded) {
        HttpHeaders headers = new HttpHeaders();
        if (!type.isEmpty()) {
            headers.add("Content-Type", type);
        }
        JsonNode event = event(request("POST", headers, "x"), Optional.empty());
        assertThat(event.path("body").asText()).isEqualTo(body);
        assertThat(event.path("isBase64Encoded").asBoolean()).isEqualTo(encoded);
        assertThat(event(request("GET", headers, ""), Optional.empty()).has("body")).isFalse();
    }

    @Test
    void theCallerIsNamed() {
        Principal user =
                new Principal.User(SCOPE.account(), "/", "ann", "AIDAEXAMPLE", "AKIAEXAMPLE");
        Call call = new Call("id-1", user, SCOPE, TIME, "127.0.0.1", "h");
        HttpHeaders headers =
                new HttpHeaders()
                        .add(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20250312/us-east-1/lambda/"
                                        + "aws4_request, SignedHeaders=host, Signature=0");
        JsonNode context =
                event(request("GET", headers, ""), Optional.of(call)).path("requestContext");
        assertThat(context.path("accountId").asText()).isEqualTo("111122223333");
        assertThat(Documents.text(context.path("authorizer")))
                .isEqualTo(
                        "{\"iam\":{\"accessKey\":\"AKIAEXAMPLE\",\"accountId\":\"111122223333\","
                                + "\"callerId\":\"AIDAEXAMPLE\",\"cognitoIdentity\":null,"
                                + "\"principalOrgId\":null,"
                                + "\"userArn\":\"arn:aws:iam::111122223333:user/ann\","
                                + "\"userId\":\"AIDAEXAMPLE\"}}");
    }

    private static Optional<HttpResponse> response(String payload) {
        return UrlResponse.of(payload.getBytes(StandardCharsets.UTF_8));
    }

    private static String body(HttpResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"hello\": \"world\"}|{\"hello\":\"world\"}",
                "[\"hello\", 3, true]|[\"hello\",3,true]",
                "\"hello\"|hello",
                "3|3",
                "3.1|3.1",
                "true|true",
                "no JSON|no JSON"
            })
    void aPlainAnswerIsTheBody(String payload, String body) {
        HttpResponse response = response(payload).orElseThrow();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().first("Content-Type")).contains("application/json");
        assertThat(body(response)).isEqualTo(body);
    }

    @Test
    void aStructuredAnswerIsTheWholeResponse() {
        HttpResponse response =
                response(
                                "{\"statusCode\":\"418\",\"headers\":{\"content-type\":"
                                        + "\"text/plain\",\"X-Bad\":\"a\\r\\nSet-Cookie: x\","
                                        + "\"bad name\":\"x\",\"Content-Length\":\"999\"},"
                                        + "\"cookies\":[\"a=1\",\"b=2\"],\"body\":\"aGk=\","
                                        + "\"isBase64Encoded\":true}")
                        .orElseThrow();
        assertThat(response.status()).isEqualTo(418);
        assertThat(body(response)).isEqualTo("hi");
        assertThat(response.headers().all("Content-Type")).containsExactly("text/plain");
        assertThat(response.headers().all("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(response.headers().first("X-Bad")).contains("a  Set-Cookie: x");
        assertThat(response.headers().size()).isEqualTo(4);
        for (String wrong :
                List.of(
                        "{\"statusCode\":\"many\"}",
                        "{\"statusCode\":200,\"headers\":[]}",
                        "{\"statusCode\":200,\"body\":\"*\",\"isBase64Encoded\":true}")) {
            assertThat(response(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void configuredOriginsAreAllowed() {
        FunctionUrl.Cors cors =
                new FunctionUrl.Cors(
                        true,
                        List.of("x-custom"),
                        List.of("GET"),
                        List.of("https://*.example.com"),
                        List.of("x-seen"),
                        60);
        HttpHeaders asked =
                new HttpHeaders()
                        .add("Origin", "https://a.example.com")
                        .add("Access-Control-Request-Method", "GET");
        HttpHeaders headers =
                new UrlCors(cors, request("OPTIONS", asked, ""))
                        .preflight()
                        .orElseThrow()
                        .headers();
        assertThat(headers.first("Access-Control-Allow-Origin")).contains("https://a.example.com");
        assertThat(headers.first("Access-Control-Allow-Methods")).contains("GET");
        assertThat(headers.first("Access-Control-Allow-Headers")).contains("x-custom");
        assertThat(headers.first("Access-Control-Allow-Credentials")).contains("true");
        assertThat(headers.first("Access-Control-Max-Age")).contains("60");

        HttpHeaders applied = new HttpHeaders().add("Access-Control-Allow-Origin", "own");
        new UrlCors(cors, request("GET", asked, "")).apply(applied);
        assertThat(applied.all("Access-Control-Allow-Origin"))
                .containsExactly("https://a.example.com");
        assertThat(applied.first("Access-Control-Expose-Headers")).contains("x-seen");

        HttpHeaders other = new HttpHeaders().add("Origin", "https://evil.com");
        HttpHeaders untouched = new HttpHeaders();
        new UrlCors(cors, request("GET", other, "")).apply(untouched);
        assertThat(untouched.size()).isZero();
        assertThat(new UrlCors(cors, request("OPTIONS", other, "")).preflight()).isEmpty();
    }
}
