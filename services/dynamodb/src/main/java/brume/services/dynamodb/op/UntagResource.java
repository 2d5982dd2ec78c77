package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.UntagResourceInput;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.Unit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** UntagResource: removes tags from a table. */
public final class UntagResource extends DynamodbOperation<UntagResourceInput, Unit> {

    public UntagResource(Database database) {
        super(DynamodbApi.UNTAG_RESOURCE, database);
    }

    @Override
    void checkFirst(UntagResourceInput input) {
        Tags.checkKeys(input.tagKeys());
    }

    @Override
    List<Permission> permitted(UntagResourceInput input, Call call) {
        return List.of(Permission.of(model().action(), input.resourceArn()));
    }

    @Override
    Unit run(UntagResourceInput input, Call call) {
        if (input.tagKeys().isEmpty()) {
            throw new InvalidRequest("Atleast one Tag Key needs to be provided as Input.");
        }
        TaggedTable.change(
                database(),
                call,
                model().name(),
                input.resourceArn(),
                tags -> {
                    Map<String, String> rest = new LinkedHashMap<>(tags);
                    input.tagKeys().forEach(rest::remove);
                    return rest;
                });
        return Unit.INSTANCE;
    }
}
