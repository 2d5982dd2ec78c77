package brume.services.lambda.domain;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a resource policy of a function is attached to: a version (or $LATEST), or an alias. */
public sealed interface PolicyOwner permits LambdaFunction, Alias {

    List<String> policyStatements();

    /** The revision of the policy, or null if it never had a statement. */
    @Nullable String policyRevisionId();

    String revisionId();

    PolicyOwner withPolicy(List<String> statements, String newRevisionId);

    /** The whole policy as JSON text, or empty if there is no statement. */
    default Optional<String> policy() {
        return ResourcePolicy.text(policyStatements());
    }
}
