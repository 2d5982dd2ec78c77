package brume.store;

/** A transaction met conflicting writes more often than it may be run again. */
public final class StoreConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreConflictException(int attempts) {
        super("gave up after " + attempts + " conflicting attempts");
    }
}
