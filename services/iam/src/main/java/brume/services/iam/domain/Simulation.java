package brume.services.iam.domain;

import brume.iam.AccessRequest;
import brume.iam.Decision;
import brume.iam.PolicyDocument;
import brume.iam.PolicyEvaluator;
import brume.iam.PolicySet;
import brume.iam.Requester;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The policy simulator: the evaluation of requests, on policies that need not be in force.
 *
 * @param sources the identity's policies
 * @param context the condition keys that the request is supposed to have
 */
public record Simulation(
        Requester requester,
        List<Source> sources,
        Optional<PolicyDocument> boundary,
        Optional<PolicyDocument> resourcePolicy,
        String resourceAccount,
        Map<String, List<String>> context) {

    /** A policy and how the answer names it. */
    public record Source(String id, String type, PolicyDocument document) {}

    /** The answer for one action on one resource. */
    public record Result(
            String action,
            String resource,
            Decision.Outcome outcome,
            List<Source> matched,
            List<String> missingKeys,
            Optional<Boolean> allowedByBoundary) {}

    public Result evaluate(String action, String resource) {
        AccessRequest request =
                new AccessRequest(action, resource, resourceAccount, requester, context);
        List<PolicyDocument> documents = sources.stream().map(Source::document).toList();
        PolicySet policies = new PolicySet(documents, resourcePolicy, boundary, List.of());
        Decision.Outcome outcome = PolicyEvaluator.evaluate(request, policies).outcome();
        return new Result(
                action,
                resource,
                outcome,
                matched(request, outcome),
                missingKeys(),
                boundary.map(limit -> alone(request, limit) == Decision.Outcome.ALLOWED));
    }

    /** The policies that bring about the outcome; none does an implicit denial. */
    private List<Source> matched(AccessRequest request, Decision.Outcome outcome) {
        return outcome == Decision.Outcome.IMPLICIT_DENY
                ? List.of()
                : sources.stream()
                        .filter(source -> alone(request, source.document()) == outcome)
                        .toList();
    }

    private static Decision.Outcome alone(AccessRequest request, PolicyDocument document) {
        return PolicyEvaluator.evaluate(request, PolicySet.ofIdentity(List.of(document))).outcome();
    }

    private List<String> missingKeys() {
        Set<String> present = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        present.addAll(context.keySet());
        present.addAll(requester.contextKeys().keySet());
        List<PolicyDocument> all = new ArrayList<>();
        sources.forEach(source -> all.add(source.document()));
        boundary.ifPresent(all::add);
        resourcePolicy.ifPresent(all::add);
        return contextKeys(all).stream().filter(key -> !present.contains(key)).toList();
    }

    /** The condition keys that any of the documents asks for, in lower case's order. */
    public static List<String> contextKeys(List<PolicyDocument> documents) {
        Set<String> keys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        documents.forEach(document -> keys.addAll(document.contextKeys()));
        return List.copyOf(keys);
    }

    /** An action and a resource as the key of a page, in the order in which they are asked. */
    public static String pageKey(int index) {
        return String.format(Locale.ROOT, "%06d", index);
    }
}
