package brume.services.dynamodb.transfer;

import brume.services.dynamodb.value.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the lines of an export's files, each with its line end. */
public interface ItemWriter {

    /** The line of an item in a full export. */
    byte[] item(Map<String, Value> item);

    /**
     * The line of an item in an incremental export.
     *
     * @param micros when it was changed last
     * @param before null if there was none, or if old images are not wanted
     */
    byte[] change(
            long micros,
            Map<String, Value> keys,
            @Nullable Map<String, Value> after,
            @Nullable Map<String, Value> before);

    /** The writer of a format of exports, in the API's words. */
    static ItemWriter of(String format) {
        return switch (format) {
            case "DYNAMODB_JSON" -> new JsonItemWriter();
            case "ION" -> new IonItemWriter();
            default -> throw new IllegalArgumentException(format);
        };
    }
}
