package brume.services.dynamodb.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.op.AttributeValues;
import brume.services.dynamodb.value.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Objects that are no export's: whatever their bytes, they are read to an end or refused. */
final class HostileSourceTest {

    private static final long SEED = 20_261_127;
    private static final int ROUNDS = 20_000;

    private static final String JSON =
            "{\"Item\":{\"k\":{\"S\":\"a\\u00e9\\\"\"},\"n\":{\"N\":\"-1.5E3\"},\"l\":{\"L\":["
                    + "{\"NULL\":true},{\"B\":\"aGk=\"},{\"M\":{\"x\":{\"SS\":[\"y\"]}}}]}}}\n";
    private static final String ION =
            "$ion_1_0 {Item:{k:\"a\\x41\",'n n':-1.5d3,l:[null.string,{{aGk=}},{x:$dynamodb_SS::"
                    + "[\"y\"]},0x1f,true] /* c */,'''long''':'''t'''}} // end\n";
    private static final String CSV = "k,v,n\na,\"b\"\"c\nd\",1\ne,,2\r\n";

    private static ItemReader reader(String format, byte[] bytes) throws IOException {
        InputStream in = new ByteArrayInputStream(bytes);
        return switch (format) {
            case "JSON" -> new JsonItemReader(in, AttributeValues::values);
            case "ION" -> new IonItemReader(in, AttributeValues::values);
            default -> new CsvItemReader(in, ',', null, List.of(new KeyAttribute("n", "N")));
        };
    }

    /** Reads everything; how many items there were. */
    private static int read(String format, byte[] bytes) throws IOException {
        ItemReader reader = reader(format, bytes);
        int count = 0;
        while (true) {
            try {
                if (reader.next() == null) {
                    return count;
                }
            } catch (InvalidRequest e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
            count++;
        }
    }

    private static void readMutations(String format, String text) {
        Random random = new Random(SEED);
        byte[] whole = (text + text).getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                int from = random.nextInt(bytes.length);
                if (random.nextBoolean()) {
                    bytes[from] = (byte) random.nextInt(256);
                } else {
                    bytes[from] = bytes[random.nextInt(bytes.length)];
                }
            }
            try {
                assertThat(read(format, bytes)).isBetween(0, 20);
            } catch (UnreadableSourceException e) {
                assertThat(e.getMessage()).isNotEmpty();
            } catch (IOException e) {
                throw new AssertionError("round " + round, e);
            }
        }
    }

    @Test
    void mutationsAreReadOrRefused() throws IOException {
        assertThat(read("JSON", (JSON + JSON).getBytes(StandardCharsets.UTF_8))).isEqualTo(2);
        assertThat(read("ION", (ION + ION).getBytes(StandardCharsets.UTF_8))).isEqualTo(2);
        assertThat(read("CSV", CSV.getBytes(StandardCharsets.UTF_8))).isEqualTo(2);
        readMutations("JSON", JSON);
        readMutations("ION", ION);
        readMutations("CSV", CSV);
    }

    private static void assertRefused(String format, String text) {
        assertThatThrownBy(() -> read(format, text.getBytes(StandardCharsets.UTF_8)))
                .as(format)
                .isInstanceOf(UnreadableSourceException.class);
    }

    @Test
    void depthAndLengthAreBounded() {
        int deep = 1_000_000;
        assertRefused("JSON", "{\"Item\":{\"k\":" + "{\"L\":[".repeat(deep));
        assertRefused("ION", "{Item:{k:" + "[".repeat(deep));
        assertRefused("ION", "a::".repeat(deep));
        int long5 = 5 << 20;
        assertRefused("JSON", "{\"Item\":{\"k\":{\"S\":\"" + "x".repeat(long5) + "\"}}}");
        assertRefused("JSON", " ".repeat(long5));
        assertRefused("ION", "{Item:{k:\"" + "x".repeat(long5) + "\"}}");
        assertRefused("ION", "{Item:{k:" + "1".repeat(long5) + "}}");
        assertRefused("ION", "/*" + " ".repeat(long5));
        assertRefused("CSV", "x".repeat(long5));
        assertRefused("CSV", "k\n" + ",".repeat(long5));
        assertRefused("CSV", "k,k\n1,2\n");
    }

    @Test
    void brokenCompressionIsRefused() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(whole)) {
            out.write(JSON.repeat(1_000).getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = whole.toByteArray();
        for (int cut = 1; cut < bytes.length; cut += 7) {
            byte[] part = new byte[cut];
            System.arraycopy(bytes, 0, part, 0, cut);
            for (String compression : List.of("GZIP", "ZSTD")) {
                assertThatThrownBy(() -> drain(part, compression))
                        .as(compression + ' ' + part.length)
                        .isInstanceOf(UnreadableSourceException.class);
            }
        }
        assertThat(drain(bytes, "GZIP")).isEqualTo(JSON.length() * 1_000);
    }

    private static int drain(byte[] bytes, String compression) throws IOException {
        try (Source source = Source.open(new ByteArrayInputStream(bytes), compression)) {
            return source.readAllBytes().length;
        }
    }
}
