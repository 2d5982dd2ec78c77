package brume.wire;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.almanacjson10.Almanacjson10Api;
import brume.api.almanacjson10.Almanacjson10Errors;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** The parts of errors that clients other than botocore look at. */
final class ErrorsTest {

    private static final ServiceException STORM = Almanacjson10Errors.stormException("a <storm>");

    private static HttpResponse encode(Protocol protocol, ServiceException error) {
        return Codec.encodeError(protocol, Almanacjson10Api.MODEL, error, "id-1");
    }

    private static String body(HttpResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void json() {
        HttpResponse response = encode(Protocol.AWS_JSON_1_1, STORM);
        assertThat(response.status()).isEqualTo(409);
        assertThat(response.headers().all("Content-Type"))
                .containsExactly("application/x-amz-json-1.1");
        assertThat(response.headers().all("x-amzn-requestid")).containsExactly("id-1");
        assertThat(body(response))
                .isEqualTo("{\"__type\":\"StormException\",\"message\":\"a <storm>\"}");
        assertThat(body(encode(Protocol.AWS_JSON_1_0, Almanacjson10Errors.floodFault("wet"))))
                .isEqualTo("{\"__type\":\"FloodFault\",\"Message\":\"wet\"}");
    }

    @Test
    void restJsonNamesTheErrorInAHeader() {
        HttpResponse response = encode(Protocol.REST_JSON_1, STORM);
        assertThat(response.headers().all("x-amzn-errortype")).containsExactly("StormException");
        assertThat(body(response)).isEqualTo("{\"message\":\"a <storm>\"}");
    }

    @Test
    void queryTellsWhoIsAtFault() {
        assertThat(body(encode(Protocol.AWS_QUERY, STORM)))
                .endsWith(
                        "<Error><Type>Sender</Type><Code>Storm</Code><Message>a"
                                + " &lt;storm&gt;</Message>"
                                + "</Error><RequestId>id-1</RequestId></ErrorResponse>");
        HttpResponse fault = encode(Protocol.AWS_QUERY, Almanacjson10Errors.floodFault("wet"));
        assertThat(fault.status()).isEqualTo(500);
        assertThat(body(fault)).contains("<Type>Receiver</Type><Code>FloodFault</Code>");
    }

    @Test
    void ec2() {
        assertThat(body(encode(Protocol.EC2_QUERY, STORM)))
                .endsWith(
                        "<Response><Errors><Error><Code>Storm</Code><Message>a"
                                + " &lt;storm&gt;</Message>"
                                + "</Error></Errors><RequestID>id-1</RequestID></Response>");
    }

    @Test
    void restXml() {
        assertThat(body(encode(Protocol.REST_XML, STORM)))
                .endsWith(
                        "<Error><Code>Storm</Code><Message>a &lt;storm&gt;</Message>"
                                + "<RequestId>id-1</RequestId><HostId>id-1</HostId></Error>");
    }

    @Test
    void queryCompatibleServicesNameTheOldCode() {
        ServiceModel model =
                with(
                        new ServiceModel.Traits(
                                null, true, false, -1, -1, true, null, false, false, false, false));
        for (Protocol protocol : new Protocol[] {Protocol.AWS_JSON_1_0, Protocol.RPC_V2_CBOR}) {
            assertThat(
                            Codec.encodeError(protocol, model, STORM, "id")
                                    .headers()
                                    .all("x-amzn-query-error"))
                    .containsExactly("Storm;Sender");
        }
    }

    @Test
    void namespacesDependOnTheOriginOfTheError() {
        ServiceModel model =
                with(
                        new ServiceModel.Traits(
                                "com.example.v1",
                                true,
                                false,
                                -1,
                                -1,
                                false,
                                null,
                                false,
                                false,
                                false,
                                false));
        assertThat(body(Codec.encodeError(Protocol.AWS_JSON_1_0, model, STORM, "id")))
                .contains("\"com.example.v1#StormException\"");
        assertThat(
                        body(
                                Codec.encodeError(
                                        Protocol.AWS_JSON_1_0,
                                        model,
                                        CommonErrors.validation(model, "no"),
                                        "id")))
                .contains("\"com.amazon.coral.validate#ValidationException\"");
    }

    @Test
    void theChecksumCoversWhatIsSent() {
        ServiceModel model =
                with(
                        new ServiceModel.Traits(
                                null, true, true, 10, -1, false, null, false, false, false, false));
        HttpHeaders accepts = new HttpHeaders().add("Accept-Encoding", "br, gzip;q=0.5");
        HttpRequest request =
                new HttpRequest("POST", "/", "", "h", accepts, new byte[0], "127.0.0.1", false);
        HttpResponse sent =
                Compression.finish(model, request, encode(Protocol.AWS_JSON_1_0, STORM));
        CRC32 crc = new CRC32();
        crc.update(sent.body());
        assertThat(sent.headers().all("Content-Encoding")).containsExactly("gzip");
        assertThat(sent.headers().all("x-amz-crc32"))
                .containsExactly(Long.toString(crc.getValue()));
        assertThat(Compression.inflate("gzip", sent.body(), 1000))
                .isEqualTo(encode(Protocol.AWS_JSON_1_0, STORM).body());
    }

    private static ServiceModel with(ServiceModel.Traits traits) {
        ServiceModel model = Almanacjson10Api.MODEL;
        return new ServiceModel(
                model.name(),
                model.serviceId(),
                model.fullName(),
                model.signingName(),
                model.actionPrefix(),
                model.apiVersion(),
                model.protocol(),
                model.targetPrefix(),
                model.xmlNamespace(),
                model.operations(),
                Map.copyOf(model.errors()),
                traits);
    }
}
