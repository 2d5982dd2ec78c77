package brume.services.sns.domain;

import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A subscription.
 *
 * @param owner the account that subscribed
 * @param principal the ARN of who subscribed
 * @param token what confirms it; null when it is confirmed
 */
public record Subscriber(
        String topicArn,
        String id,
        String protocol,
        String endpoint,
        String owner,
        String principal,
        @Nullable String token,
        SortedMap<String, String> attributes) {

    public String arn() {
        return topicArn + ':' + id;
    }

    public boolean pending() {
        return token != null;
    }

    public boolean raw() {
        return "true".equals(attributes.get("RawMessageDelivery"));
    }

    public boolean filtersBody() {
        return "MessageBody".equals(attributes.get("FilterPolicyScope"));
    }

    public Optional<String> filter() {
        return Optional.ofNullable(attributes.get("FilterPolicy"));
    }

    public Subscriber withAttributes(SortedMap<String, String> changed) {
        return new Subscriber(topicArn, id, protocol, endpoint, owner, principal, token, changed);
    }

    public Subscriber confirmed() {
        return new Subscriber(topicArn, id, protocol, endpoint, owner, principal, null, attributes);
    }
}
