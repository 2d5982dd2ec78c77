package brume.services.lambda.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.List;

/**
 * Whose signatures a function's code needs. Nobody signs code here, so every zip is unsigned: the
 * policy Enforce refuses it, the policy Warn takes it.
 *
 * @param publishers versions of signing profiles, by ARN
 * @param policy Enforce or Warn
 */
public record CodeSigning(
        String account,
        String region,
        String id,
        String description,
        List<String> publishers,
        String policy,
        String modified) {

    public Scope scope() {
        return new Scope(new AccountId(account), new Region(region));
    }

    public String arn() {
        return scope().arn("lambda", "code-signing-config:" + id).toString();
    }

    public boolean enforced() {
        return policy.equals("Enforce");
    }
}
