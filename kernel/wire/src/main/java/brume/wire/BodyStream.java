package brume.wire;

import java.io.IOException;
import java.io.OutputStream;

/** A body that is written while it is made; its length is not known before. */
public interface BodyStream extends AutoCloseable {

    /**
     * Writes the whole body; blocks while there is nothing to write and while the client does not
     * read.
     *
     * @throws IOException if the client is gone, or the body ends before it is complete
     */
    void writeTo(OutputStream out) throws IOException;

    /** Frees what the body is made of; called once, whether it was written or not. */
    @Override
    void close();
}
