package brume.services.states.worker;

import brume.services.states.domain.data.Payload;
import brume.services.states.store.MapRunRecord.Batch;
import brume.services.states.store.MapRunRecord.Input;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups items into the inputs of child executions: {@code {"BatchInput": ..., "Items": [...]}}, or
 * each item as it is. Source: "ItemBatcher (Map)" of the developer guide.
 */
final class Batches {

    private static final long OVERHEAD_BYTES = "{\"BatchInput\":,\"Items\":[]}".length();

    private final Batch batch;
    private final long itemsMax;
    private final long bytesMax;
    private final long fixedBytes;
    private final List<Input> made = new ArrayList<>();
    private final List<String> open = new ArrayList<>();
    private long openBytes;

    Batches(Batch batch) {
        this.batch = batch;
        this.itemsMax = limit(batch.maxItems(), Long.MAX_VALUE);
        this.bytesMax = limit(batch.maxBytes(), Payload.BYTES_MAX);
        String input = batch.input();
        this.fixedBytes = OVERHEAD_BYTES + (input == null ? 0 : bytes(input));
    }

    private static long limit(@Nullable Long asked, long most) {
        return asked == null ? most : Math.min(asked, most);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Adds an item; false if it is larger than an input may be. */
    boolean add(Payload item) {
        String text = item.text();
        long size = bytes(text);
        if (!batch.isAsked()) {
            made.add(new Input(1, text));
            return size <= Payload.BYTES_MAX;
        }
        if (!open.isEmpty() && openBytes + size + 1 > bytesMax) {
            close();
        }
        open.add(text);
        openBytes += size + 1;
        if (openBytes == size + 1) {
            openBytes += fixedBytes;
        }
        if (open.size() >= itemsMax) {
            close();
        }
        return fixedBytes + size <= bytesMax;
    }

    private void close() {
        if (open.isEmpty()) {
            return;
        }
        String input = batch.input();
        String head = input == null ? "" : "\"BatchInput\":" + input + ',';
        made.add(
                new Input(open.size(), '{' + head + "\"Items\":[" + String.join(",", open) + "]}"));
        open.clear();
        openBytes = 0;
    }

    /** The inputs that are complete, which are forgotten. */
    List<Input> take() {
        List<Input> taken = List.copyOf(made);
        made.clear();
        return taken;
    }

    /** All inputs, also that of a batch that is not full. */
    List<Input> takeAll() {
        close();
        return take();
    }
}
