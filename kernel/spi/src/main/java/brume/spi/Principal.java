package brume.spi;

import brume.base.AccountId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
     * A session of an IAM role.
     *
     * @param rolePath begins and ends with a slash
     * @param sessionPolicies JSON texts that narrow what the role permits
     * @param tags session tags
     */
    record RoleSession(
            AccountId accountId,
            String rolePath,
            String roleName,
            String roleId,
            String sessionName,
            List<String> sessionPolicies,
            Map<String, String> tags)
            implements Principal {
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
