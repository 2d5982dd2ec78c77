package brume.services.iam.store;

import brume.services.iam.domain.ManagedPolicy;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The managed policies that AWS provides, with the documents that it publishes (a selection of
 * those that people attach most). Source: AWS Managed Policy Reference Guide.
 */
public final class AwsManagedPolicies {

    private static final String RESOURCE = "/brume/services/iam/aws-managed-policies.json";
    private static final String ARN_PREFIX = "arn:aws:iam::aws:policy";

    private AwsManagedPolicies() {}

    /** The policy with this ARN. */
    public static Optional<ManagedPolicy> find(String arn) {
        return arn.startsWith(ARN_PREFIX)
                ? Optional.ofNullable(Loaded.BY_ARN.get(arn))
                : Optional.empty();
    }

    public static Collection<ManagedPolicy> all() {
        return Loaded.BY_ARN.values();
    }

    /** Read on first use, because most requests need none of them. */
    private static final class Loaded {

        static final Map<String, ManagedPolicy> BY_ARN = load();

        private static Map<String, ManagedPolicy> load() {
            Map<String, ManagedPolicy> policies = new TreeMap<>();
            try (InputStream in = AwsManagedPolicies.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("missing resource " + RESOURCE);
                }
                for (JsonNode node : Documents.parse(in.readAllBytes())) {
                    ManagedPolicy policy = policy(node);
                    policies.put(ARN_PREFIX + policy.path() + policy.name(), policy);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return policies;
        }

        private static ManagedPolicy policy(JsonNode node) {
            int version = Integer.parseInt(node.get("version").textValue().substring(1));
            Instant updated = Instant.parse(node.get("updated").textValue());
            ManagedPolicy.Version text =
                    new ManagedPolicy.Version(Documents.text(node.get("document")), updated);
            TreeMap<Integer, ManagedPolicy.Version> versions = new TreeMap<>();
            versions.put(version, text);
            return new ManagedPolicy(
                    true,
                    node.get("path").textValue(),
                    node.get("name").textValue(),
                    node.get("id").textValue(),
                    Instant.parse(node.get("created").textValue()),
                    updated,
                    null,
                    new TreeMap<>(),
                    version,
                    version,
                    versions);
        }
    }
}
