package brume.services.sqs.domain;

import static java.util.Objects.requireNonNullElse;

import brume.api.sqs.QueueAttributeName;
import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A queue.
 *
 * @param id of this life of the queue: another one of the same name has another id
 * @param attributes those that were set and have not their default value
 * @param purged when it was last emptied by request
 */
public record Queue(
        String id,
        String account,
        String region,
        String name,
        Instant created,
        Instant modified,
        SortedMap<String, String> attributes,
        SortedMap<String, String> tags,
        @Nullable Instant purged) {

    public Scope scope() {
        return new Scope(new AccountId(account), new Region(region));
    }

    public String arn() {
        return arn(scope(), name);
    }

    public static String arn(Scope scope, String name) {
        return scope.arn("sqs", name).toString();
    }

    public boolean fifo() {
        return name.endsWith(".fifo");
    }

    /** An attribute that was set, or its default; empty for those that have none. */
    public Optional<String> attribute(String attribute) {
        String set = attributes.get(attribute);
        return Optional.ofNullable(
                set != null ? set : QueueAttributes.defaults(fifo()).get(attribute));
    }

    private boolean is(String attribute, String value) {
        return attribute(attribute).filter(value::equalsIgnoreCase).isPresent();
    }

    private int number(String attribute) {
        return Integer.parseInt(attribute(attribute).orElseThrow());
    }

    public int visibilitySeconds() {
        return number(QueueAttributeName.VISIBILITY_TIMEOUT);
    }

    public int delaySeconds() {
        return number(QueueAttributeName.DELAY_SECONDS);
    }

    public int waitSeconds() {
        return number(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS);
    }

    public int messageBytesMax() {
        return number(QueueAttributeName.MAXIMUM_MESSAGE_SIZE);
    }

    public Duration retention() {
        return Duration.ofSeconds(number(QueueAttributeName.MESSAGE_RETENTION_PERIOD));
    }

    public boolean deduplicatesByContent() {
        return is(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true");
    }

    /** Whether the same deduplication id may be used in several groups. */
    public boolean deduplicatesByGroup() {
        return is(QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup");
    }

    public Optional<String> policy() {
        return attribute(QueueAttributeName.POLICY);
    }

    public Optional<RedrivePolicy> redrive() {
        return attribute(QueueAttributeName.REDRIVE_POLICY).map(RedrivePolicy::parse);
    }

    /** The queue with changed attributes; empty text removes one. */
    public Queue withAttributes(SortedMap<String, String> changes, Instant now) {
        SortedMap<String, String> all = new TreeMap<>(attributes);
        SortedMap<String, String> defaults = QueueAttributes.defaults(fifo());
        changes.forEach((attribute, value) -> {
            if (value.equals(requireNonNullElse(defaults.get(attribute), ""))) {
                all.remove(attribute);
            } else {
                all.put(attribute, value);
            }
        });
        return new Queue(id, account, region, name, created, now, all, tags, purged);
    }

    public Queue withTags(SortedMap<String, String> changed) {
        return new Queue(id, account, region, name, created, modified, attributes, changed, purged);
    }

    public Queue withPurged(Instant now) {
        return new Queue(id, account, region, name, created, modified, attributes, tags, now);
    }
}
