package brume.iam;

/**
 * AWS's text for a denied request. Source: IAM User Guide, "Troubleshoot access denied error
 * messages".
 */
public final class AccessDeniedMessage {

    private AccessDeniedMessage() {}

    /** "User: ... is not authorized to perform: ... on resource: ... because ..." */
    public static String of(AccessRequest request, Decision decision) {
        StringBuilder text = new StringBuilder(256);
        text.append("User: ")
                .append(request.principal().arn())
                .append(" is not authorized to perform: ")
                .append(request.action())
                .append(" on resource: ")
                .append(request.resource());
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

    private static String article(String label) {
        return label.startsWith("i") ? "an " : "a ";
    }
}
