package brume.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Source: IAM User Guide, "Policy evaluation logic" and "Permissions boundaries". */
class PolicyEvaluatorTest {

    private static final String HERE = "111122223333";
    private static final String ELSEWHERE = "444455556666";
    private static final String TABLE = "arn:aws:dynamodb:us-east-1:" + HERE + ":table/t";
    private static final String USER = "arn:aws:iam::" + HERE + ":user/a/bob";
    private static final String ROLE = "arn:aws:iam::" + HERE + ":role/a/r";
    private static final String SESSION = "arn:aws:sts::" + HERE + ":assumed-role/r/s";

    private static final String FEDERATED = "arn:aws:sts::" + HERE + ":federated-user/f";

    private static final Map<String, Requester> REQUESTERS =
            Map.of(
                    "root", new Requester.Root(HERE),
                    "federated", new Requester.FederatedUser(FEDERATED, USER, HERE, "f"),
                    "user", new Requester.User(USER, HERE, "AIDABOB", "bob"),
                    "session", new Requester.RoleSession(SESSION, ROLE, HERE, "AROAR:s"),
                    "foreign",
                            new Requester.User(
                                    "arn:aws:iam::" + ELSEWHERE + ":user/eve",
                                    ELSEWHERE,
                                    "AIDAEVE",
                                    "eve"),
                    "foreignRoot", new Requester.Root(ELSEWHERE),
                    "service", new Requester.Service("events.amazonaws.com"),
                    "anonymous", new Requester.Anonymous());

    private static final String ALLOW = "{'Effect':'Allow','Action':'*','Resource':'*'%s}";
    private static final String DENY = "{'Effect':'Deny','Action':'*','Resource':'*'%s}";

    /**
     * Requester, identity policy, resource policy's principal, boundary, session policy: A allows,
     * D denies, N is there but says nothing, - is not there; a resource policy is A or D and a
     * principal. Then the outcome and the kind that decides.
     */
    private static final String[][] MATRIX = {
        {"root", "-", "-", "-", "-", "ALLOWED", "IDENTITY"},
        {"root", "-", "D *", "-", "-", "EXPLICIT_DENY", "RESOURCE"},
        {"user", "-", "-", "-", "-", "IMPLICIT_DENY", "IDENTITY"},
        {"user", "A", "-", "-", "-", "ALLOWED", "IDENTITY"},
        {"user", "D", "A " + USER, "-", "-", "EXPLICIT_DENY", "IDENTITY"},
        {"user", "A", "D " + USER, "-", "-", "EXPLICIT_DENY", "RESOURCE"},
        {"user", "A", "D " + HERE, "-", "-", "EXPLICIT_DENY", "RESOURCE"},
        {"user", "A", "D " + ELSEWHERE, "-", "-", "ALLOWED", "IDENTITY"},
        {"user", "-", "A " + USER, "-", "-", "ALLOWED", "RESOURCE"},
        {"user", "-", "A *", "-", "-", "ALLOWED", "RESOURCE"},
        {"user", "-", "A " + HERE, "-", "-", "IMPLICIT_DENY", "IDENTITY"},
        {"user", "-", "A arn:aws:iam::" + HERE + ":root", "-", "-", "IMPLICIT_DENY", "IDENTITY"},
        {"user", "A", "-", "N", "-", "IMPLICIT_DENY", "PERMISSIONS_BOUNDARY"},
        {"user", "A", "-", "A", "-", "ALLOWED", "IDENTITY"},
        {"user", "A", "-", "D", "-", "EXPLICIT_DENY", "PERMISSIONS_BOUNDARY"},
        {"user", "-", "A " + USER, "N", "-", "ALLOWED", "RESOURCE"},
        {"session", "A", "-", "-", "N", "IMPLICIT_DENY", "SESSION"},
        {"session", "A", "-", "-", "A", "ALLOWED", "IDENTITY"},
        {"session", "A", "-", "-", "D", "EXPLICIT_DENY", "SESSION"},
        {"session", "-", "A " + ROLE, "-", "-", "ALLOWED", "RESOURCE"},
        {"session", "-", "A " + ROLE, "N", "-", "IMPLICIT_DENY", "PERMISSIONS_BOUNDARY"},
        {"session", "-", "A " + ROLE, "-", "N", "IMPLICIT_DENY", "SESSION"},
        {"session", "-", "A " + SESSION, "N", "N", "ALLOWED", "RESOURCE"},
        {"session", "A", "D " + ROLE, "-", "-", "EXPLICIT_DENY", "RESOURCE"},
        {"session", "A", "D " + SESSION, "-", "-", "EXPLICIT_DENY", "RESOURCE"},
        {"session", "-", "A *", "N", "N", "ALLOWED", "RESOURCE"},
        {"session", "-", "A " + HERE, "-", "-", "IMPLICIT_DENY", "IDENTITY"},
        {"session", "A", "A " + ROLE, "N", "A", "IMPLICIT_DENY", "PERMISSIONS_BOUNDARY"},
        {"federated", "A", "-", "-", "N", "IMPLICIT_DENY", "SESSION"},
        {"federated", "-", "-", "-", "A", "IMPLICIT_DENY", "IDENTITY"},
        {"federated", "A", "-", "-", "A", "ALLOWED", "IDENTITY"},
        {"federated", "-", "A " + USER, "-", "N", "IMPLICIT_DENY", "SESSION"},
        {"federated", "-", "A " + USER, "N", "A", "IMPLICIT_DENY", "PERMISSIONS_BOUNDARY"},
        {"federated", "-", "A " + USER, "-", "A", "ALLOWED", "RESOURCE"},
        {"federated", "-", "A " + FEDERATED, "N", "N", "ALLOWED", "RESOURCE"},
        {"federated", "A", "D " + USER, "-", "A", "EXPLICIT_DENY", "RESOURCE"},
        {"foreign", "A", "-", "-", "-", "IMPLICIT_DENY", "RESOURCE"},
        {"foreign", "A", "D *", "-", "-", "EXPLICIT_DENY", "RESOURCE"},
        {"foreign", "D", "A *", "-", "-", "EXPLICIT_DENY", "IDENTITY"},
        {"foreign", "A", "A *", "-", "N", "IMPLICIT_DENY", "SESSION"},
        {"foreign", "-", "A *", "-", "-", "IMPLICIT_DENY", "IDENTITY"},
        {"foreign", "A", "A " + ELSEWHERE, "-", "-", "ALLOWED", "IDENTITY"},
        {
            "foreign",
            "A",
            "A arn:aws:iam::" + ELSEWHERE + ":user/eve",
            "N",
            "-",
            "IMPLICIT_DENY",
            "PERMISSIONS_BOUNDARY"
        },
        {"foreign", "A", "A " + HERE, "-", "-", "IMPLICIT_DENY", "RESOURCE"},
        {"foreignRoot", "-", "-", "-", "-", "IMPLICIT_DENY", "RESOURCE"},
        {"foreignRoot", "-", "A " + ELSEWHERE, "-", "-", "ALLOWED", "RESOURCE"},
        {"service", "-", "-", "-", "-", "IMPLICIT_DENY", "RESOURCE"},
        {"service", "-", "A events.amazonaws.com", "-", "-", "ALLOWED", "RESOURCE"},
        {"service", "-", "A *", "-", "-", "ALLOWED", "RESOURCE"},
        {"service", "-", "D *", "-", "-", "EXPLICIT_DENY", "RESOURCE"},
        {"service", "-", "A " + HERE, "-", "-", "IMPLICIT_DENY", "RESOURCE"},
        {"service", "-", "A lambda.amazonaws.com", "-", "-", "IMPLICIT_DENY", "RESOURCE"},
        {"anonymous", "-", "A *", "-", "-", "ALLOWED", "RESOURCE"},
        {"anonymous", "-", "A " + HERE, "-", "-", "IMPLICIT_DENY", "RESOURCE"},
    };

    @TestFactory
    Stream<DynamicTest> decidesAsDocumented() {
        return Arrays.stream(MATRIX)
                .map(row ->
                        DynamicTest.dynamicTest(
                                String.join(" | ", row),
                                () ->
                                        assertThat(decide(row).toString())
                                                .isEqualTo(
                                                        "Decision[outcome=%s, decidedBy=%s]"
                                                                .formatted(row[5], row[6]))));
    }

    private static Decision decide(String[] row) {
        PolicySet policies = PolicySet.NONE;
        if (!row[1].equals("-")) {
            policies = PolicySet.ofIdentity(List.of(policy(row[1], PolicyKind.IDENTITY, "")));
        }
        if (!row[2].equals("-")) {
            String[] parts = row[2].split(" ");
            String type = parts[1].endsWith(".com") ? "Service" : "AWS";
            String principal = ",'Principal':{'" + type + "':'" + parts[1] + "'}";
            policies =
                    policies.withResourcePolicy(policy(parts[0], PolicyKind.RESOURCE, principal));
        }
        if (!row[3].equals("-")) {
            policies =
                    policies.withPermissionsBoundary(
                            policy(row[3], PolicyKind.PERMISSIONS_BOUNDARY, ""));
        }
        if (!row[4].equals("-")) {
            policies =
                    policies.withSessionPolicies(List.of(policy(row[4], PolicyKind.SESSION, "")));
        }
        return PolicyEvaluator.evaluate(request(row[0], "dynamodb:PutItem", TABLE), policies);
    }

    private static AccessRequest request(String requester, String action, String resource) {
        Requester principal = REQUESTERS.get(requester);
        assertThat(principal).isNotNull();
        return new AccessRequest(action, resource, principal, Map.of());
    }

    private static PolicyDocument policy(String effect, PolicyKind kind, String more) {
        String statement =
                switch (effect) {
                    case "A" -> ALLOW.formatted(more);
                    case "D" -> DENY.formatted(more);
                    default -> "{'Effect':'Allow','Action':'none:None','Resource':'*'}";
                };
        return parse("[" + statement + "]", kind);
    }

    private static PolicyDocument parse(String statements, PolicyKind kind) {
        String json = "{'Version':'2012-10-17','Statement':" + statements + "}";
        return PolicyDocument.parse(json.replace('\'', '"'), kind);
    }

    /** Action, resource, the statement's action and resource elements, whether it matches. */
    private static final String[][] MATCHES = {
        {"dynamodb:PutItem", TABLE, "'Action':'DynamoDB:putitem','Resource':'*'", "true"},
        {"dynamodb:PutItem", TABLE, "'Action':'dynamodb:Put*','Resource':'*'", "true"},
        {"dynamodb:PutItem", TABLE, "'Action':'dynamodb:?utItem','Resource':'*'", "true"},
        {"dynamodb:PutItem", TABLE, "'Action':'dynamodb:Get*','Resource':'*'", "false"},
        {"dynamodb:PutItem", TABLE, "'NotAction':'iam:*','Resource':'*'", "true"},
        {"iam:GetUser", USER, "'NotAction':['s3:*','iam:*'],'Resource':'*'", "false"},
        {
            "dynamodb:PutItem",
            TABLE,
            "'Action':'*','Resource':'arn:aws:dynamodb:*:*:table/*'",
            "true"
        },
        {
            "dynamodb:PutItem",
            TABLE,
            "'Action':'*','Resource':'arn:aws:dynamodb:*:table/t'",
            "false"
        },
        {"dynamodb:PutItem", TABLE, "'Action':'*','Resource':'arn:aws:dynamodb:*'", "true"},
        {
            "dynamodb:PutItem",
            TABLE,
            "'Action':'*','Resource':'arn:aws:dynamodb:*:*:table/T'",
            "false"
        },
        {
            "dynamodb:PutItem",
            TABLE,
            "'Action':'*','NotResource':'arn:aws:dynamodb:*:*:table/t'",
            "false"
        },
        {"dynamodb:PutItem", TABLE, "'Action':'*','NotResource':'arn:aws:s3:::b'", "true"},
        {
            "iam:GetUser",
            USER,
            "'Action':'*','Resource':'arn:aws:iam::*:user/a/${aws:username}'",
            "true"
        },
        {"iam:GetUser", USER, "'Action':'*','Resource':'arn:aws:iam::*:user/${aws:none}'", "false"},
        {"dynamodb:ListTables", "*", "'Action':'*','Resource':'arn:aws:dynamodb:*:*:*'", "false"},
        {"dynamodb:ListTables", "*", "'Action':'*','Resource':'*'", "true"},
    };

    @TestFactory
    Stream<DynamicTest> matchesActionsAndResources() {
        return Arrays.stream(MATCHES)
                .map(row ->
                        DynamicTest.dynamicTest(
                                String.join(" | ", row),
                                () -> assertThat(matches(row)).isEqualTo(Boolean.valueOf(row[3]))));
    }

    private static boolean matches(String[] row) {
        PolicyDocument policy = parse("{'Effect':'Allow'," + row[2] + "}", PolicyKind.IDENTITY);
        return PolicyEvaluator.evaluate(
                        request("user", row[0], row[1]), PolicySet.ofIdentity(List.of(policy)))
                .allowed();
    }

    @Test
    void nobodyAssumesARoleThatDoesNotTrustThem() {
        PolicyDocument trust =
                parse(
                        "{'Effect':'Allow','Principal':{'Service':'lambda.amazonaws.com'},"
                                + "'Action':'sts:AssumeRole'}",
                        PolicyKind.TRUST);
        PolicySet policies =
                PolicySet.ofIdentity(List.of(policy("A", PolicyKind.IDENTITY, "")))
                        .withResourcePolicy(trust);
        for (String requester : List.of("user", "session", "root", "foreign", "anonymous")) {
            Decision decision =
                    PolicyEvaluator.evaluate(request(requester, "sts:AssumeRole", ROLE), policies);
            assertThat(decision.outcome()).isEqualTo(Decision.Outcome.IMPLICIT_DENY);
        }
    }

    /** Requester, the principals that a Deny spares, whether it applies. */
    private static final String[][] SPARED = {
        {"user", USER, "true"},
        {"user", HERE, "true"},
        {"user", HERE + "," + USER, "false"},
        {"user", "arn:aws:iam::" + HERE + ":root," + USER, "false"},
        {"user", "*", "false"},
        {"user", ELSEWHERE + "," + USER, "true"},
        {"root", HERE, "false"},
        {"session", HERE + "," + ROLE, "true"},
        {"session", HERE + "," + SESSION, "true"},
        {"session", HERE + "," + ROLE + "," + SESSION, "false"},
        {"federated", HERE + "," + USER + "," + FEDERATED, "false"},
        {"federated", HERE + "," + USER, "true"},
        {"service", "events.amazonaws.com", "false"},
        {"service", "lambda.amazonaws.com", "true"},
        {"service", HERE, "true"},
        {"anonymous", HERE, "true"},
    };

    /** Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal". */
    @TestFactory
    Stream<DynamicTest> notPrincipalSparesWhomItNamesWholly() {
        return Arrays.stream(SPARED)
                .map(row ->
                        DynamicTest.dynamicTest(
                                String.join(" | ", row),
                                () ->
                                        assertThat(denied(row, PolicySet.NONE))
                                                .isEqualTo(Boolean.valueOf(row[2]))));
    }

    @Test
    void notPrincipalSparesNobodyWithABoundary() {
        String[] row = {"user", HERE + "," + USER, "false"};
        PolicyDocument boundary = policy("A", PolicyKind.PERMISSIONS_BOUNDARY, "");
        assertThat(denied(row, PolicySet.NONE.withPermissionsBoundary(boundary))).isTrue();
    }

    private static boolean denied(String[] row, PolicySet policies) {
        String type = row[1].endsWith(".com") ? "Service" : "AWS";
        PolicyDocument policy =
                parse(
                        "{'Effect':'Deny','NotPrincipal':{'"
                                + type
                                + "':['"
                                + row[1].replace(",", "','")
                                + "']},'Action':'*','Resource':'*'}",
                        PolicyKind.RESOURCE);
        return PolicyEvaluator.evaluate(
                                request(row[0], "a:B", TABLE), policies.withResourcePolicy(policy))
                        .outcome()
                == Decision.Outcome.EXPLICIT_DENY;
    }

    @Test
    void explainsDenials() {
        AccessRequest request = request("user", "dynamodb:PutItem", TABLE);
        String start =
                "User: "
                        + USER
                        + " is not authorized to perform: dynamodb:PutItem on"
                        + " resource: "
                        + TABLE;
        assertThat(AccessDeniedMessage.of(request, Decision.notAllowedBy(PolicyKind.IDENTITY)))
                .isEqualTo(
                        start
                                + " because no identity-based policy allows the dynamodb:PutItem"
                                + " action");
        assertThat(AccessDeniedMessage.of(request, Decision.deniedBy(PolicyKind.IDENTITY)))
                .isEqualTo(start + " with an explicit deny in an identity-based policy");
        assertThat(AccessDeniedMessage.of(request, Decision.notAllowedBy(PolicyKind.SESSION)))
                .endsWith(" because no session policy allows the dynamodb:PutItem action");
        assertThat(
                        AccessDeniedMessage.of(
                                request, Decision.deniedBy(PolicyKind.PERMISSIONS_BOUNDARY)))
                .endsWith(" with an explicit deny in a permissions boundary");
    }
}
