package brume.sandbox;

/** Takes a response while the function writes it. */
public interface ResponseSink {

    /**
     * The response begins; called once, before any {@link #write}.
     *
     * @param contentType as the runtime says, or empty
     */
    void begin(String contentType) throws InterruptedException;

    /**
     * Takes a part of the response; blocks while the reader is slow, and drops the part when there
     * is no reader any more.
     *
     * @param bytes the receiver's own from now on
     */
    void write(byte[] bytes) throws InterruptedException;
}
