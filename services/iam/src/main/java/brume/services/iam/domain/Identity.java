package brume.services.iam.domain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entity that policies are given to: a user, a group or a role. */
public sealed interface Identity extends Entity permits IamUser, IamGroup, IamRole {

    Grants grants();

    Identity withGrants(Grants grants);

    /** The references that follow from policies. */
    static List<Reference> policyReferences(Grants grants, @Nullable String boundary) {
        List<Reference> references = new ArrayList<>();
        for (String arn : grants.attached()) {
            references.add(new Reference(Reference.Relation.ATTACHED, arn));
        }
        if (boundary != null) {
            references.add(new Reference(Reference.Relation.BOUNDED, boundary));
        }
        return references;
    }
}
