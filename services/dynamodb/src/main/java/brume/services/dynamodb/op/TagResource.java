package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.TagResourceInput;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.Unit;
import java.util.List;

/** TagResource: adds tags to a table. */
public final class TagResource extends DynamodbOperation<TagResourceInput, Unit> {

    public TagResource(Database database) {
        super(DynamodbApi.TAG_RESOURCE, database);
    }

    @Override
    void checkFirst(TagResourceInput input) {
        Tags.check(input.tags());
    }

    @Override
    List<Permission> permitted(TagResourceInput input, Call call) {
        return List.of(Permission.of(model().action(), input.resourceArn()));
    }

    @Override
    Unit run(TagResourceInput input, Call call) {
        if (input.tags().isEmpty()) {
            throw new InvalidRequest("Atleast one Tag needs to be provided as Input.");
        }
        TaggedTable.change(
                database(),
                call,
                model().name(),
                input.resourceArn(),
                tags -> Tags.added(tags, input.tags()));
        return Unit.INSTANCE;
    }
}
