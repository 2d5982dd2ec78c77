package brume.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    private static final long SEED = Long.getLong("brume.seed", System.nanoTime());
    private static final int DEPTH_MAX = 100;

    private static final JsonMapper JACKSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private static JsonReader reader(String text) {
        return new JsonReader(text.getBytes(StandardCharsets.UTF_8), DEPTH_MAX);
    }

    /** Our reader's view of a text as a tree, so that it can be compared with Jackson's. */
    private static JsonNode tree(byte[] bytes) {
        JsonReader in = new JsonReader(bytes, DEPTH_MAX);
        JsonNode tree = value(in);
        in.end();
        return tree;
    }

    private static JsonNode value(JsonReader in) {
        return switch (in.peek()) {
            case '{' -> {
                ObjectNode object = JACKSON.createObjectNode();
                in.openObject();
                while (in.nextKey()) {
                    String name = in.keyText();
                    object.set(name, value(in));
                }
                yield object;
            }
            case '[' -> {
                ArrayNode array = JACKSON.createArrayNode();
                in.openArray();
                while (in.nextElement()) {
                    array.add(value(in));
                }
                yield array;
            }
            case '"' -> JACKSON.getNodeFactory().textNode(in.string());
            case 't', 'f' -> JACKSON.getNodeFactory().booleanNode(in.bool());
            case 'n' -> {
                in.nullValue();
                yield JACKSON.getNodeFactory().nullNode();
            }
            default -> JACKSON.getNodeFactory().textNode("#" + in.decimal().stripTrailingZeros());
        };
    }

    /** Numbers as texts of their value: Jackson tells 1 and 1.0 apart, and a reader need not. */
    private static JsonNode comparable(JsonNode tree) {
        if (tree.isNumber()) {
            return JACKSON.getNodeFactory()
                    .textNode("#" + tree.decimalValue().stripTrailingZeros());
        } else if (tree instanceof ObjectNode object) {
            ObjectNode copy = JACKSON.createObjectNode();
            object.properties().forEach(e -> copy.set(e.getKey(), comparable(e.getValue())));
            return copy;
        } else if (tree instanceof ArrayNode array) {
            ArrayNode copy = JACKSON.createArrayNode();
            array.forEach(element -> copy.add(comparable(element)));
            return copy;
        }
        return tree;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "[1,]",
                "[,1]",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{a:1}",
                "{\"a\"}",
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "1e+",
                "+1",
                "0x1",
                "NaN",
                "Infinity",
                "tru",
                "nul",
                "\"",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\n\"",
                "\"\t\"",
                "'a'",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800\\u0041\"",
                "[1 2]",
                "{}{}",
                "[]]",
                "// x\n1",
                "{\"a\":1 \"b\":2}",
                "\u00a01",
                "\"\\\u0001\"",
                "--1",
                "1ee1",
                "[\"a\",]"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> tree(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(WireFormatException.class);
    }

    @Test
    void refusesBrokenUtf8() {
        byte[][] broken = {
            {'"', (byte) 0x80, '"'},
            {'"', (byte) 0xc0, (byte) 0xaf, '"'},
            {'"', (byte) 0xe0, (byte) 0x80, (byte) 0xaf, '"'},
            {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            {'"', (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"'},
            {'"', (byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80, '"'},
            {'"', (byte) 0xe2, (byte) 0x82, '"'},
            {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
        };
        for (byte[] text : broken) {
            assertThatThrownBy(() -> tree(text)).isInstanceOf(WireFormatException.class);
        }
    }

    @Test
    void refusesNestingBeyondTheLimit() {
        String fits = "[".repeat(DEPTH_MAX) + "]".repeat(DEPTH_MAX);
        assertThat(tree(fits.getBytes(StandardCharsets.UTF_8)).isArray()).isTrue();
        for (String open : new String[] {"[", "{\"a\":"}) {
            String text = open.repeat(1_000_000);
            assertThatThrownBy(() -> reader(text).skip()).isInstanceOf(WireFormatException.class);
        }
    }

    @Test
    void refusesNumbersThatAreTooLong() {
        assertThatThrownBy(() -> reader("1".repeat(JsonReader.NUMBER_LENGTH_MAX + 1)).decimal())
                .isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> reader("1e99999999999").decimal())
                .isInstanceOf(WireFormatException.class);
    }

    @Test
    void unescapes() {
        assertThat(reader("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00é😀\"").string())
                .isEqualTo("\"\\/\b\f\n\r\té😀é😀");
    }

    @Test
    void ofMembersWithTheSameNameTheLastOneCounts() {
        assertThat(tree("{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8)).get("a").asText())
                .isEqualTo("#2");
    }

    @Test
    void agreesWithJacksonOnRandomAndOnBrokenTexts() throws IOException {
        System.out.println("JSON: -Dbrume.seed=" + SEED);
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            byte[] text = JACKSON.writeValueAsBytes(randomTree(random, 0));
            if (random.nextBoolean() && text.length > 0) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            }
            compare(text);
        }
    }

    private static void compare(byte[] text) throws IOException {
        JsonNode ours = null;
        try {
            ours = tree(text);
        } catch (WireFormatException e) {
            // Compared below.
        }
        JsonNode theirs = null;
        try {
            theirs = JACKSON.readTree(text);
        } catch (JsonProcessingException | NumberFormatException e) {
            // Compared below; Jackson lets BigDecimal's complaint about exponents through.
        }
        String shown = new String(text, StandardCharsets.UTF_8);
        if (ours != null && theirs != null) {
            assertThat(ours).as(shown).isEqualTo(comparable(theirs));
        } else if (ours != null) {
            // Jackson guesses UTF-16 from zero bytes; nothing else may differ in this direction.
            assertThat(shown).as("we accept what Jackson refuses").contains("\u0000");
        }
    }

    private static JsonNode randomTree(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 5 : 7)) {
            case 0 -> JACKSON.getNodeFactory().textNode(randomText(random));
            case 1 -> JACKSON.getNodeFactory().numberNode(random.nextLong());
            case 2 -> JACKSON.getNodeFactory().numberNode(random.nextGaussian() * 1e9);
            case 3 -> JACKSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 4 -> JACKSON.getNodeFactory().nullNode();
            case 5 -> {
                ArrayNode array = JACKSON.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(randomTree(random, depth + 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = JACKSON.createObjectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(randomText(random), randomTree(random, depth + 1));
                }
                yield object;
            }
        };
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int c = random.nextInt(4) == 0 ? random.nextInt(0x10ffff) : random.nextInt(128);
            text.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 'x' : c);
        }
        return text.toString();
    }

    @Test
    void whatTheWriterWritesJacksonReads() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            String text = randomText(random);
            double number = Double.longBitsToDouble(random.nextLong());
            JsonWriter out = new JsonWriter();
            out.openObject();
            out.name(text);
            out.string(text);
            out.name("number " + text);
            out.openArray();
            out.number(number);
            out.integer(round);
            out.closeArray();
            out.closeObject();
            JsonNode tree = JACKSON.readTree(out.toBytes());
            assertThat(tree.get(text).asText()).isEqualTo(text);
            if (Double.isFinite(number)) {
                assertThat(tree.get("number " + text).get(0).asDouble()).isEqualTo(number);
            }
        }
    }
}
