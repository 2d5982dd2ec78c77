package brume.iam;

/** A policy document that IAM would refuse, with IAM's reason as its message. */
public final class MalformedPolicyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedPolicyException(String reason) {
        super(reason);
    }
}
