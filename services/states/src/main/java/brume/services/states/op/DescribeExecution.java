package brume.services.states.op;

import brume.api.states.CloudWatchEventsExecutionDataDetails;
import brume.api.states.DescribeExecutionInput;
import brume.api.states.DescribeExecutionOutput;
import brume.api.states.StatesApi;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.Executions;
import brume.services.states.worker.Redrives;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import java.util.List;
import java.util.Optional;

/** Describes an execution. */
public final class DescribeExecution
        implements Operation<DescribeExecutionInput, DescribeExecutionOutput> {

    private final Store store;
    private final Executions executions;
    private final Redrives redrives;

    public DescribeExecution(Store store, Executions executions, Redrives redrives) {
        this.store = store;
        this.redrives = redrives;
        this.executions = executions;
    }

    @Override
    public OperationModel<DescribeExecutionInput, DescribeExecutionOutput> model() {
        return StatesApi.DESCRIBE_EXECUTION;
    }

    @Override
    public List<Permission> permissions(DescribeExecutionInput input, Call call) {
        return List.of(Permission.of("states:DescribeExecution", input.executionArn()));
    }

    @Override
    public DescribeExecutionOutput handle(DescribeExecutionInput input, Call call) {
        ExecutionId id = Arns.execution(call, input.executionArn());
        if ("METADATA_ONLY".equals(input.includedData())) {
            throw CommonErrors.notImplemented(StatesApi.MODEL, "includedData METADATA_ONLY");
        }
        return store.read(reader -> {
            ExecutionRecord execution =
                    executions
                            .find(reader, id)
                            .orElseThrow(() -> Arns.noExecution(input.executionArn()));
            ExecutionRecord.Status status = executions.status(reader, id);
            Optional<String> obstacle = redrives.obstacle(reader, id, execution, status);
            return output(id, execution, status, obstacle);
        });
    }

    private static DescribeExecutionOutput output(
            ExecutionId id,
            ExecutionRecord execution,
            ExecutionRecord.Status status,
            Optional<String> obstacle) {
        boolean timedOut = status.status().equals("TIMED_OUT");
        CloudWatchEventsExecutionDataDetails included =
                CloudWatchEventsExecutionDataDetails.builder().included(true).build();
        ExecutionRecord.MapItem item = execution.mapItem();
        return DescribeExecutionOutput.builder()
                .executionArn(id.arn())
                .mapRunArn(
                        item == null
                                ? null
                                : MapRunArns.arn(id.scope(), id.stateMachine(), item.mapRun()))
                .stateMachineArn(id.stateMachineArn())
                .stateMachineVersionArn(Arns.version(id, execution))
                .stateMachineAliasArn(Arns.alias(id, execution))
                .name(id.name())
                .status(status.status())
                .startDate(execution.start())
                .stopDate(status.stop())
                .input(execution.input())
                .inputDetails(included)
                .output(status.output())
                .outputDetails(status.output() == null ? null : included)
                .error(timedOut ? null : status.error())
                .cause(status.cause())
                .traceHeader(execution.traceHeader())
                .redriveCount(status.redrives().count())
                .redriveDate(status.redrives().last())
                .redriveStatus(obstacle.isPresent() ? "NOT_REDRIVABLE" : "REDRIVABLE")
                .redriveStatusReason(obstacle.orElse(null))
                .build();
    }
}
