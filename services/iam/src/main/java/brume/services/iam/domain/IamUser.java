package brume.services.iam.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A user.
 *
 * @param boundary ARN of the permissions boundary
 * @param groups names of the groups that the user belongs to
 */
public record IamUser(
        String path,
        String name,
        String id,
        Instant created,
        @Nullable String boundary,
        SortedMap<String, String> tags,
        Grants grants,
        List<String> groups)
        implements Identity, Tagged<IamUser>, Bounded<IamUser> {

    @Override
    public EntityKind kind() {
        return EntityKind.USER;
    }

    @Override
    public List<Reference> references() {
        List<Reference> references = new ArrayList<>(Identity.policyReferences(grants, boundary));
        for (String group : groups) {
            references.add(Reference.toName(Reference.Relation.MEMBER, group));
        }
        return references;
    }

    @Override
    public IamUser withGrants(Grants changed) {
        return new IamUser(path, name, id, created, boundary, tags, changed, groups);
    }

    @Override
    public IamUser withTags(SortedMap<String, String> changed) {
        return new IamUser(path, name, id, created, boundary, changed, grants, groups);
    }

    @Override
    public IamUser withBoundary(@Nullable String changed) {
        return new IamUser(path, name, id, created, changed, tags, grants, groups);
    }

    public IamUser withName(String newPath, String newName) {
        return new IamUser(newPath, newName, id, created, boundary, tags, grants, groups);
    }

    public IamUser withGroups(List<String> changed) {
        return new IamUser(path, name, id, created, boundary, tags, grants, List.copyOf(changed));
    }
}
