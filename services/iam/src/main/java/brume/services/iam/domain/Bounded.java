package brume.services.iam.domain;

import org.jspecify.annotations.Nullable;

/** An identity that can have a permissions boundary. */
public sealed interface Bounded<E extends Identity> permits IamUser, IamRole {

    /** The ARN of the boundary's policy, if there is one. */
    @Nullable String boundary();

    E withBoundary(@Nullable String changed);
}
