package brume.services.lambda.worker;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to a destination.
 *
 * @param destination the ARN
 * @param functionArn as the invocation named it
 * @param roleArn with whose rights it is delivered
 * @param success whether it tells of a success
 * @param folder what the key of an object begins with, up to and without the date
 */
record DestinationMessage(
        String destination,
        String functionArn,
        String name,
        String account,
        String region,
        String roleArn,
        boolean success,
        String document,
        String folder,
        @Nullable DeadLetter deadLetter) {

    /** What goes with an event that failed to a dead-letter target. */
    record DeadLetter(String requestId, String errorCode, String errorMessage) {

        private static final int MESSAGE_CHARS_MAX = 1024;

        Map<String, String> attributes() {
            String message =
                    errorMessage.substring(0, Math.min(MESSAGE_CHARS_MAX, errorMessage.length()));
            return Map.of("RequestID", requestId, "ErrorCode", errorCode, "ErrorMessage", message);
        }
    }

    Map<String, String> attributes() {
        return deadLetter == null ? Map.of() : deadLetter.attributes();
    }

    Scope scope() {
        return new Scope(new AccountId(account), new Region(region));
    }
}
