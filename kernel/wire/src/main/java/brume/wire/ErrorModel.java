package brume.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One error that a service answers.
 *
 * @param name the shape's name, as JSON protocols show it
 * @param code the code that the XML protocols show, usually the same
 * @param httpStatus 400 to 599
 * @param sender whether the caller is at fault
 * @param shape the schema of its members, or null if the model does not know it
 */
public record ErrorModel(
        String name,
        String code,
        int httpStatus,
        boolean sender,
        @Nullable Supplier<? extends Schema> shape) {

    public ErrorModel(String name, String code, int httpStatus, boolean sender) {
        this(name, code, httpStatus, sender, null);
    }

    public static ErrorModel sender(String code, int httpStatus) {
        return new ErrorModel(code, code, httpStatus, true);
    }

    /** The errors by their names. */
    public static Map<String, ErrorModel> byName(List<ErrorModel> errors) {
        Map<String, ErrorModel> byName = new HashMap<>();
        errors.forEach(error -> byName.put(error.name(), error));
        return Map.copyOf(byName);
    }
}
