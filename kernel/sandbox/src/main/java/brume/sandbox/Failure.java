package brume.sandbox;

import brume.sandbox.InvocationResult.Outcome;
import java.time.Duration;
import java.util.Locale;

/**
 * How an invocation ends that the runtime did not answer, in the words of AWS's runtime API daemon.
 */
@SuppressWarnings("ArrayRecordComponent")
record Failure(Outcome outcome, byte[] payload, String type) {

    static Failure timeout(String requestId, Duration limit) {
        String message =
                String.format(
                        Locale.ROOT,
                        "RequestId: %s Error: Task timed out after %.2f seconds",
                        requestId,
                        limit.toMillis() / 1000.0);
        return of(Outcome.TIMEOUT, message, "Sandbox.Timedout");
    }

    static Failure exit(
            String requestId, Zygote.Exit exit, boolean outOfMemory, Extensions extensions) {
        String message = "RequestId: " + requestId + " Error: " + exit.reason();
        if (outOfMemory) {
            return of(Outcome.OUT_OF_MEMORY, message, "Runtime.OutOfMemory");
        }
        return of(
                Outcome.CRASH,
                message,
                exit.extension().isEmpty()
                        ? "Runtime.ExitError"
                        : extensions.errorType(exit.couldNotStart()));
    }

    private static Failure of(Outcome outcome, String message, String type) {
        return new Failure(outcome, RuntimeApi.error(message, type), type);
    }
}
