package brume.services.iam.store;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The names of the roles that AWS services keep. Source: IAM User Guide, "AWS services that work
 * with IAM", and the services' own pages on their service-linked roles.
 */
public final class ServiceLinkedRoles {

    private static final String RESOURCE = "/brume/services/iam/service-linked-roles.json";
    private static final String PREFIX = "AWSServiceRoleFor";

    private record Entry(String role, boolean suffix) {}

    private ServiceLinkedRoles() {}

    /** The role's name without a suffix, if the service is known to keep one. */
    public static Optional<String> findName(String service) {
        return Optional.ofNullable(Loaded.BY_SERVICE.get(service))
                .map(entry -> PREFIX + entry.role());
    }

    /** Whether an account may have several roles of this service, told apart by a suffix. */
    public static boolean takesSuffix(String service) {
        Entry entry = Loaded.BY_SERVICE.get(service);
        return entry != null && entry.suffix();
    }

    /** Read on first use, because most requests need none of them. */
    private static final class Loaded {

        static final Map<String, Entry> BY_SERVICE = load();

        private static Map<String, Entry> load() {
            Map<String, Entry> entries = new TreeMap<>();
            try (InputStream in = ServiceLinkedRoles.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("missing resource " + RESOURCE);
                }
                for (JsonNode node : Documents.parse(in.readAllBytes())) {
                    entries.put(
                            node.get("service").textValue(),
                            new Entry(
                                    node.get("role").textValue(), node.path("suffix").asBoolean()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return entries;
        }
    }
}
