package brume.pipeline;

import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parsed policies by their text; the least recently used ones are dropped. */
final class PolicyCache {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyCache.class);
    private static final int ENTRIES_MAX = 10_000;

    private record CacheKey(PolicyKind kind, String text) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<CacheKey, Optional<PolicyDocument>> byText =
            new LinkedHashMap<>(256, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<CacheKey, Optional<PolicyDocument>> eldest) {
                    return size() > ENTRIES_MAX;
                }
            };

    /**
     * The policy, or empty if the stored text cannot be read: then nothing is allowed by it, and
     * the caller must not take a Deny in it for absent either.
     */
    Optional<PolicyDocument> find(PolicyKind kind, String text) {
        lock.lock();
        try {
            return byText.computeIfAbsent(new CacheKey(kind, text), PolicyCache::parse);
        } finally {
            lock.unlock();
        }
    }

    private static Optional<PolicyDocument> parse(CacheKey key) {
        try {
            return Optional.of(PolicyDocument.parse(key.text, key.kind));
        } catch (MalformedPolicyException e) {
            LOG.warn("a stored policy cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
