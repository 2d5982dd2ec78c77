package brume.services.lambda.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A name for one version of a function, or for two with a weight.
 *
 * @param version a number or $LATEST
 * @param weights the share of invocations that another version gets, by its number
 */
public record Alias(
        String account,
        String region,
        String functionName,
        String name,
        String description,
        String version,
        Map<String, Double> weights,
        String revisionId,
        List<String> policyStatements,
        @Nullable String policyRevisionId)
        implements PolicyOwner {

    public FunctionReference reference() {
        return new FunctionReference(
                new Scope(new AccountId(account), new Region(region)),
                functionName,
                java.util.Optional.of(name));
    }

    public String arn() {
        return reference().qualifiedArn();
    }

    /**
     * The version that takes one invocation.
     *
     * @param fraction a random number in [0, 1)
     */
    public String choose(double fraction) {
        double begin = 0;
        for (Map.Entry<String, Double> weight : weights.entrySet()) {
            begin += weight.getValue();
            if (fraction < begin) {
                return weight.getKey();
            }
        }
        return version;
    }

    /** Whether it leads to {@code number}, always or sometimes. */
    public boolean leadsTo(String number) {
        return version.equals(number) || weights.containsKey(number);
    }

    public Alias with(
            String newDescription,
            String newVersion,
            Map<String, Double> newWeights,
            String newRevisionId) {
        return new Alias(
                account,
                region,
                functionName,
                name,
                newDescription,
                newVersion,
                newWeights,
                newRevisionId,
                policyStatements,
                policyRevisionId);
    }

    @Override
    public Alias withPolicy(List<String> statements, String newRevisionId) {
        return new Alias(
                account,
                region,
                functionName,
                name,
                description,
                version,
                weights,
                newRevisionId,
                statements,
                newRevisionId);
    }
}
