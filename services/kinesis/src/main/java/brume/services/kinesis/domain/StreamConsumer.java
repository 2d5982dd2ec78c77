package brume.services.kinesis.domain;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A registered consumer of a stream, which has the shards' records pushed to it. */
public record StreamConsumer(
        String streamArn,
        String name,
        long createdMillis,
        SortedMap<String, String> tags,
        @Nullable String policy) {

    public String arn() {
        return streamArn + "/consumer/" + name + ':' + createdMillis / 1000;
    }

    public StreamConsumer withTags(SortedMap<String, String> newTags) {
        return new StreamConsumer(streamArn, name, createdMillis, newTags, policy);
    }

    public StreamConsumer withPolicy(@Nullable String newPolicy) {
        return new StreamConsumer(streamArn, name, createdMillis, tags, newPolicy);
    }
}
