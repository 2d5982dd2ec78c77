package brume.spi;

import brume.base.AccountId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who makes a request. */
public sealed interface Principal {

    /** The ARN as policies and error texts show it; a service's name for a service. */
    String arn();

    /** The account that the principal belongs to; empty for services and anonymous callers. */
    Optional<AccountId> account();

    /** The root user of an account, who may do everything in it. */
    record Root(AccountId accountId) implements Principal {
        @Override
        public String arn() {
            return "arn:aws:iam::" + accountId + ":root";
        }

        @Override
        public Optional<AccountId> account() {
            return Optional.of(accountId);
        }
    }

    /**
     * An IAM user.
     *
     * @param path begins and ends with a slash
     * @param accessKeyId the key that signed the request
     */
    record User(AccountId accountId, String path, String name, String userId, String accessKeyId)
            implements Principal {
        @Override
        public String arn() {
            return "arn:aws:iam::" + accountId + ":user" + path + name;
        }

        @Override
        public Optional<AccountId> account() {
            return Optional.of(accountId);
        }
    }

    /**
     * What a session was given when it was made.
     *
     * @param policies JSON texts that narrow what the session may do
     * @param policyArns managed policies that do the same
     * @param tags session tags
     * @param transitiveTagKeys the keys of the tags that roles assumed from this session inherit
     * @param sourceIdentity who is behind it, through all roles that are assumed from it
     */
    record SessionContext(
            List<String> policies,
            List<String> policyArns,
            Map<String, String> tags,
            Set<String> transitiveTagKeys,
            Optional<String> sourceIdentity) {

        public static final SessionContext NONE =
                new SessionContext(List.of(), List.of(), Map.of(), Set.of(), Optional.empty());

        /** Whether policies were given, which then have to allow what the session does. */
        public boolean limited() {
            return !policies.isEmpty() || !policyArns.isEmpty();
        }
    }

    /** What this principal's session was given; nothing if it is none. */
    default SessionContext session() {
        return SessionContext.NONE;
    }

    /**
     * A session of an IAM role.
     *
     * @param rolePath begins and ends with a slash
     */
    record RoleSession(
            AccountId accountId,
            String rolePath,
            String roleName,
            String roleId,
            String sessionName,
            SessionContext session)
            implements Principal {

        /** A session that was given only policies and tags. */
        public RoleSession(
                AccountId accountId,
                String rolePath,
                String roleName,
                String roleId,
                String sessionName,
                List<String> policies,
                Map<String, String> tags) {
            this(
                    accountId,
                    rolePath,
                    roleName,
                    roleId,
                    sessionName,
                    new SessionContext(policies, List.of(), tags, Set.of(), Optional.empty()));
        }

        @Override
        public String arn() {
            return "arn:aws:sts::" + accountId + ":assumed-role/" + roleName + '/' + sessionName;
        }

        public String roleArn() {
            return "arn:aws:iam::" + accountId + ":role" + rolePath + roleName;
        }

        @Override
        public Optional<AccountId> account() {
            return Optional.of(accountId);
        }
    }

    /**
     * Somebody whom a user gave a part of its own rights (GetFederationToken).
     *
     * @param user who made the session
     */
    record FederatedUser(User user, String name, SessionContext session) implements Principal {

        @Override
        public String arn() {
            return "arn:aws:sts::" + user.accountId() + ":federated-user/" + name;
        }

        /** The account, a colon and the name, as {@code aws:userid} has it. */
        public String id() {
            return user.accountId().value() + ':' + name;
        }

        @Override
        public Optional<AccountId> account() {
            return user.account();
        }
    }

    /**
     * An AWS service that acts for a resource of an account.
     *
     * @param name such as {@code apigateway.amazonaws.com}
     * @param sourceArn the resource for which it acts ({@code aws:SourceArn}), or empty text
     */
    record ServicePrincipal(String name, String sourceArn, AccountId sourceAccount)
            implements Principal {
        @Override
        public String arn() {
            return name;
        }

        @Override
        public Optional<AccountId> account() {
            return Optional.empty();
        }
    }

    /** Nobody in particular: a request without a signature, where those are allowed. */
    record Anonymous() implements Principal {
        @Override
        public String arn() {
            return "*";
        }

        @Override
        public Optional<AccountId> account() {
            return Optional.empty();
        }
    }
}
