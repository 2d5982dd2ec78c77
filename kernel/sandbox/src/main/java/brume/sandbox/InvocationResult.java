package brume.sandbox;

import java.util.Optional;

/**
 * What became of one invocation.
 *
 * @param outcome how it ended
 * @param payload the function's response, or the JSON error document
 * @param errorType the error's type such as {@code Sandbox.Timedout}; empty after success
 * @param initMs how long the environment took to become ready, in this invocation; 0 when warm
 * @param invokeMs how long the handler took
 * @param maxMemoryUsedMb the most memory that the environment has used so far; 0 if unknown
 */
@SuppressWarnings("ArrayRecordComponent")
public record InvocationResult(
        Outcome outcome,
        byte[] payload,
        String errorType,
        double initMs,
        double invokeMs,
        int maxMemoryUsedMb) {

    /** How an invocation ended. */
    public enum Outcome {
        /** The handler returned. */
        SUCCESS,
        /** The runtime reported an error, usually the handler's exception. */
        ERROR,
        /** The runtime could not load the function. */
        INIT_ERROR,
        /** The handler was still running at its deadline; the environment is gone. */
        TIMEOUT,
        /** The runtime's process ended; the environment is gone. */
        CRASH,
        /** The environment exceeded its memory and is gone. */
        OUT_OF_MEMORY
    }

    /** The {@code X-Amz-Function-Error} header's value; empty after success. */
    public Optional<String> functionError() {
        return outcome == Outcome.SUCCESS ? Optional.empty() : Optional.of("Unhandled");
    }
}
