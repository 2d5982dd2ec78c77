package brume.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Laws that hold for every set of policies, tried on random ones; a failure prints its seed. */
class PolicyPropertiesTest {

    private static final int ROUNDS = 20_000;
    private static final String[] ACTIONS = {"*", "a:*", "a:Get*", "a:Put?", "b:Get", "a:PutX"};
    private static final String[] RESOURCES = {
        "*", "arn:aws:a:::*", "arn:aws:a:::t/?", "arn:aws:a:::t/1", "arn:aws:b:*:*:t*"
    };
    private static final Requester BOB =
            new Requester.User("arn:aws:iam::111122223333:user/bob", "111122223333", "I", "bob");

    private record Rule(boolean allow, String action, String resource) {
        String json() {
            return """
            {"Effect":"%s","Action":"%s","Resource":"%s"}
            """
                    .formatted(allow ? "Allow" : "Deny", action, resource);
        }

        boolean matches(String requestAction, String requestResource) {
            return regex(action, requestAction) && regex(resource, requestResource);
        }

        private static boolean regex(String pattern, String text) {
            String quoted = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
            return Pattern.compile(quoted, Pattern.CASE_INSENSITIVE).matcher(text).matches();
        }
    }

    private static PolicyDocument policy(List<Rule> rules) {
        String statements = String.join(",", rules.stream().map(Rule::json).toList());
        return PolicyDocument.parse(
                "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}",
                PolicyKind.IDENTITY);
    }

    @Test
    void agreesWithTheNaiveEvaluationAndItsLaws() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<Rule> rules = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                rules.add(
                        new Rule(
                                random.nextInt(3) > 0,
                                ACTIONS[random.nextInt(ACTIONS.length)],
                                RESOURCES[random.nextInt(RESOURCES.length)]));
            }
            String action = random.nextBoolean() ? "a:GetX" : "a:putx";
            String resource = "arn:aws:" + (random.nextBoolean() ? "a" : "b") + ":::t/1";
            AccessRequest request = new AccessRequest(action, resource, BOB, Map.of());
            PolicyDocument document = policy(rules);
            PolicySet set = PolicySet.ofIdentity(List.of(document));
            Decision decision = PolicyEvaluator.evaluate(request, set);
            String label = "seed " + seed + " round " + round + " " + rules;
            boolean deny = rules.stream().anyMatch(r -> !r.allow() && r.matches(action, resource));
            boolean allow = rules.stream().anyMatch(r -> r.allow() && r.matches(action, resource));
            assertThat(decision.allowed()).as(label).isEqualTo(allow && !deny);
            // A boundary, a session policy or a Deny never widens; an order never matters.
            PolicyDocument other = policy(List.of(rules.get(0)));
            for (PolicySet narrower :
                    List.of(
                            set.withPermissionsBoundary(other),
                            set.withSessionPolicies(List.of(other)))) {
                boolean allowed = PolicyEvaluator.evaluate(request, narrower).allowed();
                assertThat(!allowed || decision.allowed()).as(label).isTrue();
            }
            List<Rule> more = new ArrayList<>(rules.reversed());
            assertThat(evaluate(request, more)).as(label).isEqualTo(decision);
            more.add(new Rule(false, "*", "*"));
            assertThat(evaluate(request, more).outcome())
                    .as(label)
                    .isEqualTo(Decision.Outcome.EXPLICIT_DENY);
        }
    }

    /** Whoever asks and whatever is attached: a Deny more never grants, an Allow less neither. */
    @Test
    void noDenyGrantsAnywhere() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String label = "seed " + seed + " round " + round;
            Requester requester = requester(random);
            AccessRequest request =
                    new AccessRequest("a:GetX", "arn:aws:a::222222222222:t/1", requester, Map.of());
            List<PolicyDocument> identity = List.of(random(random, PolicyKind.IDENTITY, 3));
            PolicySet set = PolicySet.ofIdentity(identity);
            if (random.nextBoolean()) {
                set = set.withResourcePolicy(random(random, PolicyKind.RESOURCE, 3));
            }
            if (random.nextBoolean()) {
                set =
                        set.withPermissionsBoundary(
                                random(random, PolicyKind.PERMISSIONS_BOUNDARY, 2));
            }
            if (random.nextBoolean()) {
                set = set.withSessionPolicies(List.of(random(random, PolicyKind.SESSION, 2)));
            }
            Decision before = PolicyEvaluator.evaluate(request, set);
            PolicySet denying =
                    new PolicySet(
                            List.of(
                                    identity.getFirst(),
                                    policy(List.of(new Rule(false, "a:Get*", "*")))),
                            set.resourcePolicy(),
                            set.permissionsBoundary(),
                            set.sessionPolicies());
            assertThat(PolicyEvaluator.evaluate(request, denying).outcome())
                    .as(label)
                    .isEqualTo(Decision.Outcome.EXPLICIT_DENY);
            PolicySet poorer =
                    new PolicySet(
                            List.of(),
                            set.resourcePolicy(),
                            set.permissionsBoundary(),
                            set.sessionPolicies());
            boolean poorerAllowed = PolicyEvaluator.evaluate(request, poorer).allowed();
            boolean deniedBefore = before.outcome() == Decision.Outcome.EXPLICIT_DENY;
            assertThat(!poorerAllowed || before.allowed() || deniedBefore).as(label).isTrue();
        }
    }

    private static Requester requester(Random random) {
        String account = random.nextBoolean() ? "111111111111" : "222222222222";
        String prefix = "arn:aws:iam::" + account;
        return switch (random.nextInt(4)) {
            case 0 -> new Requester.Root(account);
            case 1 -> new Requester.User(prefix + ":user/b", account, "I", "b");
            case 2 ->
                    new Requester.RoleSession(
                            "arn:aws:sts::" + account + ":assumed-role/r/s",
                            prefix + ":role/r",
                            account,
                            "I:s");
            default -> new Requester.Service("x.amazonaws.com");
        };
    }

    private static PolicyDocument random(Random random, PolicyKind kind, int statementsMax) {
        String[] principals = {
            "\"*\"",
            "{\"AWS\":\"111111111111\"}",
            "{\"AWS\":\"arn:aws:iam::222222222222:role/r\"}",
            "{\"AWS\":\"arn:aws:iam::111111111111:user/b\"}",
            "{\"Service\":\"x.amazonaws.com\"}"
        };
        List<String> statements = new ArrayList<>();
        for (int i = random.nextInt(statementsMax); i >= 0; i--) {
            Rule rule =
                    new Rule(
                            random.nextInt(4) > 0,
                            ACTIONS[random.nextInt(ACTIONS.length)],
                            random.nextBoolean() ? "*" : "arn:aws:a:*:*:t/?");
            String principal =
                    kind == PolicyKind.RESOURCE
                            ? ",\"Principal\":" + principals[random.nextInt(principals.length)]
                            : "";
            statements.add(rule.json().strip().replaceFirst("}$", principal + "}"));
        }
        return PolicyDocument.parse(
                "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}",
                kind);
    }

    private static Decision evaluate(AccessRequest request, List<Rule> rules) {
        return PolicyEvaluator.evaluate(request, PolicySet.ofIdentity(List.of(policy(rules))));
    }

    @Test
    void wildcardsAgreeWithRegularExpressions() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            String pattern = random(random, "ab*?", 8);
            String text = random(random, "ab", 10);
            assertThat(Wildcard.of(pattern).matches(text))
                    .as("seed %d: %s ~ %s", seed, pattern, text)
                    .isEqualTo(text.matches(pattern.replace("*", ".*").replace("?", ".")));
        }
    }

    private static String random(Random random, String alphabet, int lengthMax) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(lengthMax); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void hostilePatternsCostLittle() {
        Wildcard hostile = Wildcard.of("a*".repeat(1_000) + "b");
        String text = "a".repeat(6_000);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(hostile.matches(text)).isFalse());
        String nested = "[".repeat(100_000);
        assertThatCode(() -> PolicyDocument.parse(nested, PolicyKind.IDENTITY))
                .isInstanceOf(MalformedPolicyException.class);
    }

    @Test
    void variablesNeverInjectWildcards() {
        PolicyDocument document =
                PolicyDocument.parse(
                        """
                        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*",
                        "Resource":"arn:aws:a:::${k:x}"}}
                        """,
                        PolicyKind.IDENTITY);
        for (String value : List.of("*", "?", "\uFFFF", "\uFFFE", "${*}")) {
            AccessRequest request =
                    new AccessRequest("a:B", "arn:aws:a:::z", BOB, Map.of("k:x", List.of(value)));
            assertThat(
                            PolicyEvaluator.evaluate(
                                            request, PolicySet.ofIdentity(List.of(document)))
                                    .allowed())
                    .as(value)
                    .isFalse();
        }
    }
}
