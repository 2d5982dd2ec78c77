package brume.spi;

import brume.base.AccountId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An action on a resource that the caller must be permitted.
 *
 * @param action such as {@code dynamodb:PutItem}
 * @param resource an ARN, or {@code *}
 * @param resourcePolicy the JSON text of the policy attached to the resource, if it has one
 * @param context condition keys that the service adds, such as {@code dynamodb:LeadingKeys}
 * @param resourceAccount the owner of a resource whose ARN does not tell, such as a bucket
 * @param refusal what a caller without the permission is told, if not the policies' reason
 */
public record Permission(
        String action,
        String resource,
        Optional<String> resourcePolicy,
        Map<String, List<String>> context,
        Optional<AccountId> resourceAccount,
        Optional<String> refusal) {

    public static Permission of(String action, String resource) {
        return new Permission(
                action, resource, Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
    }

    public Permission withResourcePolicy(Optional<String> policy) {
        return new Permission(action, resource, policy, context, resourceAccount, refusal);
    }

    public Permission withContext(Map<String, List<String>> keys) {
        return new Permission(action, resource, resourcePolicy, keys, resourceAccount, refusal);
    }

    public Permission withResourceAccount(AccountId owner) {
        return new Permission(
                action, resource, resourcePolicy, context, Optional.of(owner), refusal);
    }

    public Permission withRefusal(String text) {
        return new Permission(
                action, resource, resourcePolicy, context, resourceAccount, Optional.of(text));
    }
}
