package brume.services.iam.domain;

import java.time.Instant;
import java.util.List;

/** A group of users. */
public record IamGroup(String path, String name, String id, Instant created, Grants grants)
        implements Identity {

    @Override
    public EntityKind kind() {
        return EntityKind.GROUP;
    }

    @Override
    public List<Reference> references() {
        return Identity.policyReferences(grants, null);
    }

    @Override
    public IamGroup withGrants(Grants changed) {
        return new IamGroup(path, name, id, created, changed);
    }

    public IamGroup withName(String newPath, String newName) {
        return new IamGroup(newPath, newName, id, created, grants);
    }
}
