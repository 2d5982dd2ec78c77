package brume.iam;

import java.util.List;

/**
 * One compiled statement of a policy. The fields that a statement does not have are null inside and
 * match as AWS says: no resource element matches every resource (trust policies).
 */
public final class Statement {

    private final String sid;
    private final Effect effect;
    private final Matchers<PrincipalPattern> principals;
    private final Matchers<ActionPattern> actions;
    private final Matchers<ArnPattern> resources;
    private final List<Condition> conditions;

    /**
     * The entries of an element or of its negation.
     *
     * @param present whether the statement has the element at all
     * @param negated whether it is the Not form
     */
    record Matchers<T>(boolean present, boolean negated, List<T> entries) {
        static <T> Matchers<T> absent() {
            return new Matchers<>(false, false, List.of());
        }
    }

    Statement(
            String sid,
            Effect effect,
            Matchers<PrincipalPattern> principals,
            Matchers<ActionPattern> actions,
            Matchers<ArnPattern> resources,
            List<Condition> conditions) {
        this.sid = sid;
        this.effect = effect;
        this.principals = principals;
        this.actions = actions;
        this.resources = resources;
        this.conditions = conditions;
    }

    /** The statement's id; empty text if it has none. */
    public String sid() {
        return sid;
    }

    public Effect effect() {
        return effect;
    }

    /** Whether action, resource and conditions match, whoever the requester is. */
    boolean matches(String lowerCaseAction, String resource, RequestContext context) {
        return matchesAction(lowerCaseAction)
                && matchesResource(resource, context)
                && conditionsHold(context);
    }

    /**
     * How the statement's principals match; {@code DIRECT} if it has none.
     *
     * @param bounded whether the requester has a permissions boundary: a Deny with NotPrincipal
     *     then applies whomever it names
     */
    PrincipalPattern.Match matchPrincipal(Requester requester, boolean bounded) {
        if (!principals.present()) {
            return PrincipalPattern.Match.DIRECT;
        }
        if (principals.negated()) {
            return (bounded && effect == Effect.DENY) || !spares(requester)
                    ? PrincipalPattern.Match.DIRECT
                    : PrincipalPattern.Match.NONE;
        }
        PrincipalPattern.Match best = PrincipalPattern.Match.NONE;
        for (PrincipalPattern pattern : principals.entries()) {
            PrincipalPattern.Match match = pattern.match(requester);
            best = match.compareTo(best) > 0 ? match : best;
        }
        return best;
    }

    /**
     * Whether NotPrincipal names the requester. AWS looks at the account, the role and the session
     * one after the other, so each of them has to be named. Source: IAM User Guide, "AWS JSON
     * policy elements: NotPrincipal".
     */
    private boolean spares(Requester requester) {
        return requester.principals().stream()
                .allMatch(name ->
                        principals.entries().stream().anyMatch(pattern -> pattern.names(name)));
    }

    private boolean matchesAction(String lowerCaseAction) {
        for (ActionPattern pattern : actions.entries()) {
            if (pattern.matches(lowerCaseAction)) {
                return !actions.negated();
            }
        }
        return actions.negated();
    }

    private boolean matchesResource(String resource, RequestContext context) {
        if (!resources.present()) {
            return true;
        }
        for (ArnPattern pattern : resources.entries()) {
            if (pattern.matches(resource, context)) {
                return !resources.negated();
            }
        }
        return resources.negated();
    }

    private boolean conditionsHold(RequestContext context) {
        for (Condition condition : conditions) {
            if (!condition.holds(context)) {
                return false;
            }
        }
        return true;
    }
}
