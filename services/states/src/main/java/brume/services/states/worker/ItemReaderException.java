package brume.services.states.worker;

/** Items cannot be read; the message is the cause of States.ItemReaderFailed. */
final class ItemReaderException extends Exception {

    private static final long serialVersionUID = 1L;

    ItemReaderException(String cause) {
        super(cause, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
