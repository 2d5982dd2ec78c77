package brume.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.apigateway.ApigatewayApi;
import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.CancellationReason;
import brume.api.dynamodb.DescribeTableOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.GetItemOutput;
import brume.api.dynamodb.PutItemInput;
import brume.api.dynamodb.TableDescription;
import brume.api.dynamodb.TransactionCanceledException;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Volume;
import brume.api.events.EventsApi;
import brume.api.events.EventsErrors;
import brume.api.iam.IamApi;
import brume.api.iam.IamErrors;
import brume.api.lambda.InvocationResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.TooManyRequestsException;
import brume.wire.Blob;
import brume.wire.Codec;
import brume.wire.CommonErrors;
import brume.wire.Compression;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.OperationModel;
import brume.wire.Protocol;
import brume.wire.ServiceException;
import brume.wire.ServiceModel;
import brume.wire.Shape;
import brume.wire.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exact forms of messages, where AWS's services are known to show them. */
class CodecTest {

    private static HttpRequest request(String body) {
        return request(body.getBytes(StandardCharsets.UTF_8), new HttpHeaders());
    }

    private static HttpRequest request(byte[] body, HttpHeaders headers) {
        return new HttpRequest(
                "POST", "/", "", "localhost:4566", headers, body, "127.0.0.1", false);
    }

    private static PutItemInput putItem(String body) {
        return decode(DynamodbApi.PUT_ITEM, request(body));
    }

    private static <I extends Shape> I decode(OperationModel<I, ?> operation, HttpRequest request) {
        return Codec.decode(operation.service().protocol(), operation, request, Map.of());
    }

    private static String text(HttpResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static HttpResponse error(ServiceModel service, ServiceException error) {
        return Codec.encodeError(service.protocol(), service, error, "r-1");
    }

    @Test
    void jsonRequestsSkipWhatIsUnknown() {
        PutItemInput input =
                putItem(
                        "{\"TableName\":\"t\",\"Nonsense\":{\"a\":[1,{}]},\"Item\":{\"a\":{\"S\":\"x\"},"
                            + "\"b\":{\"N\":\"1\"},\"c\":{\"L\":[{\"NULL\":true}]}},"
                            + "\"ReturnValues\":null}");
        assertThat(input.tableName()).isEqualTo("t");
        assertThat(input.item())
                .containsEntry("a", AttributeValue.builder().s("x").build())
                .containsEntry("b", AttributeValue.builder().n("1").build());
        assertThat(input.returnValues()).isNull();
    }

    /** Source: the tests of the dynalite project, recorded from DynamoDB. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{|",
                "[]|Unrecognized collection type class"
                        + " com.amazonaws.dynamodb.v20120810.PutItemInput",
                "{\"TableName\":1}|NUMBER_VALUE cannot be converted to String",
                "{\"TableName\":1.5}|DECIMAL_VALUE cannot be converted to String",
                "{\"TableName\":true}|TRUE_VALUE cannot be converted to String",
                "{\"TableName\":[]}|Unrecognized collection type class java.lang.String",
                "{\"TableName\":{}}|Start of structure or map found where not expected",
                "{\"Item\":\"a\"}|Unexpected field type",
                "{\"Item\":{\"a\":1}}|Unexpected value type in payload",
                "{\"Item\":{\"a\":{\"B\":\"abc\"}}}"
                        + "|Base64 encoded length is expected a multiple of 4 bytes but found: 3",
                "{\"Item\":{\"a\":{\"B\":\"YR==\"}}}"
                        + "|Invalid last non-pad Base64 character dectected",
                "{\"Item\":{\"a\":{\"B\":1}}}"
                        + "|only base-64-encoded strings are convertible to bytes",
                "{\"Item\":{\"a\":{\"BOOL\":1}}}|NUMBER_VALUE cannot be converted to Boolean",
                "{\"Item\":{\"a\":{\"BOOL\":\"x\"}}}|Unexpected token received from parser",
                "{\"Item\":{\"a\":{\"SS\":1}}}|Unexpected field type",
                "{\"Item\":[]}|Unrecognized collection type java.util.Map<java.lang.String,"
                        + " com.amazonaws.dynamodb.v20120810.AttributeValue>"
            })
    void jsonOfWrongTypesIsRefusedInTheWordsOfAws(String body, String message) {
        assertThatThrownBy(() -> putItem(body))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> {
                            assertThat(e.error().name()).isEqualTo("SerializationException");
                            assertThat(e.getMessage()).isEqualTo(message == null ? "" : message);
                        });
    }

    @Test
    void jsonAnswers() {
        HttpResponse response =
                Codec.encode(
                        Protocol.AWS_JSON_1_0,
                        DynamodbApi.DESCRIBE_TABLE,
                        DescribeTableOutput.builder()
                                .table(
                                        TableDescription.builder()
                                                .tableName("t\u0001é")
                                                .creationDateTime(
                                                        Instant.ofEpochMilli(1_615_218_678_973L))
                                                .itemCount(0L)
                                                .build())
                                .build(),
                        "r-1");
        assertThat(text(response))
                .isEqualTo(
                        "{\"Table\":{\"TableName\":\"t\\u0001é\",\"CreationDateTime\":1615218678.973,"
                            + "\"ItemCount\":0}}");
        assertThat(response.headers().first("Content-Type")).contains("application/x-amz-json-1.0");
        assertThat(response.headers().first("x-amzn-RequestId")).contains("r-1");
    }

    @Test
    void jsonAnswersWithoutOutputAreEmpty() {
        HttpResponse response =
                Codec.encode(Protocol.AWS_JSON_1_1, EventsApi.DELETE_RULE, Unit.INSTANCE, "r-1");
        assertThat(response.body()).isEmpty();
        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void dynamodbErrorsNameTheirNamespaces() {
        assertThat(text(error(DynamodbApi.MODEL, DynamodbErrors.resourceNotFoundException("no"))))
                .isEqualTo(
                        "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException\","
                            + "\"message\":\"no\"}");
        assertThat(text(error(DynamodbApi.MODEL, CommonErrors.validation(DynamodbApi.MODEL, "no"))))
                .isEqualTo(
                        "{\"__type\":\"com.amazon.coral.validate#ValidationException\","
                                + "\"message\":\"no\"}");
        assertThat(
                        text(
                                error(
                                        DynamodbApi.MODEL,
                                        CommonErrors.accessDenied(DynamodbApi.MODEL, "no"))))
                .isEqualTo(
                        "{\"__type\":\"com.amazon.coral.service#AccessDeniedException\","
                                + "\"Message\":\"no\"}");
    }

    @Test
    void errorsCarryTheirMembers() {
        ServiceException error =
                DynamodbErrors.transactionCanceledException(
                        "cancelled",
                        TransactionCanceledException.builder()
                                .message("not this one")
                                .cancellationReasons(
                                        List.of(CancellationReason.builder().code("None").build()))
                                .build());
        assertThat(text(error(DynamodbApi.MODEL, error)))
                .isEqualTo(
                        "{\"__type\":\"com.amazonaws.dynamodb.v20120810#TransactionCanceledException\","
                            + "\"CancellationReasons\":[{\"Code\":\"None\"}],"
                            + "\"Message\":\"cancelled\"}");
    }

    @Test
    void otherJsonErrorsStandAlone() {
        assertThat(text(error(EventsApi.MODEL, EventsErrors.resourceNotFoundException("no rule"))))
                .isEqualTo("{\"__type\":\"ResourceNotFoundException\",\"message\":\"no rule\"}");
    }

    @Test
    void lambdaErrors() {
        HttpResponse response =
                error(LambdaApi.MODEL, LambdaErrors.resourceNotFoundException("no function"));
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.headers().first("x-amzn-ErrorType"))
                .contains("ResourceNotFoundException");
        assertThat(text(response)).isEqualTo("{\"Type\":\"User\",\"Message\":\"no function\"}");
        HttpResponse throttled =
                error(
                        LambdaApi.MODEL,
                        LambdaErrors.tooManyRequestsException(
                                "Rate Exceeded.",
                                TooManyRequestsException.builder()
                                        .retryAfterSeconds("2")
                                        .reason("ReservedFunctionConcurrentInvocationLimitExceeded")
                                        .build()));
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.headers().first("Retry-After")).contains("2");
        assertThat(text(throttled))
                .isEqualTo(
                        "{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\","
                                + "\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}");
        assertThat(text(error(LambdaApi.MODEL, CommonErrors.validation(LambdaApi.MODEL, "bad"))))
                .isEqualTo("{\"message\":\"bad\"}");
    }

    @Test
    void payloadsAreTheBody() {
        HttpResponse response =
                Codec.encode(
                        Protocol.REST_JSON_1,
                        LambdaApi.INVOKE,
                        InvocationResponse.builder()
                                .statusCode(202)
                                .functionError("Unhandled\r\nX-Evil: 1")
                                .payload(Blob.ofText("[1]"))
                                .build(),
                        "r-1");
        assertThat(response.status()).isEqualTo(202);
        assertThat(text(response)).isEqualTo("[1]");
        assertThat(response.headers().first("X-Amz-Function-Error"))
                .contains("Unhandled  X-Evil: 1");
        assertThat(
                        Codec.encode(
                                        Protocol.REST_JSON_1,
                                        ApigatewayApi.DELETE_REST_API,
                                        Unit.INSTANCE,
                                        "r-1")
                                .status())
                .isEqualTo(202);
    }

    @Test
    void queryAnswersAndErrors() {
        assertThat(text(Codec.encode(Protocol.AWS_QUERY, IamApi.DELETE_ROLE, Unit.INSTANCE, "r-1")))
                .isEqualTo(
                        "<DeleteRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">"
                                + "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>"
                                + "</DeleteRoleResponse>");
        HttpResponse error =
                error(IamApi.MODEL, IamErrors.noSuchEntityException("no <role> \u0002"));
        assertThat(error.status()).isEqualTo(404);
        assertThat(text(error))
                .isEqualTo(
                        "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error>"
                                + "<Type>Sender</Type><Code>NoSuchEntity</Code>"
                                + "<Message>no &lt;role&gt; \ufffd</Message></Error>"
                                + "<RequestId>r-1</RequestId></ErrorResponse>");
    }

    @Test
    void ec2AnswersAndErrors() {
        HttpResponse response =
                Codec.encode(
                        Protocol.EC2_QUERY,
                        Ec2Api.CREATE_VOLUME,
                        Volume.builder()
                                .volumeId("vol-1")
                                .size(8)
                                .createTime(Instant.ofEpochSecond(1_700_000_000L))
                                .attachments(List.of())
                                .build(),
                        "r-1");
        assertThat(text(response))
                .startsWith(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CreateVolumeResponse"
                                + " xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
                                + "<requestId>r-1</requestId>")
                .contains("<createTime>2023-11-14T22:13:20.000Z</createTime>")
                .contains("<attachmentSet></attachmentSet>")
                .contains("<size>8</size>");
        assertThat(
                        text(
                                Codec.encode(
                                        Protocol.EC2_QUERY,
                                        Ec2Api.DELETE_VOLUME,
                                        Unit.INSTANCE,
                                        "r-1")))
                .contains("<return>true</return>");
        assertThat(text(error(Ec2Api.MODEL, CommonErrors.validation(Ec2Api.MODEL, "bad"))))
                .isEqualTo(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error>"
                                + "<Code>InvalidParameterValue</Code><Message>bad</Message></Error>"
                                + "</Errors><RequestID>r-1</RequestID></Response>");
    }

    @Test
    void ec2RefusesParametersThatItDoesNotKnow() {
        assertThatThrownBy(() ->
                        decode(
                                Ec2Api.DELETE_VOLUME,
                                request("Action=DeleteVolume&VolumeId=vol-1&Colour=red")))
                .hasMessage("The parameter Colour is not recognized");
    }

    @Test
    void listsOfFormsAreInTheOrderOfTheirNumbers() {
        assertThat(
                        decode(
                                        Ec2Api.DESCRIBE_VOLUMES,
                                        request(
                                                "Action=DescribeVolumes&VolumeId.10=c&VolumeId.2=b"
                                                        + "&VolumeId.1=a&VolumeId.999999999999=z"))
                                .volumeIds())
                .containsExactly("a", "b", "c");
    }

    @Test
    void idempotencyTokensAreMadeUp() {
        String token =
                decode(DynamodbApi.TRANSACT_WRITE_ITEMS, request("{\"TransactItems\":[]}"))
                        .clientRequestToken();
        assertThat(token).hasSize(36);
    }

    @Test
    void requestsMayBeCompressed() throws IOException {
        byte[] plain = "{\"TableName\":\"zipped\"}".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(plain);
        }
        ByteArrayOutputStream deflate = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflate)) {
            out.write(plain);
        }
        HttpHeaders asGzip = new HttpHeaders().add("Content-Encoding", "gzip");
        HttpHeaders asDeflate = new HttpHeaders().add("content-encoding", "DEFLATE");
        assertThat(decode(DynamodbApi.PUT_ITEM, request(gzip.toByteArray(), asGzip)).tableName())
                .isEqualTo("zipped");
        assertThat(
                        decode(DynamodbApi.PUT_ITEM, request(deflate.toByteArray(), asDeflate))
                                .tableName())
                .isEqualTo("zipped");
    }

    @Test
    void aBrokenCodingIsTheSendersFaultExceptForDynamoDb() {
        HttpHeaders asGzip = new HttpHeaders().add("Content-Encoding", "gzip");
        byte[] plain = "{}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> decode(DynamodbApi.PUT_ITEM, request(plain, asGzip)))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> assertThat(e.error().httpStatus()).isEqualTo(500));
        assertThatThrownBy(() -> decode(EventsApi.PUT_RULE, request(plain, asGzip)))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> {
                            assertThat(e.error().httpStatus()).isEqualTo(400);
                            assertThat(e.error().code()).isEqualTo("SerializationException");
                        });
    }

    @Test
    void aBombIsNotInflated() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 8; i++) {
                out.write(zeros);
            }
        }
        byte[] body = bomb.toByteArray();
        assertThat(body.length).isLessThan(10_000);
        assertThatThrownBy(() -> Compression.inflate("gzip", body, 1024 * 1024))
                .hasMessage("The inflated request is too large");
        HttpHeaders asGzip = new HttpHeaders().add("Content-Encoding", "gzip");
        byte[] larger = gzip(new byte[DynamodbApi.MODEL.traits().bodyBytesMax() + 1]);
        assertThatThrownBy(() -> decode(DynamodbApi.PUT_ITEM, request(larger, asGzip)))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> assertThat(e.error().httpStatus()).isEqualTo(413));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @Test
    void answersAreCompressedOnRequestAndSummed() {
        GetItemOutput output =
                GetItemOutput.builder()
                        .item(Map.of("a", AttributeValue.builder().s("x".repeat(5000)).build()))
                        .build();
        HttpRequest plain = request("{}");
        HttpRequest zipped =
                request(
                        new byte[0],
                        new HttpHeaders().add("Accept-Encoding", "deflate, gzip;q=0.5"));
        for (boolean zips : new boolean[] {false, true}) {
            HttpRequest request = zips ? zipped : plain;
            HttpResponse response =
                    Compression.finish(
                            DynamodbApi.MODEL,
                            request,
                            Codec.encode(
                                    Protocol.AWS_JSON_1_0, DynamodbApi.GET_ITEM, output, "r-1"));
            CRC32 crc = new CRC32();
            crc.update(response.body());
            assertThat(response.headers().first("x-amz-crc32"))
                    .contains(Long.toString(crc.getValue()));
            assertThat(response.headers().first("Content-Encoding").isPresent()).isEqualTo(zips);
            assertThat(response.body().length < 1000).isEqualTo(zips);
        }
    }
}
