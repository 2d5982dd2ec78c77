package brume.services.dynamodb.streams;

import brume.api.dynamodbstreams.DynamodbstreamsApi;
import brume.api.dynamodbstreams.DynamodbstreamsErrors;
import brume.services.dynamodb.domain.ItemStream;
import brume.services.dynamodb.store.ResourcePolicies;
import brume.services.dynamodb.store.Streams;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operations on streams have in common. */
abstract class StreamsOperation<I extends Shape, O extends Shape> implements Operation<I, O> {

    private final OperationModel<I, O> model;
    private final Streams streams;

    StreamsOperation(OperationModel<I, O> model, Streams streams) {
        this.model = model;
        this.streams = streams;
    }

    @Override
    public final OperationModel<I, O> model() {
        return model;
    }

    @Override
    public final List<Permission> permissions(I input, Call call) {
        try {
            String resource = resource(input, call);
            return List.of(
                    Permission.of(model.action(), resource)
                            .withResourcePolicy(
                                    streams.read(reader -> ResourcePolicies.find(reader, resource))
                                            .map(ResourcePolicies.Attached::policy)));
        } catch (InvalidRequest e) {
            throw CommonErrors.validation(DynamodbstreamsApi.MODEL, e.getMessage());
        }
    }

    @Override
    public final O handle(I input, Call call) {
        try {
            return streams.read(reader -> run(reader, input, call));
        } catch (InvalidRequest e) {
            throw CommonErrors.validation(DynamodbstreamsApi.MODEL, e.getMessage());
        }
    }

    /** The ARN that the permission is for; may throw {@link InvalidRequest}. */
    abstract String resource(I input, Call call);

    /** Carries the operation out on one snapshot; may throw {@link InvalidRequest}. */
    abstract O run(Reader reader, I input, Call call);

    /** The stream of an ARN, of any account, but of the call's region. */
    static ItemStream stream(Reader reader, Call call, StreamArn arn) {
        return arn.scopeIn(call.region())
                .flatMap(scope -> Streams.find(reader, scope, arn.tableName(), arn.label()))
                .orElseThrow(() ->
                        DynamodbstreamsErrors.resourceNotFoundException(
                                "Requested resource not found: Stream: "
                                        + arn.text()
                                        + " not found"));
    }

    /** A Limit that is at most {@code max}, which is also what stands for none. */
    static int limit(@Nullable Integer limit, int max) {
        if (limit == null) {
            return max;
        }
        if (limit > max) {
            throw new InvalidRequest(
                    "1 validation error detected: Value '"
                            + limit
                            + "' at 'limit' failed to satisfy constraint: Member must have value"
                            + " less than or equal to "
                            + max);
        }
        return limit;
    }
}
