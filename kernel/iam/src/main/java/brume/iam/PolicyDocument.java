package brume.iam;

import java.util.List;

/**
 * A parsed and compiled policy.
 *
 * @param kind what it was parsed as
 * @param version {@code 2008-10-17} (also if the document names none) or {@code 2012-10-17}
 * @param id empty text if there is none
 * @param contextKeys the condition keys that it asks for, in conditions and policy variables,
 *     sorted
 */
public record PolicyDocument(
        PolicyKind kind,
        String version,
        String id,
        List<Statement> statements,
        List<String> contextKeys) {

    static final String SYNTAX_ERRORS = "Syntax errors in policy.";
    static final String LEGACY_PARSING = "The policy failed legacy parsing";
    static final String VERSION_2008 = "2008-10-17";
    static final String VERSION_2012 = "2012-10-17";

    /**
     * Reads a policy document and checks what IAM checks when one is stored.
     *
     * @throws MalformedPolicyException with IAM's reason
     */
    public static PolicyDocument parse(String json, PolicyKind kind) {
        return new PolicyParser(kind).parse(json);
    }
}
