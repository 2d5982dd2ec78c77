package brume.iam;

/** What a policy is attached to, which decides the elements that it must and must not have. */
public enum PolicyKind {
    /** Attached to a user, group or role: names no principal. */
    IDENTITY("identity-based policy"),
    /** Attached to a resource: names principals. */
    RESOURCE("resource-based policy"),
    /** A role's trust policy: names principals, but no resource. */
    TRUST("resource-based policy"),
    /** The most that an identity may be granted: names no principal. */
    PERMISSIONS_BOUNDARY("permissions boundary"),
    /** Handed over when a session is made: names no principal. */
    SESSION("session policy");

    private final String label;

    PolicyKind(String label) {
        this.label = label;
    }

    /** The kind's name in AWS's error messages. */
    public String label() {
        return label;
    }

    boolean namesPrincipals() {
        return this == RESOURCE || this == TRUST;
    }
}
