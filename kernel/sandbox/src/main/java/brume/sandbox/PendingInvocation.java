package brume.sandbox;

import brume.base.Clock;
import java.util.concurrent.CompletableFuture;

/** An invocation on its way through an environment. */
final class PendingInvocation {

    /** What the runtime, or the end of its process, made of it. */
    sealed interface Answer {
        @SuppressWarnings("ArrayRecordComponent")
        record Response(byte[] payload) implements Answer {}

        @SuppressWarnings("ArrayRecordComponent")
        record Failure(byte[] payload, String type) implements Answer {}

        record Exited(Zygote.Exit exit) implements Answer {}
    }

    private final Invocation invocation;
    private final long deadlineMs;
    private final Clock clock;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private volatile long startedNanos;
    private volatile long endedNanos;

    PendingInvocation(Invocation invocation, long deadlineMs, Clock clock) {
        this.invocation = invocation;
        this.deadlineMs = deadlineMs;
        this.clock = clock;
        this.startedNanos = clock.nanos();
    }

    Invocation invocation() {
        return invocation;
    }

    long deadlineMs() {
        return deadlineMs;
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    /** The event is about to be handed to the runtime. */
    void markStarted() {
        startedNanos = clock.nanos();
    }

    double elapsedMs() {
        long end = answer.isDone() && endedNanos != 0 ? endedNanos : clock.nanos();
        return (end - startedNanos) / 1e6;
    }

    void completeResponse(byte[] payload) {
        complete(new Answer.Response(payload));
    }

    void completeError(byte[] payload, String type) {
        complete(new Answer.Failure(payload, type));
    }

    void completeExit(Zygote.Exit exit) {
        complete(new Answer.Exited(exit));
    }

    private void complete(Answer value) {
        endedNanos = clock.nanos();
        answer.complete(value);
    }
}
