package brume.services.dynamodb.domain;

/** A write would make an item collection larger than it may be. */
public final class ItemCollectionTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The code of it as a reason why a transaction was cancelled, or a statement failed. */
    public static final String CODE = "ItemCollectionSizeLimitExceeded";

    /** Source: Amazon DynamoDB API Reference, TransactWriteItems, "Errors". */
    public static final String TEXT = "Collection size exceeded.";

    public ItemCollectionTooLarge() {
        super(TEXT, null, false, false);
    }
}
