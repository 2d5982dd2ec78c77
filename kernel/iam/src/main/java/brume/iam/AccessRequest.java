package brume.iam;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One question to the policies: may this requester do this action with this resource?
 *
 * @param action such as {@code dynamodb:PutItem}
 * @param resource an ARN, or {@code *} for an action that knows no resources
 * @param resourceAccount the account that owns the resource; empty text if it is the requester's
 * @param context condition keys and their values, names in any case; a key with an empty list is
 *     treated as missing. Time is a key too ({@code aws:CurrentTime}, {@code aws:EpochTime}).
 */
public record AccessRequest(
        String action,
        String resource,
        String resourceAccount,
        Requester principal,
        Map<String, List<String>> context) {

    /** A request whose resource's account is the one in its ARN. */
    public AccessRequest(
            String action,
            String resource,
            Requester principal,
            Map<String, List<String>> context) {
        this(action, resource, accountOf(resource), principal, context);
    }

    /** Whether the resource belongs to another account than the requester. */
    public boolean crossAccount() {
        return !resourceAccount.isEmpty() && !resourceAccount.equals(principal.account());
    }

    String lowerCaseAction() {
        return action.toLowerCase(Locale.ROOT);
    }

    private static String accountOf(String resource) {
        int start = 0;
        for (int colons = 0; colons < 4; colons++) {
            start = resource.indexOf(':', start) + 1;
            if (start == 0) {
                return "";
            }
        }
        int end = resource.indexOf(':', start);
        // Managed policies of AWS itself have the account "aws": nobody's, so also not foreign.
        String account = end < 0 ? "" : resource.substring(start, end);
        return account.equals("aws") ? "" : account;
    }
}
