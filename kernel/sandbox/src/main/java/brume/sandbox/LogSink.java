package brume.sandbox;

/**
 * Receives what a function writes. Called in order, never by two threads at once; must be quick.
 */
@FunctionalInterface
public interface LogSink {

    /**
     * Takes one log event.
     *
     * @param requestId the running request, or empty during initialisation
     * @param message at most 256 KB, without the line end
     */
    void accept(String requestId, byte[] message);
}
