package brume.wire;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.almanacrestjson.AlmanacrestjsonApi;
import brume.api.almanacrestjson.WatchEvents;
import brume.api.almanacrestjson.WatchResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EventStreamsTest {

    /** A frame that was read by the specification. */
    private record Frame(Map<String, Object> headers, String payload) {}

    private static final String OUTPUT =
            """
            {"station": "north",
             "events": [
               {"point": {"count": 2, "point": {"x": 1.5}}},
               {"raw": {"number": -1, "long": 4294967296, "flag": true, "name": "é",
                        "when": "2023-11-14T22:13:20.5Z", "data": "AGE="}},
               {"storm": {"force": 9, "message": "wind"}}]}
            """;

    private static List<Frame> frames(byte[] stream) {
        List<Frame> frames = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(stream);
        while (in.hasRemaining()) {
            int start = in.position();
            int total = in.getInt();
            int headersLength = in.getInt();
            assertThat(in.getInt()).isEqualTo(crc(stream, start, 8));
            Map<String, Object> headers = new LinkedHashMap<>();
            int headersEnd = in.position() + headersLength;
            while (in.position() < headersEnd) {
                String name = text(in, in.get() & 0xff);
                headers.put(name, value(in));
            }
            String payload = text(in, total - headersLength - 16);
            assertThat(in.getInt()).isEqualTo(crc(stream, start, total - 4));
            frames.add(new Frame(headers, payload));
        }
        return frames;
    }

    private static Object value(ByteBuffer in) {
        return switch (in.get()) {
            case 0 -> true;
            case 1 -> false;
            case 4 -> in.getInt();
            case 5 -> in.getLong();
            case 7 -> text(in, in.getShort());
            case 8 -> "at " + in.getLong();
            default -> throw new AssertionError("an unexpected type");
        };
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private static HttpResponse encode(Protocol protocol) {
        WatchResult output =
                ShapeJson.fromBytes(WatchResult.SCHEMA, OUTPUT.getBytes(StandardCharsets.UTF_8));
        return Codec.encode(protocol, AlmanacrestjsonApi.WATCH, output, "id");
    }

    @Test
    void restJsonSendsHeadersAndTheFramesOfTheEvents() {
        HttpResponse response = encode(Protocol.REST_JSON_1);
        assertThat(response.headers().all("X-Station")).containsExactly("north");
        assertThat(response.headers().all("Content-Type"))
                .containsExactly("application/vnd.amazon.eventstream");
        List<Frame> frames = frames(response.body());
        assertThat(frames).hasSize(3);
        assertThat(frames.get(0).headers())
                .containsEntry(":message-type", "event")
                .containsEntry(":event-type", "point")
                .containsEntry(":content-type", "application/json");
        assertThat(frames.get(0).payload()).isEqualTo("{\"point\":{\"x\":1.5},\"count\":2}");
        assertThat(frames.get(1).headers())
                .containsEntry(":content-type", "application/octet-stream")
                .containsEntry("number", -1)
                .containsEntry("long", 4294967296L)
                .containsEntry("flag", true)
                .containsEntry("name", "é")
                .containsEntry("when", "at 1700000000500");
        assertThat(frames.get(1).payload()).isEqualTo("\0a");
        assertThat(frames.get(2).headers())
                .containsEntry(":message-type", "exception")
                .containsEntry(":exception-type", "storm");
        assertThat(frames.get(2).payload()).contains("\"force\":9", "\"message\":\"wind\"");
    }

    @Test
    void rpcProtocolsBeginWithTheOtherMembers() {
        Frame first = frames(encode(Protocol.AWS_JSON_1_0).body()).getFirst();
        assertThat(first.headers()).containsEntry(":event-type", "initial-response");
        Frame cbor = frames(encode(Protocol.RPC_V2_CBOR).body()).getFirst();
        assertThat(cbor.headers()).containsEntry(":content-type", "application/cbor");
        assertThat(cbor.payload()).contains("station", "north");
    }

    @Test
    void eventsThatComeAreSentBehindTheOtherMembers() throws IOException {
        WatchResult whole =
                ShapeJson.fromBytes(WatchResult.SCHEMA, OUTPUT.getBytes(StandardCharsets.UTF_8));
        var events = new ArrayDeque<>(Objects.requireNonNull(whole.events()));
        var closed = new boolean[1];
        WatchResult live =
                whole.toBuilder()
                        .events(
                                new LiveEvents<>() {
                                    @Override
                                    public @Nullable WatchEvents next() {
                                        return events.poll();
                                    }

                                    @Override
                                    public void close() {
                                        closed[0] = true;
                                    }
                                })
                        .build();
        HttpResponse response =
                Codec.encode(Protocol.AWS_CBOR_1_1, AlmanacrestjsonApi.WATCH, live, "id");
        assertThat(response.headers().all("Content-Type"))
                .containsExactly("application/vnd.amazon.eventstream");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BodyStream stream = response.live().orElseThrow();
        stream.writeTo(out);
        stream.close();
        List<Frame> frames = frames(out.toByteArray());
        assertThat(frames).hasSize(4);
        assertThat(frames.getFirst().headers())
                .containsEntry(":event-type", "initial-response")
                .containsEntry(":content-type", "application/x-amz-cbor-1.1");
        assertThat(closed[0]).isTrue();
    }
}
