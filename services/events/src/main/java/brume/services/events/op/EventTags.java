package brume.services.events.op;

import brume.api.events.EventsApi;
import brume.api.events.EventsErrors;
import brume.api.events.ListTagsForResourceRequest;
import brume.api.events.ListTagsForResourceResponse;
import brume.api.events.Tag;
import brume.api.events.TagResourceRequest;
import brume.api.events.TagResourceResponse;
import brume.api.events.UntagResourceRequest;
import brume.api.events.UntagResourceResponse;
import brume.base.Arn;
import brume.services.events.domain.EventBusEntry;
import brume.services.events.domain.EventsQuotas;
import brume.services.events.store.EventStore;
import brume.spi.Call;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.CommonErrors;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tags of buses and rules. */
public final class EventTags {

    private final EventStore store;

    public EventTags(EventStore store) {
        this.store = store;
    }

    public TagResourceResponse tag(TagResourceRequest input, Call call) {
        change(call, input.resourceARN(), tags -> merged(tags, input.tags()));
        return TagResourceResponse.builder().build();
    }

    public UntagResourceResponse untag(UntagResourceRequest input, Call call) {
        change(
                call,
                input.resourceARN(),
                tags -> {
                    TreeMap<String, String> left = new TreeMap<>(tags);
                    input.tagKeys().forEach(left::remove);
                    return left;
                });
        return UntagResourceResponse.builder().build();
    }

    public ListTagsForResourceResponse list(ListTagsForResourceRequest input, Call call) {
        Named named = named(input.resourceARN());
        SortedMap<String, String> tags =
                store.read(reader ->
                        named.rule() == null
                                ? store.getBus(reader, call.scope(), named.bus()).tags()
                                : store.getRule(reader, call.scope(), named.bus(), named.rule())
                                        .tags());
        return ListTagsForResourceResponse.builder()
                .tags(
                        tags.entrySet().stream()
                                .map(tag ->
                                        Tag.builder()
                                                .key(tag.getKey())
                                                .value(tag.getValue())
                                                .build())
                                .toList())
                .build();
    }

    private record Named(String bus, @Nullable String rule) {}

    private static Named named(String text) {
        String resource = Arn.find(text).map(Arn::resource).orElse("");
        String[] parts = resource.split("/", 3);
        if (parts.length >= 2 && parts[0].equals("event-bus")) {
            return new Named(resource.substring("event-bus/".length()), null);
        }
        if (parts.length == 2 && parts[0].equals("rule")) {
            return new Named(EventBusEntry.DEFAULT, parts[1]);
        }
        if (parts.length == 3 && parts[0].equals("rule")) {
            return new Named(parts[1], parts[2]);
        }
        throw CommonErrors.validation(
                EventsApi.MODEL, "Parameter ResourceARN is not valid. Reason: " + text);
    }

    private void change(Call call, String arn, UnaryOperator<SortedMap<String, String>> change) {
        Named named = named(arn);
        store.transact(tx -> {
            if (named.rule() == null) {
                changeBus(tx, call, named.bus(), change);
            } else {
                var rule = store.getRule(tx, call.scope(), named.bus(), named.rule());
                store.putRule(tx, call.scope(), rule.withTags(change.apply(rule.tags())));
            }
            return named;
        });
    }

    private void changeBus(
            Transaction transaction,
            Call call,
            String name,
            UnaryOperator<SortedMap<String, String>> change) {
        Reader reader = transaction;
        EventBusEntry bus = store.getBus(reader, call.scope(), name);
        store.putBus(transaction, call.scope(), bus.withTags(change.apply(bus.tags())));
    }

    /** {@code present} with the tags of a request. */
    static SortedMap<String, String> merged(
            SortedMap<String, String> present, @Nullable List<Tag> added) {
        SortedMap<String, String> merged = new TreeMap<>(present);
        if (added != null) {
            added.forEach(tag -> merged.put(tag.key(), tag.value()));
        }
        if (merged.size() > EventsQuotas.TAGS.value()) {
            throw EventsErrors.limitExceededException(
                    "The requested resource exceeds the maximum number allowed.");
        }
        return merged;
    }
}
