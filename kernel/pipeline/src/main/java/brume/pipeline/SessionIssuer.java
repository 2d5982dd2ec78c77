package brume.pipeline;

import brume.auth.PayloadMode;
import brume.auth.SessionTokens;
import brume.auth.SigV4Signer;
import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Region;
import brume.spi.Principal;
import brume.spi.Sessions;
import brume.wire.OutboundRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Issues temporary credentials and reads the principal back from their token. */
public final class SessionIssuer implements Sessions {

    private static final String TAG = "tag:";
    private static final String TRANSITIVE = "transitive:";
    private static final String POLICY = "policy:";
    private static final String SOURCE = "source-identity";
    private static final String ISSUED = "issued";

    /** How long the credentials of one signed request last; AWS's shortest session. */
    private static final Duration SIGNATURE_VALID = Duration.ofMinutes(15);

    private final SessionTokens tokens;
    private final Clock clock;

    public SessionIssuer(SessionTokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Credentials issue(Principal.RoleSession session, Duration validFor) {
        Map<String, String> principal = described(session.session());
        principal.put("account", session.accountId().value());
        principal.put("path", session.rolePath());
        principal.put("role", session.roleName());
        principal.put("id", session.roleId());
        principal.put("session", session.sessionName());
        return issue(principal, session.session().policies(), validFor);
    }

    @Override
    public Credentials issue(Principal.User user, Duration validFor) {
        return issue(described(user), List.of(), validFor);
    }

    @Override
    public Credentials issue(Principal.FederatedUser user, Duration validFor) {
        Map<String, String> principal = described(user.session());
        principal.putAll(described(user.user()));
        principal.put("federated", user.name());
        return issue(principal, user.session().policies(), validFor);
    }

    @Override
    public void sign(
            Principal.RoleSession session, String service, Region region, OutboundRequest request) {
        Credentials credentials = issue(session, SIGNATURE_VALID);
        request.headers().set("Host", request.url().getRawAuthority());
        String query = request.url().getRawQuery();
        new SigV4Signer(
                        credentials.accessKeyId(),
                        credentials.secretAccessKey(),
                        credentials.sessionToken(),
                        region.value(),
                        service)
                .sign(
                        request.method(),
                        request.url().getRawPath(),
                        query == null ? "" : query,
                        request.headers(),
                        request.body(),
                        PayloadMode.SIGNED,
                        clock.now());
    }

    private static Map<String, String> described(Principal.User user) {
        return Map.of(
                "account", user.accountId().value(),
                "path", user.path(),
                "user", user.name(),
                "id", user.userId());
    }

    private static Map<String, String> described(Principal.SessionContext session) {
        Map<String, String> described = new HashMap<>();
        session.tags().forEach((key, value) -> described.put(TAG + key, value));
        session.transitiveTagKeys().forEach(key -> described.put(TRANSITIVE + key, ""));
        session.policyArns().forEach(arn -> described.put(POLICY + arn, ""));
        session.sourceIdentity().ifPresent(source -> described.put(SOURCE, source));
        return described;
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
        String name = values.get("user");
        if (name == null) {
            return new Principal.RoleSession(
                    account,
                    get(values, "path"),
                    get(values, "role"),
                    get(values, "id"),
                    get(values, "session"),
                    context(session));
        }
        Principal.User user =
                new Principal.User(
                        account,
                        get(values, "path"),
                        name,
                        get(values, "id"),
                        session.accessKeyId());
        String federated = values.get("federated");
        return federated == null
                ? user
                : new Principal.FederatedUser(user, federated, context(session));
    }

    private static Principal.SessionContext context(SessionTokens.Session session) {
        Map<String, String> values = session.principal();
        return new Principal.SessionContext(
                session.sessionPolicies(),
                List.copyOf(below(values, POLICY).keySet()),
                below(values, TAG),
                Set.copyOf(below(values, TRANSITIVE).keySet()),
                Optional.ofNullable(values.get(SOURCE)));
    }

    /** The entries whose keys begin so, under the rest of their keys. */
    private static Map<String, String> below(Map<String, String> values, String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return Collections.unmodifiableMap(found);
    }

    private static String get(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("a session token lacks " + name);
        }
        return value;
    }
}
