package brume.services.iam.domain;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A role.
 *
 * @param trustPolicy who may assume it, as it was given
 * @param maxSessionSeconds longest session
 */
public record IamRole(
        String path,
        String name,
        String id,
        Instant created,
        String trustPolicy,
        @Nullable String description,
        int maxSessionSeconds,
        @Nullable String boundary,
        SortedMap<String, String> tags,
        Grants grants)
        implements Identity, Tagged<IamRole>, Bounded<IamRole> {

    /** The path under which AWS services keep their own roles. */
    public static final String SERVICE_LINKED_PATH = "/aws-service-role/";

    @Override
    public EntityKind kind() {
        return EntityKind.ROLE;
    }

    /** Whether only the service that it is linked to may change it. */
    public boolean serviceLinked() {
        return path.startsWith(SERVICE_LINKED_PATH);
    }

    @Override
    public List<Reference> references() {
        return Identity.policyReferences(grants, boundary);
    }

    @Override
    public IamRole withGrants(Grants changed) {
        return new IamRole(
                path,
                name,
                id,
                created,
                trustPolicy,
                description,
                maxSessionSeconds,
                boundary,
                tags,
                changed);
    }

    @Override
    public IamRole withTags(SortedMap<String, String> changed) {
        return new IamRole(
                path,
                name,
                id,
                created,
                trustPolicy,
                description,
                maxSessionSeconds,
                boundary,
                changed,
                grants);
    }

    @Override
    public IamRole withBoundary(@Nullable String changed) {
        return new IamRole(
                path,
                name,
                id,
                created,
                trustPolicy,
                description,
                maxSessionSeconds,
                changed,
                tags,
                grants);
    }

    public IamRole withTrustPolicy(String changed) {
        return new IamRole(
                path,
                name,
                id,
                created,
                changed,
                description,
                maxSessionSeconds,
                boundary,
                tags,
                grants);
    }

    public IamRole withSettings(@Nullable String newDescription, int newMaxSessionSeconds) {
        return new IamRole(
                path,
                name,
                id,
                created,
                trustPolicy,
                newDescription,
                newMaxSessionSeconds,
                boundary,
                tags,
                grants);
    }
}
