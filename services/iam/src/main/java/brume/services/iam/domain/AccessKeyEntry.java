package brume.services.iam.domain;

import java.time.Instant;

/**
 * A user's long-term access key. The secret is kept as it is, because a signature can only be
 * checked by making it again; what protects it is the permission of the store's files.
 */
public record AccessKeyEntry(
        String id, String userName, String secret, boolean active, Instant created) {

    public AccessKeyEntry withActive(boolean changed) {
        return new AccessKeyEntry(id, userName, secret, changed, created);
    }

    public AccessKeyEntry withUserName(String changed) {
        return new AccessKeyEntry(id, changed, secret, active, created);
    }

    /** Without the secret, because records end up in logs. */
    @Override
    public String toString() {
        return "AccessKeyEntry[" + id + " of " + userName + "]";
    }
}
