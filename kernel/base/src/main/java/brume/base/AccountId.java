package brume.base;

/** An AWS account: exactly 12 decimal digits. */
public record AccountId(String value) {

    /** The account of a server that was started without any configuration. */
    public static final AccountId DEFAULT = new AccountId("000000000000");

    public AccountId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a 12-digit account id: " + value);
        }
    }

    /** Whether {@code value} is 12 decimal digits. */
    public static boolean isValid(String value) {
        if (value.length() != 12) {
            return false;
        }
        for (int i = 0; i < 12; i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
