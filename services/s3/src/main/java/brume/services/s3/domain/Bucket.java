package brume.services.s3.domain;

import brume.base.AccountId;
import brume.wire.Documents;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A bucket.
 *
 * @param id of our own, because another bucket may later have the name
 * @param settings what has been put, by {@link Setting}, in the setting's own form
 */
public record Bucket(
        String name,
        String id,
        String account,
        String region,
        Instant created,
        SortedMap<Setting, String> settings) {

    /** What can be put into a bucket and got from it. */
    public enum Setting {
        /** The policy's text. */
        POLICY,
        /** {@code Enabled} or {@code Suspended}. */
        VERSIONING,
        /** The tags, as a JSON object. */
        TAGGING,
        /** The shape of the rules, as JSON; the same with the rest. */
        CORS,
        OWNERSHIP,
        PUBLIC_ACCESS,
        ENCRYPTION
    }

    public AccountId owner() {
        return new AccountId(account);
    }

    public String arn() {
        return "arn:aws:s3:::" + name;
    }

    /** The ARN of one of its objects. */
    public String arn(String key) {
        return arn() + '/' + key;
    }

    public Optional<String> find(Setting setting) {
        return Optional.ofNullable(settings.get(setting));
    }

    public Optional<String> policy() {
        return find(Setting.POLICY);
    }

    public Map<String, String> tags() {
        SortedMap<String, String> tags = new TreeMap<>();
        find(Setting.TAGGING)
                .map(Documents::parse)
                .ifPresent(tree ->
                        tree.properties()
                                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText())));
        return tags;
    }

    public Bucket with(Setting setting, String value) {
        SortedMap<Setting, String> changed = new TreeMap<>(settings);
        changed.put(setting, value);
        return new Bucket(name, id, account, region, created, changed);
    }

    public Bucket without(Setting setting) {
        SortedMap<Setting, String> changed = new TreeMap<>(settings);
        changed.remove(setting);
        return new Bucket(name, id, account, region, created, changed);
    }

    /** Whether an object that is replaced or deleted stays as an older version. */
    public boolean versioned() {
        return find(Setting.VERSIONING).filter("Enabled"::equals).isPresent();
    }
}
