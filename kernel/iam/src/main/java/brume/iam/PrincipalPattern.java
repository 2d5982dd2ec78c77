package brume.iam;

import java.util.Locale;

/**
 * One entry of a Principal or NotPrincipal element. Source: IAM User Guide, "AWS JSON policy
 * elements: Principal".
 */
sealed interface PrincipalPattern {

    /** How directly an entry names a requester; the later, the more directly. */
    enum Match {
        NONE,
        /** Names the requester's account, which delegates to the account's own policies. */
        ACCOUNT,
        /** Names the role or user that a session is of: boundaries and session policies limit. */
        ISSUER,
        /** Names the requester itself, or everybody. */
        DIRECT
    }

    Match match(Requester requester);

    /** Whether the entry is this one of {@link Requester#principals}. */
    boolean names(String principal);

    /** Everybody, with or without credentials. */
    record Everyone() implements PrincipalPattern {
        @Override
        public Match match(Requester requester) {
            return Match.DIRECT;
        }

        @Override
        public boolean names(String principal) {
            return true;
        }
    }

    /** All of an account. */
    record Account(String account) implements PrincipalPattern {
        @Override
        public Match match(Requester requester) {
            if (!requester.account().equals(account)) {
                return Match.NONE;
            }
            return requester instanceof Requester.Root ? Match.DIRECT : Match.ACCOUNT;
        }

        @Override
        public boolean names(String principal) {
            return principal.equals(account);
        }
    }

    /** A user, a role or a role session. */
    record Identity(String arn) implements PrincipalPattern {
        @Override
        public Match match(Requester requester) {
            return switch (requester) {
                case Requester.User user when user.arn().equals(arn) -> Match.DIRECT;
                case Requester.RoleSession session when session.arn().equals(arn) -> Match.DIRECT;
                case Requester.RoleSession session when session.roleArn().equals(arn) ->
                        Match.ISSUER;
                case Requester.FederatedUser user when user.arn().equals(arn) -> Match.DIRECT;
                case Requester.FederatedUser user when user.userArn().equals(arn) -> Match.ISSUER;
                default -> Match.NONE;
            };
        }

        @Override
        public boolean names(String principal) {
            return principal.equals(arn);
        }
    }

    /** An AWS service. */
    record Service(String name) implements PrincipalPattern {
        @Override
        public Match match(Requester requester) {
            boolean same =
                    requester instanceof Requester.Service service
                            && (name.equals("*") || service.name().equalsIgnoreCase(name));
            return same ? Match.DIRECT : Match.NONE;
        }

        @Override
        public boolean names(String principal) {
            return name.equals("*") || principal.equalsIgnoreCase(name);
        }
    }

    /** An identity provider. */
    record Federated(String provider) implements PrincipalPattern {
        @Override
        public Match match(Requester requester) {
            boolean same =
                    requester instanceof Requester.Federated federated
                            && (provider.equals("*") || federated.provider().equals(provider));
            return same ? Match.DIRECT : Match.NONE;
        }

        @Override
        public boolean names(String principal) {
            return provider.equals("*") || principal.equals(provider);
        }
    }

    /** An account by its canonical user id, which only S3 knows: names no requester here. */
    record CanonicalUser(String id) implements PrincipalPattern {
        @Override
        public Match match(Requester requester) {
            return Match.NONE;
        }

        @Override
        public boolean names(String principal) {
            return false;
        }
    }

    /**
     * The pattern for one entry.
     *
     * @param type AWS, Service, Federated or CanonicalUser
     * @throws MalformedPolicyException if the entry is none that IAM takes
     */
    static PrincipalPattern of(String type, String value) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "aws" -> aws(value);
            case "service" -> new Service(value);
            case "federated" -> new Federated(value);
            case "canonicaluser" -> new CanonicalUser(value);
            default -> throw invalid(type, value);
        };
    }

    private static PrincipalPattern aws(String value) {
        if (value.equals("*")) {
            return new Everyone();
        }
        if (isAccountId(value)) {
            return new Account(value);
        }
        String[] parts = value.split(":", 6);
        boolean identity =
                parts.length == 6
                        && parts[0].equals("arn")
                        && (parts[2].equals("iam") || parts[2].equals("sts"))
                        && isAccountId(parts[4])
                        && value.indexOf('*') < 0;
        if (identity && parts[5].equals("root")) {
            return new Account(parts[4]);
        }
        if (identity && parts[5].indexOf('/') > 0) {
            return new Identity(value);
        }
        if (isUniqueId(value)) {
            // What IAM shows for a deleted user or role: it names nobody any more.
            return new Identity(value);
        }
        throw invalid("AWS", value);
    }

    private static boolean isUniqueId(String value) {
        return value.length() >= 16
                && (value.startsWith("AIDA") || value.startsWith("AROA"))
                && value.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
    }

    private static boolean isAccountId(String value) {
        return value.length() == 12 && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static MalformedPolicyException invalid(String type, String value) {
        return new MalformedPolicyException(
                "Invalid principal in policy: \"" + type + "\":\"" + value + '"');
    }
}
