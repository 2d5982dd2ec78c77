package brume.services.lambda.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A version of a layer, which never changes but for its policy.
 *
 * @param runtimes what it says to work with; nobody checks that, as on AWS
 */
public record LayerVersion(
        String account,
        String region,
        String name,
        long number,
        String description,
        String created,
        @Nullable List<String> runtimes,
        @Nullable List<String> architectures,
        @Nullable String licenseInfo,
        LambdaFunction.Code code,
        List<String> policyStatements,
        @Nullable String policyRevisionId) {

    public LayerReference reference() {
        return new LayerReference(
                new Scope(new AccountId(account), new Region(region)), name, number);
    }

    public String arn() {
        return reference().arn();
    }

    public Optional<String> policy() {
        return ResourcePolicy.text(policyStatements);
    }

    /** Whether it declares itself compatible; without a wish, always. */
    public boolean matches(@Nullable String runtime, @Nullable String architecture) {
        return matches(runtimes, runtime) && matches(architectures, architecture);
    }

    private static boolean matches(@Nullable List<String> declared, @Nullable String wanted) {
        return wanted == null || (declared != null && declared.contains(wanted));
    }

    public LayerVersion withPolicy(List<String> statements, String newRevisionId) {
        return new LayerVersion(
                account,
                region,
                name,
                number,
                description,
                created,
                runtimes,
                architectures,
                licenseInfo,
                code,
                statements,
                newRevisionId);
    }
}
