package brume.services.iam.domain;

import brume.base.AccountId;
import java.time.Instant;
import java.util.List;

/** A named thing of an account with a path, a unique id and an ARN. */
public sealed interface Entity permits Identity, ManagedPolicy, InstanceProfileEntity {

    EntityKind kind();

    /** Begins and ends with a slash. */
    String path();

    String name();

    String id();

    Instant created();

    /** What this entity refers to, for the index that answers who refers to a thing. */
    List<Reference> references();

    default String arn(AccountId account) {
        return "arn:aws:iam::" + account + ':' + kind().word() + path() + name();
    }
}
