package brume.services.lambda.worker;

import brume.sandbox.ResponseSink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response on its way from the function to the caller while it is written. It holds a few pieces;
 * a function that writes faster than the caller reads waits.
 */
public final class ResponsePipe implements ResponseSink {

    private static final int PIECES_MAX = 16;

    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private Optional<String> contentType = Optional.empty();
    private Invoker.@Nullable Answer answer;
    private @Nullable RuntimeException failure;
    private boolean abandoned;

    ResponsePipe() {}

    @Override
    public synchronized void begin(String type) {
        contentType = Optional.of(type.isEmpty() ? "application/octet-stream" : type);
        notifyAll();
    }

    @Override
    public synchronized void write(byte[] piece) throws InterruptedException {
        while (pieces.size() >= PIECES_MAX && !abandoned) {
            wait();
        }
        if (!abandoned) {
            pieces.add(piece);
            notifyAll();
        }
    }

    /** The invocation is over; a response that was not streamed is one piece. */
    synchronized void finish(Invoker.Answer over) {
        if (contentType.isEmpty() && over.functionError().isEmpty()) {
            contentType = Optional.of("application/json");
            pieces.add(over.payload());
        }
        answer = over;
        notifyAll();
    }

    /** The event could not be run. */
    synchronized void fail(RuntimeException e) {
        failure = e;
        notifyAll();
    }

    /** Waits until the response begins, or the invocation is over without one. */
    synchronized void awaitStart() throws InterruptedException {
        while (contentType.isEmpty() && answer == null && failure == null) {
            wait();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The type of the response; empty if the function failed before it began one. */
    public synchronized Optional<String> contentType() {
        return contentType;
    }

    /** The next piece, or empty after the last one; waits for it. */
    public synchronized Optional<byte[]> next() throws InterruptedException {
        while (pieces.isEmpty() && answer == null && failure == null) {
            wait();
        }
        byte[] piece = pieces.poll();
        notifyAll();
        return Optional.ofNullable(piece);
    }

    /**
     * How the invocation ended, after the last piece.
     *
     * @throws RuntimeException if it could not be run
     */
    public synchronized Invoker.Answer answer() {
        if (failure != null) {
            throw failure;
        }
        if (answer == null) {
            throw new IllegalStateException("the response goes on");
        }
        return answer;
    }

    /** Nobody reads any more; the function may go on. */
    public synchronized void abandon() {
        abandoned = true;
        pieces.clear();
        notifyAll();
    }
}
