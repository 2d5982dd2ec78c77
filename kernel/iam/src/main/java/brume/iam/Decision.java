package brume.iam;

/**
 * The answer of the policies.
 *
 * @param decidedBy the kind of policy that allowed or denied explicitly or, for an implicit denial,
 *     the first kind in which an Allow was needed and missing; {@code IDENTITY} for the root user,
 *     who needs none
 */
public record Decision(Outcome outcome, PolicyKind decidedBy) {

    /** The three results of an evaluation. */
    public enum Outcome {
        ALLOWED,
        /** No statement allows it. */
        IMPLICIT_DENY,
        /** A statement denies it, whatever others allow. */
        EXPLICIT_DENY
    }

    public boolean allowed() {
        return outcome == Outcome.ALLOWED;
    }

    static Decision allowedBy(PolicyKind kind) {
        return new Decision(Outcome.ALLOWED, kind);
    }

    static Decision deniedBy(PolicyKind kind) {
        return new Decision(Outcome.EXPLICIT_DENY, kind);
    }

    static Decision notAllowedBy(PolicyKind kind) {
        return new Decision(Outcome.IMPLICIT_DENY, kind);
    }
}
