package brume.services.dynamodb.transfer;

import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.Value;
import brume.wire.Blob;
import brume.wire.JsonWriter;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * DynamoDB JSON. Source: Developer Guide, "DynamoDB table export output format", "Data export
 * formats".
 */
final class JsonItemWriter implements ItemWriter {

    @Override
    public byte[] item(Map<String, Value> item) {
        JsonWriter out = new JsonWriter();
        out.openObject();
        member(out, "Item", item);
        out.closeObject();
        return line(out);
    }

    @Override
    public byte[] change(
            long micros,
            Map<String, Value> keys,
            @Nullable Map<String, Value> after,
            @Nullable Map<String, Value> before) {
        JsonWriter out = new JsonWriter();
        out.openObject();
        member(
                out,
                "Metadata",
                Map.of("WriteTimestampMicros", new Value.N(Decimal.parse(Long.toString(micros)))));
        member(out, "Keys", keys);
        if (after != null) {
            member(out, "NewImage", after);
        }
        if (before != null) {
            member(out, "OldImage", before);
        }
        out.closeObject();
        return line(out);
    }

    private static byte[] line(JsonWriter out) {
        byte[] json = out.toBytes();
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    private static void member(JsonWriter out, String name, Map<String, Value> attributes) {
        out.name(name);
        attributes(out, attributes);
    }

    private static void attributes(JsonWriter out, Map<String, Value> attributes) {
        out.openObject();
        for (Map.Entry<String, Value> attribute : attributes.entrySet()) {
            out.name(attribute.getKey());
            value(out, attribute.getValue());
        }
        out.closeObject();
    }

    private static void value(JsonWriter out, Value value) {
        out.openObject();
        out.name(value.type());
        switch (value) {
            case Value.S s -> out.string(s.text());
            case Value.N n -> out.string(n.number().text());
            case Value.B b -> out.blob(b.bytes().bytes());
            case Value.Bool bool -> out.bool(bool.truth());
            case Value.Null ignored -> out.bool(true);
            case Value.SS set -> {
                out.openArray();
                set.members().forEach(out::string);
                out.closeArray();
            }
            case Value.NS set -> {
                out.openArray();
                set.members().forEach(number -> out.string(number.text()));
                out.closeArray();
            }
            case Value.BS set -> {
                out.openArray();
                for (Blob member : set.members()) {
                    out.blob(member.bytes());
                }
                out.closeArray();
            }
            case Value.L list -> {
                out.openArray();
                list.elements().forEach(element -> value(out, element));
                out.closeArray();
            }
            case Value.M map -> attributes(out, map.entries());
        }
        out.closeObject();
    }
}
