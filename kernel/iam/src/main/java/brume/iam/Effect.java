package brume.iam;

/** What a statement that applies to a request does with it. */
public enum Effect {
    ALLOW,
    DENY
}
