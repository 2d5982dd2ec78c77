package brume.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.apigateway.ApigatewayApi;
import brume.api.dynamodb.DynamodbApi;
import brume.api.ec2.Ec2Api;
import brume.api.events.EventsApi;
import brume.api.iam.IamApi;
import brume.api.lambda.LambdaApi;
import brume.api.logs.LogsApi;
import brume.api.states.StatesApi;
import brume.api.sts.StsApi;
import brume.wire.Codec;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.ListSchema;
import brume.wire.MapSchema;
import brume.wire.Member;
import brume.wire.OperationModel;
import brume.wire.Protocol;
import brume.wire.ScalarSchema;
import brume.wire.Schema;
import brume.wire.ServiceException;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import brume.wire.StructSchema;
import brume.wire.Validation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that no honest client sends: they are refused, quickly, and nothing else happens. */
class HostileInputTest {

    private static final long SEED = Long.getLong("brume.seed", System.nanoTime());

    private static final List<List<OperationModel<?, ?>>> OPERATIONS =
            List.of(
                    ApigatewayApi.OPERATIONS,
                    DynamodbApi.OPERATIONS,
                    Ec2Api.OPERATIONS,
                    EventsApi.OPERATIONS,
                    IamApi.OPERATIONS,
                    LambdaApi.OPERATIONS,
                    LogsApi.OPERATIONS,
                    StatesApi.OPERATIONS,
                    StsApi.OPERATIONS);

    private static HttpRequest request(String query, byte[] body) {
        return new HttpRequest(
                "POST", "/", query, "localhost", new HttpHeaders(), body, "127.0.0.1", false);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void refused(Protocol protocol, byte[] body) {
        OperationModel<?, ?> operation =
                protocol == Protocol.EC2_QUERY ? Ec2Api.DESCRIBE_VOLUMES : DynamodbApi.PUT_ITEM;
        assertThatThrownBy(() -> Codec.decode(protocol, operation, request("", body), Map.of()))
                .isInstanceOf(ServiceException.class);
    }

    @Test
    void deepNesting() {
        refused(Protocol.AWS_JSON_1_0, utf8("{\"Item\":{\"a\":" + "{\"L\":[".repeat(200_000)));
        refused(
                Protocol.AWS_JSON_1_0,
                utf8("{\"Item\":{\"a\":" + "{\"M\":{\"b\":".repeat(200_000)));
        refused(Protocol.EC2_QUERY, utf8("Filter" + ".1".repeat(100_000) + "=x"));
        refused(Protocol.REST_XML, utf8("<PutItemInput>" + "<Item>".repeat(100_000)));
    }

    @Test
    void largeNumbers() {
        refused(Protocol.AWS_JSON_1_0, utf8("{\"Item\":{\"a\":{\"N\":" + "9".repeat(100_000)));
        for (String number : List.of("1e999999999", "-1e400", "9".repeat(30), "1e19")) {
            assertThatThrownBy(() ->
                            Codec.decode(
                                    Protocol.AWS_JSON_1_0,
                                    DynamodbApi.QUERY,
                                    request("", utf8("{\"Limit\":" + number + "}")),
                                    Map.of()))
                    .isInstanceOf(ServiceException.class);
        }
        assertThat(
                        Codec.decode(
                                        Protocol.AWS_JSON_1_0,
                                        DynamodbApi.QUERY,
                                        request("", utf8("{\"Limit\":7.9e0}")),
                                        Map.of())
                                .limit())
                .isEqualTo(7);
    }

    @Test
    void manyParameters() {
        StringBuilder form = new StringBuilder("Action=DescribeVolumes");
        for (int i = 0; i < 20_000; i++) {
            form.append("&VolumeId.").append(i).append("=v");
        }
        refused(Protocol.EC2_QUERY, utf8(form.toString()));
        refused(Protocol.EC2_QUERY, utf8("MaxResults=0x10"));
        refused(Protocol.EC2_QUERY, utf8("MaxResults=%zz"));
        refused(Protocol.EC2_QUERY, new byte[] {'a', '=', (byte) 0xff});
    }

    @Test
    void xmlBombsAndEntities() {
        String bomb =
                "<!DOCTYPE a [<!ENTITY x \"y\"><!ENTITY z \"&x;&x;&x;\">]><a><TableName>&z;"
                        + "</TableName></a>";
        refused(Protocol.REST_XML, utf8(bomb));
        refused(
                Protocol.REST_XML,
                utf8("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"));
        refused(Protocol.REST_XML, utf8("<!DOCTYPE a SYSTEM \"http://localhost:1/a.dtd\"><a/>"));
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void mutatedRequests(Protocol protocol) {
        System.out.println("mutations: -Dbrume.seed=" + SEED);
        Random random = new Random(SEED);
        RandomShapes shapes = new RandomShapes(random, false);
        for (List<OperationModel<?, ?>> service : OPERATIONS) {
            for (int i = 0; i < 300; i++) {
                OperationModel<?, ?> operation = service.get(random.nextInt(service.size()));
                byte[] body = ShapeJson.toBytes(shapes.shape(operation.input()));
                for (int k = random.nextInt(4); k > 0; k--) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt(256);
                }
                try {
                    Shape input =
                            Codec.decode(protocol, operation, request("a=%41", body), Map.of());
                    Validation.violations(operation, input);
                } catch (ServiceException e) {
                    assertThat(e.error().httpStatus()).isEqualTo(400);
                }
            }
        }
    }

    @Test
    void everyPatternOfTheModelsIsJavasAndStaysWithinItsBudget() {
        Set<String> patterns = new TreeSet<>();
        Set<Schema> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (List<OperationModel<?, ?>> service : OPERATIONS) {
            service.forEach(operation -> collect(operation.input(), patterns, seen));
        }
        assertThat(patterns).hasSizeGreaterThan(50);
        List<String> broken = new ArrayList<>();
        for (String pattern : patterns) {
            try {
                Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                broken.add(pattern);
            }
        }
        assertThat(broken).isEmpty();
        for (String pattern : patterns) {
            StructSchema<Probe> schema = Probe.schema(pattern);
            for (String text : List.of("a", "/", "aA0-", "arn:aws:", "\n", "a.")) {
                Probe probe = new Probe(schema, text.repeat(20_000 / text.length()) + "\u0001");
                long start = System.nanoTime();
                Validation.violations(probe.operation(), probe);
                assertThat(System.nanoTime() - start)
                        .as("%s on %s", pattern, text)
                        .isLessThan(2_000_000_000L);
            }
        }
    }

    private static void collect(Schema schema, Set<String> patterns, Set<Schema> seen) {
        if (!seen.add(schema)) {
            return;
        }
        switch (schema) {
            case ScalarSchema scalar -> {
                String pattern = scalar.constraints().pattern();
                if (pattern != null) {
                    patterns.add(pattern);
                }
            }
            case ListSchema list -> collect(list.element().schema(), patterns, seen);
            case MapSchema map -> {
                collect(map.key().schema(), patterns, seen);
                collect(map.value().schema(), patterns, seen);
            }
            case StructSchema<?> structure -> {
                for (Member member : structure.members()) {
                    collect(member.schema(), patterns, seen);
                }
            }
        }
    }

    /** A structure of one string with a pattern. */
    private record Probe(StructSchema<Probe> schema, String text) implements Shape {

        static StructSchema<Probe> schema(String pattern) {
            ScalarSchema scalar =
                    new ScalarSchema(
                            "Text",
                            brume.wire.ShapeType.STRING,
                            new brume.wire.Constraints(null, null, pattern, List.of()));
            return new StructSchema<>(
                    "Probe",
                    false,
                    List.of(Member.of("text", 0, () -> scalar, false)),
                    values -> {
                        throw new IllegalStateException();
                    });
        }

        OperationModel<Probe, Probe> operation() {
            return new OperationModel<>(
                    () -> EventsApi.MODEL, "Probe", "POST", "/", 200, schema, schema, "");
        }

        @Override
        public Object member(int index) {
            return text;
        }
    }
}
