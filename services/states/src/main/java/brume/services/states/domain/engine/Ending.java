package brume.services.states.domain.engine;

import brume.services.states.domain.data.Payload;
import org.jspecify.annotations.Nullable;

/**
 * How an execution ended.
 *
 * @param status as DescribeExecution shows it
 * @param output of an execution that succeeded
 */
public record Ending(
        String status, @Nullable Payload output, @Nullable String error, @Nullable String cause) {

    /** Whether the execution may go on where it ended. */
    public boolean isRedrivable() {
        return !status.equals("SUCCEEDED");
    }

    static Ending succeeded(Payload output) {
        return new Ending("SUCCEEDED", output, null, null);
    }

    static Ending failed(String status, Failure failure) {
        return new Ending(status, null, failure.error(), failure.cause());
    }
}
