package brume.templates;

import org.jspecify.annotations.Nullable;

/**
 * What {@code $input.path} answers when it finds nothing: in AWS's templates it equals both null
 * and the empty string. Velocity asks the two getters by name. Source: LocalStack's recording
 * test_input_path_template_formatting, "empty-body".
 */
public final class Absent {

    static final Absent INSTANCE = new Absent();

    private Absent() {}

    public @Nullable String getAsString() {
        return null;
    }

    public boolean getAsBoolean() {
        return false;
    }

    @Override
    public String toString() {
        return "";
    }
}
