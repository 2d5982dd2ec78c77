package brume.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of a WebSocket: frames wait in a queue of limited size and are written by a
 * thread that exists only while there are some, so that nobody waits for a client that does not
 * read.
 */
final class WebSocketWriter {

    private final DataWriter output;
    private final int unsentBytesMax;
    private final Runnable broken;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private int unsentBytes;
    private boolean writing;
    private boolean ended;

    /**
     * Writes to a connection.
     *
     * @param broken called when the connection cannot be written to
     */
    WebSocketWriter(DataWriter output, int unsentBytesMax, Runnable broken) {
        this.output = output;
        this.unsentBytesMax = unsentBytesMax;
        this.broken = broken;
    }

    /** Whether the frame will be written; not if too much waits already, or after the end. */
    boolean offer(byte[] frame) {
        lock.lock();
        try {
            if (ended || (unsentBytes > 0 && unsentBytes + frame.length > unsentBytesMax)) {
                return false;
            }
            add(frame);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Puts the frame at the end, whatever waits, and takes no more. */
    void end(byte[] frame) {
        lock.lock();
        try {
            if (!ended) {
                add(frame);
                ended = true;
            }
        } finally {
            lock.unlock();
        }
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    private void add(byte[] frame) {
        queue.add(frame);
        unsentBytes += frame.length;
        if (!writing) {
            writing = true;
            var ignored = Thread.ofVirtual().name("websocket-writer").start(this::write);
        }
    }

    private void write() {
        try {
            byte[] frame = first();
            while (frame != null) {
                output.writeNow(BufferData.create(frame));
                frame = following(frame.length);
            }
        } catch (UncheckedIOException | IllegalStateException e) {
            abandon();
            broken.run();
        }
    }

    private byte @Nullable [] first() {
        lock.lock();
        try {
            return queue.poll();
        } finally {
            lock.unlock();
        }
    }

    private byte @Nullable [] following(int writtenBytes) {
        lock.lock();
        try {
            unsentBytes -= writtenBytes;
            byte[] next = queue.poll();
            if (next == null) {
                idle();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void idle() {
        writing = false;
        written.signalAll();
    }

    /** Writes no more: the connection is broken. */
    void abandon() {
        lock.lock();
        try {
            ended = true;
            queue.clear();
            idle();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything has been written, but not longer. */
    void awaitWritten(Duration timeout) {
        lock.lock();
        try {
            long leftNanos = timeout.toNanos();
            while (writing && leftNanos > 0) {
                leftNanos = written.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
