package brume.iam;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who makes a request, as far as policies can tell requesters apart. */
public sealed interface Requester {

    /** The name that AWS's error messages give the requester. */
    String arn();

    /** The account that the requester belongs to; empty text for services and anonymous callers. */
    String account();

    /**
     * The condition keys that follow from the requester alone, such as {@code aws:PrincipalArn}.
     * Source: IAM User Guide, "AWS global condition context keys" and "Where you can use policy
     * variables" (the table of principal key values).
     */
    Map<String, List<String>> contextKeys();

    /** The names under which a Principal element can name the requester, the account first. */
    default List<String> principals() {
        return List.of(account(), arn());
    }

    /** The root user of an account. */
    record Root(String account) implements Requester {
        @Override
        public String arn() {
            return "arn:aws:iam::" + account + ":root";
        }

        @Override
        public Map<String, List<String>> contextKeys() {
            return keys(arn(), account, "Account", account);
        }

        @Override
        public List<String> principals() {
            return List.of(account);
        }
    }

    /** An IAM user. */
    record User(String arn, String account, String userId, String name) implements Requester {
        @Override
        public Map<String, List<String>> contextKeys() {
            Map<String, List<String>> keys = keys(arn, account, "User", userId);
            keys.put("aws:username", List.of(name));
            return keys;
        }
    }

    /**
     * A session of a role.
     *
     * @param arn the session's, {@code arn:aws:sts::111122223333:assumed-role/name/session}
     * @param roleArn the role's, with its path
     * @param userId the role's id, a colon and the session name
     */
    record RoleSession(String arn, String roleArn, String account, String userId)
            implements Requester {
        @Override
        public Map<String, List<String>> contextKeys() {
            return keys(roleArn, account, "AssumedRole", userId);
        }

        @Override
        public List<String> principals() {
            return List.of(account, roleArn, arn);
        }
    }

    /**
     * A session that a user gave to somebody else (GetFederationToken).
     *
     * @param arn the session's, {@code arn:aws:sts::111122223333:federated-user/name}
     * @param userArn the user's who made it
     */
    record FederatedUser(String arn, String userArn, String account, String name)
            implements Requester {
        @Override
        public Map<String, List<String>> contextKeys() {
            return keys(arn, account, "FederatedUser", account + ':' + name);
        }

        @Override
        public List<String> principals() {
            return List.of(account, userArn, arn);
        }
    }

    /** A user of an identity provider, who assumes a role with a web identity or SAML. */
    record Federated(String provider) implements Requester {
        @Override
        public String arn() {
            return provider;
        }

        @Override
        public String account() {
            return "";
        }

        @Override
        public Map<String, List<String>> contextKeys() {
            return new HashMap<>(Map.of("aws:FederatedProvider", List.of(provider)));
        }

        @Override
        public List<String> principals() {
            return List.of(provider);
        }
    }

    /** An AWS service, such as {@code events.amazonaws.com}. */
    record Service(String name) implements Requester {
        @Override
        public String arn() {
            return name;
        }

        @Override
        public String account() {
            return "";
        }

        @Override
        public Map<String, List<String>> contextKeys() {
            Map<String, List<String>> keys = new HashMap<>();
            keys.put("aws:PrincipalIsAWSService", List.of("true"));
            keys.put("aws:PrincipalServiceName", List.of(name));
            keys.put("aws:PrincipalServiceNamesList", List.of(name));
            return keys;
        }

        @Override
        public List<String> principals() {
            return List.of(name);
        }
    }

    /** A caller without credentials. */
    record Anonymous() implements Requester {
        @Override
        public String arn() {
            return "anonymous";
        }

        @Override
        public String account() {
            return "";
        }

        @Override
        public Map<String, List<String>> contextKeys() {
            Map<String, List<String>> keys = new HashMap<>();
            keys.put("aws:PrincipalType", List.of("Anonymous"));
            keys.put("aws:userid", List.of("anonymous"));
            return keys;
        }

        @Override
        public List<String> principals() {
            return List.of(arn());
        }
    }

    private static Map<String, List<String>> keys(
            String arn, String account, String type, String userId) {
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("aws:PrincipalArn", List.of(arn));
        keys.put("aws:PrincipalAccount", List.of(account));
        keys.put("aws:PrincipalType", List.of(type));
        keys.put("aws:userid", List.of(userId));
        keys.put("aws:PrincipalIsAWSService", List.of("false"));
        return keys;
    }
}
