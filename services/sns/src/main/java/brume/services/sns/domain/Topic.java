package brume.services.sns.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A topic.
 *
 * @param attributes those that were set
 */
public record Topic(
        String account,
        String region,
        String name,
        SortedMap<String, String> attributes,
        SortedMap<String, String> tags) {

    public Scope scope() {
        return new Scope(new AccountId(account), new Region(region));
    }

    public String arn() {
        return scope().arn("sns", name).toString();
    }

    public boolean fifo() {
        return name.endsWith(".fifo");
    }

    public boolean deduplicatesByContent() {
        return "true".equals(attributes.get("ContentBasedDeduplication"));
    }

    public Optional<String> policy() {
        return Optional.ofNullable(attributes.get("Policy"));
    }

    public Topic withAttributes(SortedMap<String, String> changed) {
        return new Topic(account, region, name, changed, tags);
    }

    public Topic withTags(SortedMap<String, String> changed) {
        return new Topic(account, region, name, attributes, changed);
    }
}
