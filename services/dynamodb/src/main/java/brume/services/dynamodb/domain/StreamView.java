package brume.services.dynamodb.domain;

/** What a stream's records show of the items, in the API's names of stream view types. */
public enum StreamView {
    KEYS_ONLY(false, false),
    NEW_IMAGE(false, true),
    OLD_IMAGE(true, false),
    NEW_AND_OLD_IMAGES(true, true);

    private final boolean showsOld;
    private final boolean showsNew;

    StreamView(boolean showsOld, boolean showsNew) {
        this.showsOld = showsOld;
        this.showsNew = showsNew;
    }

    /** Whether records have the item as it was before the change. */
    public boolean showsOld() {
        return showsOld;
    }

    /** Whether records have the item as it was after the change. */
    public boolean showsNew() {
        return showsNew;
    }
}
