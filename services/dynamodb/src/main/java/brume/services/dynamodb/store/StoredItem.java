package brume.services.dynamodb.store;

import brume.services.dynamodb.value.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An item or index entry as it was read; decoded when its attributes are asked for. */
public final class StoredItem {

    private final byte[] bytes;
    private @Nullable Map<String, Value> attributes;

    StoredItem(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The size that counts for capacity. */
    public int size() {
        return ItemCodec.size(bytes);
    }

    public Map<String, Value> attributes() {
        Map<String, Value> decoded = attributes;
        if (decoded == null) {
            decoded = ItemCodec.decode(bytes);
            attributes = decoded;
        }
        return decoded;
    }
}
