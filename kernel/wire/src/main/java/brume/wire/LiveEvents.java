package brume.wire;

import java.io.IOException;
import java.util.AbstractList;
import org.jspecify.annotations.Nullable;

/**
 * The events of an output that come one after the other while the response is being sent. It is a
 * list because the records of outputs hold lists, and as a list it is empty.
 */
public abstract class LiveEvents<E> extends AbstractList<E> implements AutoCloseable {

    /**
     * The next event, or null after the last one; blocks until it has come.
     *
     * @throws IOException if the stream ends before it is complete
     */
    public abstract @Nullable E next() throws IOException;

    /** Nobody asks for more. */
    @Override
    public abstract void close();

    @Override
    public final E get(int index) {
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public final int size() {
        return 0;
    }
}
