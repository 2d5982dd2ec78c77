package brume.api;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.apigateway.ApigatewayApi;
import brume.api.dynamodb.DynamodbApi;
import brume.api.ec2.Ec2Api;
import brume.api.events.EventsApi;
import brume.api.iam.IamApi;
import brume.api.lambda.InvokeResponseStreamUpdate;
import brume.api.lambda.InvokeWithResponseStreamResponse;
import brume.api.lambda.InvokeWithResponseStreamResponseEvent;
import brume.api.lambda.LambdaApi;
import brume.api.logs.LogsApi;
import brume.api.states.StatesApi;
import brume.api.sts.StsApi;
import brume.wire.Blob;
import brume.wire.Codec;
import brume.wire.Documents;
import brume.wire.ErrorModel;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.OperationModel;
import brume.wire.Protocol;
import brume.wire.Route;
import brume.wire.Router;
import brume.wire.ServiceException;
import brume.wire.ServiceModel;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import brume.wire.StructSchema;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random requests that botocore serializes must decode to what went in, and random answers that we
 * encode must parse to what they said, for every operation with types. Without Python and botocore
 * the shapes take the way through our own JSON instead.
 */
class BotocoreDifferentialTest {

    private static final long SEED = Long.getLong("brume.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("brume.rounds", 2);

    @TempDir static @Nullable Path folder;
    private static Optional<BotocorePeer> peer = Optional.empty();

    record Subject(
            String botocoreName,
            ServiceModel model,
            List<OperationModel<?, ?>> operations,
            Protocol protocol,
            String botocoreProtocol) {

        @Override
        public String toString() {
            return botocoreName + " " + botocoreProtocol;
        }
    }

    private static final List<ServiceModel> MODELS =
            List.of(
                    ApigatewayApi.MODEL,
                    DynamodbApi.MODEL,
                    Ec2Api.MODEL,
                    EventsApi.MODEL,
                    IamApi.MODEL,
                    LambdaApi.MODEL,
                    LogsApi.MODEL,
                    StatesApi.MODEL,
                    StsApi.MODEL);

    static Stream<Subject> subjects() {
        return Stream.of(
                subject("apigateway", ApigatewayApi.MODEL, ApigatewayApi.OPERATIONS, "rest-json"),
                subject("dynamodb", DynamodbApi.MODEL, DynamodbApi.OPERATIONS, "json"),
                subject("ec2", Ec2Api.MODEL, Ec2Api.OPERATIONS, "ec2"),
                subject("events", EventsApi.MODEL, EventsApi.OPERATIONS, "json"),
                subject("iam", IamApi.MODEL, IamApi.OPERATIONS, "query"),
                subject("lambda", LambdaApi.MODEL, LambdaApi.OPERATIONS, "rest-json"),
                subject("logs", LogsApi.MODEL, LogsApi.OPERATIONS, "json"),
                subject("stepfunctions", StatesApi.MODEL, StatesApi.OPERATIONS, "json"),
                subject("sts", StsApi.MODEL, StsApi.OPERATIONS, "query"),
                cbor("dynamodb", DynamodbApi.MODEL, DynamodbApi.OPERATIONS),
                cbor("logs", LogsApi.MODEL, LogsApi.OPERATIONS),
                cbor("stepfunctions", StatesApi.MODEL, StatesApi.OPERATIONS));
    }

    private static Subject subject(
            String name,
            ServiceModel model,
            List<OperationModel<?, ?>> operations,
            String botocore) {
        return new Subject(name, model, operations, model.protocol(), botocore);
    }

    private static Subject cbor(
            String name, ServiceModel model, List<OperationModel<?, ?>> operations) {
        return new Subject(name, model, operations, Protocol.RPC_V2_CBOR, "smithy-rpc-v2-cbor");
    }

    @BeforeAll
    static void startPeer() throws IOException {
        System.out.println("differential test: -Dbrume.seed=" + SEED);
        if (folder != null) {
            peer = BotocorePeer.start(folder);
        }
    }

    @AfterAll
    static void stopPeer() {
        peer.ifPresent(BotocorePeer::close);
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void requestsDecodeToWhatBotocoreSerialized(Subject subject) {
        Random random = new Random(SEED);
        boolean forms =
                subject.protocol() == Protocol.EC2_QUERY
                        || subject.protocol() == Protocol.AWS_QUERY;
        RandomShapes shapes = new RandomShapes(random, forms);
        Router router = new Router(MODELS);
        Set<String> known = knownToBotocore(subject);
        for (int round = 0; round < ROUNDS; round++) {
            for (OperationModel<?, ?> operation : subject.operations()) {
                Shape input = shapes.shape(operation.input());
                if (peer.isEmpty()) {
                    assertThat(again(operation.input(), input)).isEqualTo(input);
                } else if (known.contains(operation.name())) {
                    request(subject, operation, input, router, peer.get());
                }
            }
        }
    }

    private static Set<String> knownToBotocore(Subject subject) {
        Set<String> known = new HashSet<>();
        peer.ifPresent(p ->
                p.ask(
                                Documents.object()
                                        .put("do", "operations")
                                        .put("service", subject.botocoreName()))
                        .get("operations")
                        .forEach(name -> known.add(name.asText())));
        return known;
    }

    private static void request(
            Subject subject,
            OperationModel<?, ?> operation,
            Shape input,
            Router router,
            BotocorePeer botocore) {
        JsonNode answer = botocore.ask(message("serialize", subject, operation, input));
        assertThat(answer.has("failure")).as("%s: %s", operation, answer).isFalse();
        HttpRequest request = httpRequest(answer);
        Route route = router.find(request, Optional.of(subject.model().signingName()));
        assertThat(route.operation()).isEqualTo(operation.name());
        assertThat(route.protocol()).isEqualTo(subject.protocol());
        Shape decoded = Codec.decode(route.protocol(), operation, request, route.labels());
        assertThat(decoded)
                .as("%s %s", operation, answer)
                .isEqualTo(ShapeJson.fromTree(operation.input(), answer.get("tree")));
    }

    private static HttpRequest httpRequest(JsonNode answer) {
        HttpHeaders headers = new HttpHeaders();
        for (JsonNode header : answer.get("headers")) {
            headers.add(header.get(0).asText(), header.get(1).asText());
        }
        URI uri = URI.create(answer.get("url").asText());
        String query = uri.getRawQuery();
        return new HttpRequest(
                answer.get("method").asText(),
                uri.getRawPath(),
                query == null ? "" : query,
                "localhost:4566",
                headers,
                Base64.getDecoder().decode(answer.get("body").asText()),
                "127.0.0.1",
                false);
    }

    private static ObjectNode message(
            String action, Subject subject, OperationModel<?, ?> operation, Shape shape) {
        ObjectNode message = Documents.object();
        message.put("do", action);
        message.put("service", subject.botocoreName());
        message.put("operation", operation.name());
        message.put("protocol", subject.botocoreProtocol());
        message.set("tree", ShapeJson.toTree(shape));
        return message;
    }

    private static Shape again(StructSchema<?> schema, Shape shape) {
        return ShapeJson.fromTree(schema, ShapeJson.toTree(shape));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void answersParseToWhatWasEncoded(Subject subject) {
        Random random = new Random(SEED);
        RandomShapes shapes = new RandomShapes(random, false);
        Set<String> known = knownToBotocore(subject);
        for (int round = 0; round < ROUNDS; round++) {
            for (OperationModel<?, ?> operation : subject.operations()) {
                boolean stream =
                        operation.output().members().stream()
                                .anyMatch(m -> m.traits().eventStream());
                if (stream) {
                    continue;
                }
                Shape output = shapes.shape(operation.output());
                if (peer.isEmpty()) {
                    assertThat(again(operation.output(), output)).isEqualTo(output);
                } else if (known.contains(operation.name())) {
                    answer(subject, operation, output, peer.get());
                }
            }
        }
    }

    private static void answer(
            Subject subject, OperationModel<?, ?> operation, Shape output, BotocorePeer botocore) {
        HttpResponse response = encode(subject.protocol(), operation, output);
        ObjectNode message = message("parse", subject, operation, output);
        put(message, response);
        JsonNode answer = botocore.ask(message);
        assertThat(answer.has("failure")).as("%s: %s", operation, answer).isFalse();
        assertThat(answer.get("actual"))
                .as("%s %s", operation, answer)
                .isEqualTo(answer.get("expected"));
        // botocore drops the request id of answers that its CBOR and REST models give no shape.
        assertThat(answer.get("requestId").asText("")).isIn("request-1", "null", "");
    }

    @SuppressWarnings("unchecked")
    private static <O extends Shape> HttpResponse encode(
            Protocol protocol, OperationModel<?, O> operation, Shape output) {
        return Codec.encode(protocol, operation, (O) output, "request-1");
    }

    private static void put(ObjectNode message, HttpResponse response) {
        message.put("status", response.status());
        var headers = message.putArray("headers");
        response.headers().forEach((name, value) -> headers.addArray().add(name).add(value));
        message.put("body", Base64.getEncoder().encodeToString(response.body()));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void errorsParse(Subject subject) {
        if (peer.isEmpty()) {
            return;
        }
        OperationModel<?, ?> operation = subject.operations().getFirst();
        for (ErrorModel error : subject.model().errors().values()) {
            ServiceException exception = new ServiceException(error, "not so <fast> & \"easy\"");
            HttpResponse response =
                    Codec.encodeError(subject.protocol(), subject.model(), exception, "request-1");
            ObjectNode message = message("error", subject, operation, brume.wire.Unit.INSTANCE);
            put(message, response);
            JsonNode answer = peer.get().ask(message);
            assertThat(answer.path("error").path("Code").asText())
                    .as("%s %s", error, answer)
                    .isEqualTo(xml(subject) ? error.code() : error.name());
            assertThat(answer.path("error").path("Message").asText())
                    .isEqualTo(exception.getMessage());
            assertThat(answer.get("requestId").asText()).isEqualTo("request-1");
        }
    }

    private static boolean xml(Subject subject) {
        return subject.protocol() == Protocol.AWS_QUERY || subject.protocol() == Protocol.EC2_QUERY;
    }

    @Test
    void eventStreamsParse() {
        InvokeWithResponseStreamResponse output =
                InvokeWithResponseStreamResponse.builder()
                        .statusCode(200)
                        .executedVersion("$LATEST")
                        .eventStream(
                                List.of(
                                        InvokeWithResponseStreamResponseEvent.builder()
                                                .payloadChunk(
                                                        new InvokeResponseStreamUpdate(
                                                                Blob.ofText("hello")))
                                                .build()))
                        .build();
        HttpResponse response =
                Codec.encode(
                        Protocol.REST_JSON_1,
                        LambdaApi.INVOKE_WITH_RESPONSE_STREAM,
                        output,
                        "request-1");
        assertThat(response.headers().first("X-Amz-Executed-Version")).contains("$LATEST");
        if (peer.isPresent()) {
            ObjectNode message = Documents.object().put("do", "events");
            put(message, response);
            JsonNode events = peer.get().ask(message).get("events");
            assertThat(events.get(0).get(0).asText()).isEqualTo("PayloadChunk");
            assertThat(Base64.getDecoder().decode(events.get(0).get(1).asText()))
                    .isEqualTo("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
