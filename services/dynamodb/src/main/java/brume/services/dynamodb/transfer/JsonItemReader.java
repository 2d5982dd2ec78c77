package brume.services.dynamodb.transfer;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.GetItemOutput;
import brume.services.dynamodb.value.Value;
import brume.wire.ShapeJson;
import brume.wire.WireFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * DynamoDB JSON: objects with a member {@code Item}, one after the other. AWS wants a line for
 * each, but reads several in a line too (recorded by moto's tests against AWS).
 */
public final class JsonItemReader implements ItemReader {

    /** Of one object's text; an item of 400 KB can be written in less. */
    private static final int TEXT_BYTES_MAX = 4 << 20;

    private static final int BLANKS_MAX = 1 << 20;

    private final InputStream in;
    private final Function<Map<String, AttributeValue>, Map<String, Value>> values;

    /**
     * @param values makes our values of the API's, or throws what is wrong with them
     */
    public JsonItemReader(
            InputStream in, Function<Map<String, AttributeValue>, Map<String, Value>> values) {
        this.in = in;
        this.values = values;
    }

    @Override
    public @Nullable Map<String, Value> next() throws IOException {
        byte[] text = text();
        if (text == null) {
            return null;
        }
        Map<String, AttributeValue> item;
        try {
            item = ShapeJson.fromBytes(GetItemOutput.SCHEMA, text).item();
        } catch (WireFormatException e) {
            throw new UnreadableSourceException("Invalid JSON: " + e.getMessage());
        }
        if (item == null) {
            throw new UnreadableSourceException("The JSON object has no member Item");
        }
        return values.apply(item);
    }

    @Override
    public boolean skip() throws IOException {
        return text() != null;
    }

    /** The text of the next object; where it ends, nothing more is known of it. */
    private byte @Nullable [] text() throws IOException {
        int b = in.read();
        for (int blanks = 0; b == ' ' || b == '\n' || b == '\r' || b == '\t'; blanks++) {
            if (blanks == BLANKS_MAX) {
                throw new UnreadableSourceException("There are too many blanks");
            }
            b = in.read();
        }
        if (b < 0) {
            return null;
        }
        if (b != '{') {
            throw new UnreadableSourceException("Invalid JSON: an object was expected");
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int depth = 0;
        boolean quoted = false;
        do {
            if (b < 0 || text.size() == TEXT_BYTES_MAX) {
                throw new UnreadableSourceException(
                        b < 0 ? "Invalid JSON: it ends too early" : "The item is too large");
            }
            text.write(b);
            if (b == '"') {
                quoted = !quoted;
            } else if (quoted && b == '\\') {
                text.write(in.read());
            } else if (!quoted && (b == '{' || b == '[')) {
                depth++;
            } else if (!quoted && (b == '}' || b == ']')) {
                depth--;
            }
            if (depth > 0) {
                b = in.read();
            }
        } while (depth > 0);
        return text.toByteArray();
    }
}
