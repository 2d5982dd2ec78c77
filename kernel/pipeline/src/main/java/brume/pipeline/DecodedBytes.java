package brume.pipeline;

import brume.wire.Protocol;
import java.util.concurrent.Semaphore;

/**
 * Bounds the memory that decoded requests take together. A list of the smallest elements takes
 * about twelve times the bytes of its text, so that a few dozen requests of the largest size, which
 * all of them may send at once, would take more than there is. Requests that do not fit wait until
 * others are done.
 *
 * <p>What is short is not counted; nor are the protocols that carry files and calls of functions in
 * bodies that are not decoded, and that may take minutes.
 */
final class DecodedBytes {

    private static final int SHORT_BYTES = 128 * 1024;
    private static final int TIMES = 12;

    /** Of the heap, what requests may take. */
    private static final int HEAP_SHARE = 2;

    private static final int UNIT_BYTES = 1024;

    private final Semaphore units;
    private final int most;

    DecodedBytes(long heapBytes) {
        most = (int) Math.min(Integer.MAX_VALUE, heapBytes / HEAP_SHARE / TIMES / UNIT_BYTES);
        units = new Semaphore(most, true);
    }

    /**
     * Waits until there is room for a request.
     *
     * @return what {@link #release} is to be given
     */
    int acquire(Protocol protocol, int bodyBytes) {
        boolean counted =
                switch (protocol) {
                    case REST_JSON_1, REST_XML -> false;
                    default -> bodyBytes > SHORT_BYTES;
                };
        if (!counted) {
            return 0;
        }
        int share = Math.min(most, bodyBytes / UNIT_BYTES);
        units.acquireUninterruptibly(share);
        return share;
    }

    void release(int share) {
        units.release(share);
    }
}
