package brume.wire;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The content coding in which an answer is sent: gzip, deflate or none, as the client's
 * Accept-Encoding weighs them.
 *
 * <p>The reading of odd values follows the service, as recorded by the tests that ScyllaDB's
 * Alternator runs against DynamoDB: only the first header line counts, identity never wins, the
 * first {@code q=} counts wherever it stands, a weight that is no number is 1.
 */
final class AcceptedCoding {

    private final Set<String> named = new HashSet<>();
    private double best;
    private double other;
    private Optional<String> coding = Optional.empty();

    private AcceptedCoding() {}

    static Optional<String> of(HttpRequest request) {
        return request.header("Accept-Encoding").flatMap(AcceptedCoding::of);
    }

    static Optional<String> of(String header) {
        AcceptedCoding accepted = new AcceptedCoding();
        for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            accepted.add(part);
        }
        for (String rest : new String[] {"gzip", "deflate"}) {
            if (!accepted.named.contains(rest)) {
                accepted.offer(rest, accepted.other);
            }
        }
        return accepted.coding;
    }

    private void add(String part) {
        int semicolon = part.indexOf(';');
        String name = (semicolon < 0 ? part : part.substring(0, semicolon)).strip();
        double weight = semicolon < 0 ? 1 : weight(part.substring(semicolon));
        if (name.equals("*")) {
            other = Math.max(other, weight);
        } else if (name.equals("gzip") || name.equals("deflate")) {
            named.add(name);
            offer(name, weight);
        }
    }

    private void offer(String name, double weight) {
        if (weight > best) {
            best = weight;
            coding = Optional.of(name);
        }
    }

    private static double weight(String parameters) {
        int q = parameters.indexOf("q=");
        if (q < 0) {
            return 1;
        }
        int end = parameters.indexOf(';', q);
        String text = parameters.substring(q + 2, end < 0 ? parameters.length() : end).strip();
        try {
            return Math.clamp(Double.parseDouble(text), 0, 1);
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
