package brume.iam;

/**
 * AWS's text for a denied request. Source: IAM User Guide, "Troubleshoot access denied error
 * messages".
 */
public final class AccessDeniedMessage {

    private AccessDeniedMessage() {}

    /** "User: ... is not authorized to perform: ... on resource: ... because ..." */
    public static String of(AccessRequest request, Decision decision) {
        StringBuilder text = new StringBuilder(withoutReason(request));
        if (decision.decidedBy() == PolicyKind.TRUST) {
            return text.toString();
        }
        String label = decision.decidedBy().label();
        switch (decision.outcome()) {
            case EXPLICIT_DENY ->
                    text.append(" with an explicit deny in ").append(article(label)).append(label);
            case IMPLICIT_DENY ->
                    text.append(" because no ")
                            .append(label)
                            .append(" allows the ")
                            .append(request.action())
                            .append(" action");
            case ALLOWED -> throw new IllegalArgumentException("the request is allowed");
        }
        return text.toString();
    }

    /** The form of services that give no reason, and of STS for a role that does not trust. */
    public static String withoutReason(AccessRequest request) {
        return "User: "
                + request.principal().arn()
                + " is not authorized to perform: "
                + request.action()
                + " on resource: "
                + request.resource();
    }

    private static String article(String label) {
        return label.startsWith("i") ? "an " : "a ";
    }
}
