package brume.services.states.domain.data;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value and its text. The text stays as its author wrote it for as long as the value passes
 * through unchanged, which is what AWS shows in an execution's history. Trees are shared, so nobody
 * changes one.
 */
public final class Payload {

    /** The largest payload between two states, in bytes of UTF-8. */
    public static final int BYTES_MAX = 256 * 1024;

    public static final Payload EMPTY_OBJECT = ofText("{}");

    private @Nullable JsonNode node;
    private @Nullable String text;

    private Payload(@Nullable JsonNode node, @Nullable String text) {
        this.node = node;
        this.text = text;
    }

    public static Payload of(JsonNode node) {
        return new Payload(node, null);
    }

    /** The payload of a text that is known to be JSON. */
    public static Payload ofText(String text) {
        return new Payload(null, text);
    }

    /**
     * Reads a text of unknown origin.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    public static Payload parse(String text) {
        return new Payload(Documents.parse(text), text);
    }

    /** The array of the given payloads, their texts unchanged. */
    public static Payload arrayOf(List<Payload> elements) {
        StringBuilder joined = new StringBuilder("[");
        for (Payload element : elements) {
            if (joined.length() > 1) {
                joined.append(',');
            }
            joined.append(element.text());
        }
        return ofText(joined.append(']').toString());
    }

    public JsonNode node() {
        JsonNode tree = node;
        if (tree == null) {
            tree = Documents.parse(text());
            node = tree;
        }
        return tree;
    }

    public String text() {
        String written = text;
        if (written == null) {
            JsonNode tree = node;
            if (tree == null) {
                throw new IllegalStateException("a payload has a tree or a text");
            }
            written = Documents.text(tree);
            text = written;
        }
        return written;
    }

    /** Whether the text is longer than {@link #BYTES_MAX}. */
    public boolean exceedsLimit() {
        String written = text();
        if (written.length() > BYTES_MAX) {
            return true;
        }
        return written.length() > BYTES_MAX / 3
                && written.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX;
    }

    @Override
    public String toString() {
        return text();
    }
}
