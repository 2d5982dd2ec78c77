package brume.services.dynamodb.transfer;

import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the items of one object that is being imported, one after the other. */
public interface ItemReader {

    /**
     * The next item, or null after the last one.
     *
     * @throws InvalidRequest if it is an item that cannot be stored; there may be further ones
     * @throws UnreadableSourceException if it is no item; what follows it cannot be read
     */
    @Nullable Map<String, Value> next() throws IOException;

    /** Goes past an item; as {@link #next}, but the item is not looked at. False at the end. */
    boolean skip() throws IOException;
}
