package brume.services.ec2.op;

import brume.api.ec2.DescribeTagsRequest;
import brume.api.ec2.DescribeTagsResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Tag;
import brume.api.ec2.TagDescription;
import brume.services.ec2.domain.Filters;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.Resource;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Lists the tags of all resources, in the order of kind, id and key. */
public final class DescribeTags implements Ec2Operation<DescribeTagsRequest, DescribeTagsResult> {

    /** Source: API_DescribeTags. */
    private static final Filters<TagDescription> FILTERS =
            new Filters<TagDescription>()
                    .on("key", TagDescription::key)
                    .on("resource-id", TagDescription::resourceId)
                    .on("resource-type", TagDescription::resourceType)
                    .on("value", TagDescription::value)
                    .onTags(tag ->
                            List.of(Tag.builder().key(tag.key()).value(tag.value()).build()));

    private final Ec2Store store;

    public DescribeTags(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DescribeTagsRequest, DescribeTagsResult> model() {
        return Ec2Api.DESCRIBE_TAGS;
    }

    @Override
    public DescribeTagsResult perform(DescribeTagsRequest input, Call call) {
        Page.Request request = new Page.Request(input.maxResults(), input.nextToken());
        Predicate<TagDescription> filter = FILTERS.of(input.filters());
        List<TagDescription> found = new ArrayList<>();
        // One more than the page, so that Page knows whether there is a next one.
        store.read(reader -> {
            for (Kind<? extends Resource> kind : Kind.ALL) {
                collect(reader, kind, call, request, filter, found);
            }
            return Boolean.TRUE;
        });
        Page<TagDescription> page = Page.of(found, DescribeTags::position, request);
        return DescribeTagsResult.builder().tags(page.items()).nextToken(page.nextToken()).build();
    }

    private <R extends Resource> void collect(
            Reader reader,
            Kind<R> kind,
            Call call,
            Page.Request request,
            Predicate<TagDescription> filter,
            List<TagDescription> found) {
        String after = "";
        long now = call.time().toEpochMilli();
        String from = request.after();
        while (found.size() <= request.size()) {
            List<R> batch = store.batch(reader, call.scope(), kind, after);
            for (R resource : batch) {
                if (!resource.gone(now)) {
                    describe(kind, resource)
                            .filter(filter)
                            .filter(tag -> position(tag).compareTo(from) > 0)
                            .forEach(found::add);
                }
            }
            if (!store.isFull(batch)) {
                return;
            }
            after = batch.getLast().id();
        }
    }

    private static java.util.stream.Stream<TagDescription> describe(
            Kind<?> kind, Resource resource) {
        return resource.tags().entrySet().stream()
                .map(tag ->
                        TagDescription.builder()
                                .resourceType(kind.word())
                                .resourceId(resource.id())
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build());
    }

    private static String position(TagDescription tag) {
        return tag.resourceType() + '/' + tag.resourceId() + '/' + tag.key();
    }
}
