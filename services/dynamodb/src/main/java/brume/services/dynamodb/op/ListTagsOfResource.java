package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ListTagsOfResourceInput;
import brume.api.dynamodb.ListTagsOfResourceOutput;
import brume.api.dynamodb.Tag;
import brume.services.dynamodb.store.OpenTable;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.ArrayList;
import java.util.List;

/** ListTagsOfResource: the tags of a table, at most fifty and therefore on one page. */
public final class ListTagsOfResource
        extends DynamodbOperation<ListTagsOfResourceInput, ListTagsOfResourceOutput> {

    public ListTagsOfResource(Database database) {
        super(DynamodbApi.LIST_TAGS_OF_RESOURCE, database);
    }

    @Override
    List<Permission> permitted(ListTagsOfResourceInput input, Call call) {
        return List.of(Permission.of(model().action(), input.resourceArn()));
    }

    @Override
    ListTagsOfResourceOutput run(ListTagsOfResourceInput input, Call call) {
        OpenTable table =
                database()
                        .tables()
                        .find(
                                call.scope(),
                                TaggedTable.name(call, model().name(), input.resourceArn()))
                        .orElseThrow(() -> TaggedTable.notFound(input.resourceArn()));
        List<Tag> tags = new ArrayList<>();
        table.table()
                .tags()
                .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
        return ListTagsOfResourceOutput.builder().tags(tags).build();
    }
}
