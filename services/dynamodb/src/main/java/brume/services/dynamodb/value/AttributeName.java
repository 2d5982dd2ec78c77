package brume.services.dynamodb.value;

/** The rule for names of attributes, of an item or of a map within it. */
public final class AttributeName {

    /** Longest name in UTF-8 bytes. Source: Service quotas, "Attribute names". */
    public static final int BYTES_MAX = 65_535;

    private AttributeName() {}

    public static void checkLength(String name) {
        // A character has at most three bytes: most names need not be counted.
        if (name.length() > BYTES_MAX / 3 && ItemSize.utf8Length(name) > BYTES_MAX) {
            throw tooLarge();
        }
    }

    /** The text is recorded from the service in an issue of ExtendDB (365). */
    public static InvalidRequest tooLarge() {
        return new InvalidRequest("Attribute name is too large, must be less than 65536 bytes");
    }
}
