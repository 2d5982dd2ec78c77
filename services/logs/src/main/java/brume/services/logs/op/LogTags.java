package brume.services.logs.op;

import brume.api.logs.ListTagsForResourceRequest;
import brume.api.logs.ListTagsForResourceResponse;
import brume.api.logs.ListTagsLogGroupRequest;
import brume.api.logs.ListTagsLogGroupResponse;
import brume.api.logs.LogsErrors;
import brume.api.logs.TagLogGroupRequest;
import brume.api.logs.TagResourceRequest;
import brume.api.logs.TooManyTagsException;
import brume.api.logs.UntagLogGroupRequest;
import brume.api.logs.UntagResourceRequest;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogsQuotas;
import brume.services.logs.store.LogStore;
import brume.spi.Call;
import brume.wire.Unit;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tags of log groups, by name (the older operations) and by ARN. */
public final class LogTags {

    private final LogStore store;

    public LogTags(LogStore store) {
        this.store = store;
    }

    public Unit tag(TagLogGroupRequest input, Call call) {
        return change(call, input.logGroupName(), tags -> tags.putAll(input.tags()));
    }

    public Unit tagResource(TagResourceRequest input, Call call) {
        return change(call, name(call, input.resourceArn()), tags -> tags.putAll(input.tags()));
    }

    public Unit untag(UntagLogGroupRequest input, Call call) {
        return change(call, input.logGroupName(), tags -> input.tags().forEach(tags::remove));
    }

    public Unit untagResource(UntagResourceRequest input, Call call) {
        return change(
                call,
                name(call, input.resourceArn()),
                tags -> input.tagKeys().forEach(tags::remove));
    }

    public ListTagsLogGroupResponse list(ListTagsLogGroupRequest input, Call call) {
        return ListTagsLogGroupResponse.builder().tags(tags(call, input.logGroupName())).build();
    }

    public ListTagsForResourceResponse listForResource(
            ListTagsForResourceRequest input, Call call) {
        return ListTagsForResourceResponse.builder()
                .tags(tags(call, name(call, input.resourceArn())))
                .build();
    }

    private NavigableMap<String, String> tags(Call call, String name) {
        return store.read(reader -> LogAccess.getGroup(store, reader, call, name)).tags();
    }

    private static String name(Call call, String resourceArn) {
        return LogAccess.groupOfArn(call, resourceArn)
                .orElseThrow(() ->
                        LogsErrors.resourceNotFoundException(
                                "The specified resource does not exist."));
    }

    private Unit change(Call call, String name, Consumer<NavigableMap<String, String>> change) {
        return store.transact(tx -> {
            LogGroupEntry group = LogAccess.getGroup(store, tx, call, name);
            NavigableMap<String, String> tags = new TreeMap<>(group.tags());
            change.accept(tags);
            if (tags.size() > LogsQuotas.TAGS.value()) {
                throw LogsErrors.tooManyTagsException(
                        "A resource can have at most " + LogsQuotas.TAGS.value() + " tags.",
                        TooManyTagsException.builder().resourceName(group.name()).build());
            }
            store.putGroup(tx, call.scope(), group.withTags(tags));
            return Unit.INSTANCE;
        });
    }
}
