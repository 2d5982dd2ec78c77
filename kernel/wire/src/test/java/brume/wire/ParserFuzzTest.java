package brume.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import brume.api.almanacjson10.Everything;
import brume.api.almanacrestxml.AlmanacrestxmlApi;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parsers of what comes from outside, with whatever bytes a fuzzer finds: they refuse with
 * their own exception only, and what they accept means the same after it was written and read
 * again. As an ordinary test this runs the inputs of its resources; {@code JAZZER_FUZZ=1} searches
 * for more.
 */
final class ParserFuzzTest {

    private static final Router ROUTER = new Router(List.of(AlmanacrestxmlApi.MODEL));

    @FuzzTest(maxDuration = "10s")
    void json(byte[] text) {
        byte[] raw;
        try {
            JsonReader in = new JsonReader(text, JsonDecoder.DEPTH_MAX);
            raw = in.raw();
            in.end();
        } catch (WireFormatException e) {
            return;
        }
        // Documents are stricter: no two members of one name, and numbers within BigDecimal's
        // range.
        try {
            JsonNode tree = Documents.parse(text);
            assertThat(Documents.parse(raw)).isEqualTo(tree);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage())
                    .containsAnyOf(
                            "Duplicate field",
                            "nesting depth",
                            "can not be deserialized as `java.math.BigDecimal`");
        }
    }

    @FuzzTest(maxDuration = "10s")
    void jsonShape(byte[] text) {
        Everything shape;
        try {
            JsonReader in = new JsonReader(text, JsonDecoder.DEPTH_MAX);
            shape = new JsonDecoder(in, false, "").structure(Everything.SCHEMA);
            in.end();
        } catch (WireFormatException e) {
            return;
        }
        byte[] stored = ShapeJson.toBytes(shape);
        assertThat(ShapeJson.fromBytes(Everything.SCHEMA, stored)).isEqualTo(shape);
    }

    @FuzzTest(maxDuration = "10s")
    void cbor(byte[] bytes) {
        try {
            CborReader in = new CborReader(bytes, JsonDecoder.DEPTH_MAX);
            in.skip();
            in.end();
        } catch (WireFormatException e) {
            assertThat(shape(bytes)).isNull();
            return;
        }
        Everything shape = shape(bytes);
        if (shape != null) {
            CborWriter out = new CborWriter();
            CborShapes.SECONDS.write(out, shape);
            Everything again = shape(out.toBytes());
            assertThat(again).isNotNull();
            assertThat(ShapeJson.toTree(again)).hasSameSizeAs(ShapeJson.toTree(shape));
        }
    }

    private static @Nullable Everything shape(byte[] cbor) {
        try {
            CborReader in = new CborReader(cbor, JsonDecoder.DEPTH_MAX);
            Everything shape = CborShapes.SECONDS.structure(Everything.SCHEMA, in);
            in.end();
            return shape;
        } catch (WireFormatException e) {
            return null;
        }
    }

    @FuzzTest(maxDuration = "10s")
    void form(byte[] body) {
        var operation = brume.api.almanacquery.AlmanacqueryApi.PUT_EVERYTHING;
        try {
            Codec.decode(Protocol.AWS_QUERY, operation, request("/", "", body), Map.of());
            Codec.decode(Protocol.EC2_QUERY, operation, request("/", "", body), Map.of());
        } catch (ServiceException e) {
            assertThat(e.error().httpStatus()).isEqualTo(400);
        }
    }

    @FuzzTest(maxDuration = "10s")
    void xml(byte[] body) {
        var operation = AlmanacrestxmlApi.PUT_EVERYTHING;
        try {
            Codec.decode(Protocol.REST_XML, operation, request("/", "", body), Map.of());
        } catch (ServiceException e) {
            assertThat(e.error().httpStatus()).isEqualTo(400);
        }
    }

    /** A path, a query and a header field, one a line. */
    @FuzzTest(maxDuration = "10s")
    void bindings(byte[] lines) {
        String[] parts = new String(lines, StandardCharsets.ISO_8859_1).split("\n", 3);
        String[] padded = Arrays.copyOf(parts, 3);
        HttpRequest request = request("/bindings/" + padded[0], text(padded[1]), new byte[0]);
        for (String name : List.of("X-Texts", "X-When", "X-Json", "X-Number", "X-Flag")) {
            request.headers().add(name, text(padded[2]));
        }
        try {
            Route route = ROUTER.find(request, Optional.of("almanac"));
            Codec.decode(
                    Protocol.REST_XML, AlmanacrestxmlApi.PUT_BINDINGS, request, route.labels());
        } catch (RouteException e) {
            assertThat(e.error().error().httpStatus()).isBetween(400, 499);
        } catch (ServiceException e) {
            assertThat(e.error().httpStatus()).isEqualTo(400);
        }
    }

    private static String text(@Nullable String part) {
        return part == null ? "" : part;
    }

    @FuzzTest(maxDuration = "10s")
    void timestamps(byte[] text) {
        Instant instant;
        try {
            instant = Timestamps.parse(new String(text, StandardCharsets.UTF_8));
        } catch (WireFormatException e) {
            return;
        }
        for (String format : List.of(Timestamps.ISO, Timestamps.HTTP, Timestamps.EPOCH)) {
            String printed = Timestamps.format(instant, format, format);
            assertThat(Timestamps.parse(printed)).isCloseTo(instant, within(1, ChronoUnit.SECONDS));
        }
    }

    private static HttpRequest request(String path, String query, byte[] body) {
        HttpHeaders headers = new HttpHeaders();
        return new HttpRequest("PUT", path, query, "h", headers, body, "127.0.0.1", false);
    }
}
