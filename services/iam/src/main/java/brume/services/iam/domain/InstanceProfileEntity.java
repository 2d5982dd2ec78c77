package brume.services.iam.domain;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * An instance profile: the container that hands a role to EC2 instances.
 *
 * @param roles names; at most one, says the quota
 */
public record InstanceProfileEntity(
        String path,
        String name,
        String id,
        Instant created,
        List<String> roles,
        SortedMap<String, String> tags)
        implements Entity, Tagged<InstanceProfileEntity> {

    @Override
    public EntityKind kind() {
        return EntityKind.INSTANCE_PROFILE;
    }

    @Override
    public List<Reference> references() {
        return roles.stream()
                .map(role -> Reference.toName(Reference.Relation.CONTAINS, role))
                .toList();
    }

    @Override
    public InstanceProfileEntity withTags(SortedMap<String, String> changed) {
        return new InstanceProfileEntity(path, name, id, created, roles, changed);
    }

    public InstanceProfileEntity withRoles(List<String> changed) {
        return new InstanceProfileEntity(path, name, id, created, List.copyOf(changed), tags);
    }
}
