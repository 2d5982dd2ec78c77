package brume.services.iam.domain;

import java.util.SortedMap;

/** An entity that carries tags. */
public sealed interface Tagged<E extends Entity>
        permits IamUser, IamRole, ManagedPolicy, InstanceProfileEntity {

    SortedMap<String, String> tags();

    E withTags(SortedMap<String, String> changed);
}
