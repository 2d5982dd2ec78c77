package brume.api;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.GetItemOutput;
import brume.api.dynamodb.PutItemInput;
import brume.wire.Blob;
import brume.wire.Codec;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.Protocol;
import brume.wire.Route;
import brume.wire.Router;
import brume.wire.ShapeJson;
import brume.wire.Validation;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures the codecs on a PutItem of 1 KB; run its main by hand. */
final class CodecSpeed {

    private static final int WARM_UPS = 10;
    private static final int ITERATIONS = 200_000;

    private CodecSpeed() {}

    private interface Step {
        Object run();
    }

    public static void main(String[] arguments) {
        PutItemInput input = input();
        byte[] body = wire(input);
        HttpRequest request =
                new HttpRequest(
                        "POST",
                        "/",
                        "",
                        "localhost:4566",
                        new HttpHeaders()
                                .add("Host", "localhost:4566")
                                .add("X-Amz-Target", "DynamoDB_20120810.PutItem")
                                .add("Content-Type", "application/x-amz-json-1.0"),
                        body,
                        "127.0.0.1",
                        false);
        Router router =
                new Router(
                        List.of(
                                DynamodbApi.MODEL,
                                brume.api.iam.IamApi.MODEL,
                                brume.api.lambda.LambdaApi.MODEL));
        GetItemOutput output = GetItemOutput.builder().item(input.item()).build();
        byte[] stored = ShapeJson.toBytes(input);
        System.out.println(body.length + " bytes");
        measure("route", () -> route(router, request));
        measure("decode", () -> decode(request));
        measure("validate", () -> Validation.violations(DynamodbApi.PUT_ITEM, input));
        measure(
                "encode",
                () -> Codec.encode(Protocol.AWS_JSON_1_0, DynamodbApi.GET_ITEM, output, "id"));
        measure("store", () -> ShapeJson.toBytes(input));
        measure("decode", () -> decode(request));
        measure("load", () -> ShapeJson.fromBytes(PutItemInput.SCHEMA, stored));
        measure(
                "encode cbor",
                () -> Codec.encode(Protocol.RPC_V2_CBOR, DynamodbApi.GET_ITEM, output, "id"));
    }

    private static Route route(Router router, HttpRequest request) {
        return router.find(request, Optional.of("dynamodb"));
    }

    private static PutItemInput decode(HttpRequest request) {
        return Codec.decode(Protocol.AWS_JSON_1_0, DynamodbApi.PUT_ITEM, request, Map.of());
    }

    private static void measure(String name, Step step) {
        double best = Double.MAX_VALUE;
        int sink = 0;
        for (int round = 0; round < WARM_UPS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < ITERATIONS; i++) {
                sink += step.run() == null ? 1 : 0;
            }
            best = Math.min(best, (System.nanoTime() - start) / (double) ITERATIONS);
        }
        System.out.printf("%-12s %8.0f ns (%d)%n", name, best, sink % 2);
    }

    private static byte[] wire(PutItemInput input) {
        // PutItem's members have the same names in the model and on the wire.
        return ShapeJson.toBytes(input);
    }

    private static PutItemInput input() {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        item.put("pk", AttributeValue.builder().s("customer#0123456789").build());
        item.put("sk", AttributeValue.builder().n("1732400000123").build());
        for (int i = 0; i < 8; i++) {
            String text = "some text of a usual length, number " + i + ", for the attribute";
            item.put("attribute" + i, AttributeValue.builder().s(text).build());
        }
        item.put("flag", AttributeValue.builder().bool(true).build());
        item.put("data", AttributeValue.builder().b(blob()).build());
        item.put(
                "tags",
                AttributeValue.builder()
                        .l(
                                List.of(
                                        AttributeValue.builder().s("a").build(),
                                        AttributeValue.builder().n("2").build()))
                        .build());
        return PutItemInput.builder().tableName("orders").item(item).build();
    }

    private static Blob blob() {
        return Blob.of("thirty bytes of binary content".getBytes(StandardCharsets.UTF_8));
    }
}
