package brume.services.logs.op;

import brume.api.logs.DescribeLogStreamsRequest;
import brume.api.logs.DescribeLogStreamsResponse;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The permission that each small operation asks for. Source: Service Authorization Reference,
 * "Actions, resources, and condition keys for Amazon CloudWatch Logs".
 */
public final class LogResources {

    /** An operation on a group. */
    public <I extends Shape, O extends Shape> Operation<I, O> group(
            OperationModel<I, O> model, Function<I, String> group, BiFunction<I, Call, O> body) {
        return Operation.of(
                model, (input, call) -> LogAccess.onGroup(model, call, group.apply(input)), body);
    }

    /** An operation on a stream. */
    public <I extends Shape, O extends Shape> Operation<I, O> stream(
            OperationModel<I, O> model,
            Function<I, String> group,
            Function<I, String> stream,
            BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) ->
                        LogAccess.onStream(model, call, group.apply(input), stream.apply(input)),
                body);
    }

    /** The operation on the streams of a group. */
    public Operation<DescribeLogStreamsRequest, DescribeLogStreamsResponse> streams(
            OperationModel<DescribeLogStreamsRequest, DescribeLogStreamsResponse> model,
            BiFunction<DescribeLogStreamsRequest, Call, DescribeLogStreamsResponse> body) {
        return Operation.of(
                model,
                (input, call) ->
                        LogAccess.onGroup(
                                model,
                                call,
                                LogAccess.groupName(
                                        call, input.logGroupName(), input.logGroupIdentifier())),
                body);
    }

    /** An operation on a resource that the request names by its ARN. */
    public <I extends Shape, O extends Shape> Operation<I, O> arn(
            OperationModel<I, O> model, Function<I, String> arn, BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) -> List.of(Permission.of(model.action(), arn.apply(input))),
                body);
    }
}
