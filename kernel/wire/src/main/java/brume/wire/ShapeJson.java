package brume.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * Shapes as JSON without HTTP: every member, under its name in the API, with timestamps as exact
 * ISO 8601 strings and blobs in base64. For storing shapes and for calls that are composed by
 * users. When reading, the first letter of a member's name may have either case, since Step
 * Functions writes all names with a capital, and timestamps may be numbers of seconds.
 */
public final class ShapeJson {

    private ShapeJson() {}

    public static byte[] toBytes(Shape shape) {
        JsonWriter out = new JsonWriter();
        new JsonEncoder(out, true).structure(shape);
        return out.toBytes();
    }

    /**
     * Reads a shape; members that are absent are null, also required ones.
     *
     * @throws WireFormatException if it is not JSON or a value has a wrong type
     */
    public static <T extends Shape> T fromBytes(StructSchema<T> schema, byte[] json) {
        JsonReader in = new JsonReader(json, JsonDecoder.DEPTH_MAX);
        T shape = new JsonDecoder(in, true, "").structure(schema);
        in.end();
        return shape;
    }

    public static JsonNode toTree(Shape shape) {
        return Documents.parse(toBytes(shape));
    }

    /** As {@link #fromBytes}. */
    public static <T extends Shape> T fromTree(StructSchema<T> schema, JsonNode tree) {
        return fromBytes(schema, Documents.text(tree).getBytes(StandardCharsets.UTF_8));
    }
}
