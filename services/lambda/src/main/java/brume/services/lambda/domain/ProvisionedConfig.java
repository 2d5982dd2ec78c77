package brume.services.lambda.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many environments of a version or alias are kept initialised.
 *
 * @param qualifier a version's number or an alias
 * @param modified as Lambda writes times
 */
public record ProvisionedConfig(
        String account,
        String region,
        String functionName,
        String qualifier,
        int requested,
        String modified) {

    public FunctionReference reference() {
        return new FunctionReference(
                new Scope(new AccountId(account), new Region(region)),
                functionName,
                Optional.of(qualifier));
    }

    /**
     * How many each version gets: an alias with weights shares them out.
     *
     * @param alias the alias that the qualifier names, or null if it is a number
     */
    public Map<String, Integer> shares(@Nullable Alias alias) {
        if (alias == null) {
            return Map.of(qualifier, requested);
        }
        Map<String, Integer> shares = new HashMap<>();
        int left = requested;
        for (Map.Entry<String, Double> weight : alias.weights().entrySet()) {
            int share = (int) Math.round(weight.getValue() * requested);
            shares.put(weight.getKey(), share);
            left -= share;
        }
        shares.put(alias.version(), left);
        return shares;
    }
}
