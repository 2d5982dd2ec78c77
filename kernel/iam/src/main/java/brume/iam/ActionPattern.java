package brume.iam;

import java.util.Locale;

/** A pattern of actions such as {@code dynamodb:Get*}, compared without case. */
final class ActionPattern {

    private final Wildcard wildcard;

    /**
     * @throws MalformedPolicyException if the text is not a vendor, a colon and a name
     */
    ActionPattern(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 && !text.equals("*")) {
            throw new MalformedPolicyException(
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
        if (colon != text.lastIndexOf(':')) {
            throw new MalformedPolicyException("Actions/Condition can contain only one colon.");
        }
        String vendor = colon < 0 ? "*" : text.substring(0, colon);
        if (!vendor.equals("*") && !isVendor(vendor)) {
            throw new MalformedPolicyException("Vendor " + vendor + " is not valid");
        }
        wildcard = Wildcard.of(text.toLowerCase(Locale.ROOT));
    }

    private static boolean isVendor(String vendor) {
        return vendor.chars()
                .allMatch(c ->
                        (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '.');
    }

    boolean matches(String lowerCaseAction) {
        return wildcard.matches(lowerCaseAction);
    }
}
