package brume.pipeline;

import brume.auth.SessionTokens;
import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Ids;
import brume.spi.Principal;
import brume.spi.Sessions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Issues temporary credentials and reads the principal back from their token. */
public final class SessionIssuer implements Sessions {

    private static final String TAG = "tag:";
    private static final String ISSUED = "issued";

    private final SessionTokens tokens;
    private final Clock clock;

    public SessionIssuer(SessionTokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Credentials issue(Principal.RoleSession session, Duration validFor) {
        Map<String, String> principal = new HashMap<>();
        principal.put("account", session.accountId().value());
        principal.put("path", session.rolePath());
        principal.put("role", session.roleName());
        principal.put("id", session.roleId());
        principal.put("session", session.sessionName());
        session.tags().forEach((key, value) -> principal.put(TAG + key, value));
        return issue(principal, session.sessionPolicies(), validFor);
    }

    @Override
    public Credentials issue(Principal.User user, Duration validFor) {
        Map<String, String> principal =
                Map.of(
                        "account", user.accountId().value(),
                        "path", user.path(),
                        "user", user.name(),
                        "id", user.userId());
        return issue(principal, List.of(), validFor);
    }

    private Credentials issue(
            Map<String, String> described, List<String> policies, Duration validFor) {
        Map<String, String> principal = new HashMap<>(described);
        principal.put(ISSUED, clock.now().truncatedTo(ChronoUnit.SECONDS).toString());
        String accessKeyId = "ASIA" + Ids.upper(16);
        String secret = Ids.secret(40);
        Instant expiration = clock.now().plus(validFor).truncatedTo(ChronoUnit.SECONDS);
        String token =
                tokens.issue(
                        new SessionTokens.Session(
                                accessKeyId, secret, expiration, principal, policies));
        return new Credentials(accessKeyId, secret, token, expiration);
    }

    /**
     * The condition keys that only temporary credentials have. Nobody has a second factor here, and
     * AWS says so of temporary credentials alone.
     */
    static Map<String, List<String>> conditionKeys(SessionTokens.Session session) {
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("aws:MultiFactorAuthPresent", List.of("false"));
        String issued = session.principal().get(ISSUED);
        if (issued != null) {
            keys.put("aws:TokenIssueTime", List.of(issued));
        }
        return keys;
    }

    /** Who a session is. */
    static Principal principal(SessionTokens.Session session) {
        Map<String, String> values = session.principal();
        AccountId account = new AccountId(get(values, "account"));
        String user = values.get("user");
        if (user != null) {
            return new Principal.User(
                    account, get(values, "path"), user, get(values, "id"), session.accessKeyId());
        }
        Map<String, String> tags = new HashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(TAG)) {
                tags.put(key.substring(TAG.length()), value);
            }
        });
        return new Principal.RoleSession(
                account,
                get(values, "path"),
                get(values, "role"),
                get(values, "id"),
                get(values, "session"),
                session.sessionPolicies(),
                Map.copyOf(tags));
    }

    private static String get(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("a session token lacks " + name);
        }
        return value;
    }
}
