package brume.services.states.op;

import brume.api.states.DescribeStateMachineForExecutionInput;
import brume.api.states.DescribeStateMachineForExecutionOutput;
import brume.api.states.LoggingConfiguration;
import brume.api.states.StatesApi;
import brume.api.states.TracingConfiguration;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.Executions;
import brume.services.states.store.StateMachineRecord.RevisionRecord;
import brume.services.states.store.StateMachines;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import brume.wire.ShapeJson;
import java.util.List;

/** Describes the state machine as an execution uses it. */
public final class DescribeStateMachineForExecution
        implements Operation<
                DescribeStateMachineForExecutionInput, DescribeStateMachineForExecutionOutput> {

    private final Store store;
    private final StateMachines machines;
    private final Executions executions;

    public DescribeStateMachineForExecution(
            Store store, StateMachines machines, Executions executions) {
        this.store = store;
        this.machines = machines;
        this.executions = executions;
    }

    @Override
    public OperationModel<
                    DescribeStateMachineForExecutionInput, DescribeStateMachineForExecutionOutput>
            model() {
        return StatesApi.DESCRIBE_STATE_MACHINE_FOR_EXECUTION;
    }

    @Override
    public List<Permission> permissions(DescribeStateMachineForExecutionInput input, Call call) {
        return List.of(
                Permission.of("states:DescribeStateMachineForExecution", input.executionArn()));
    }

    @Override
    public DescribeStateMachineForExecutionOutput handle(
            DescribeStateMachineForExecutionInput input, Call call) {
        ExecutionId id = Arns.execution(call, input.executionArn());
        if ("METADATA_ONLY".equals(input.includedData())) {
            throw CommonErrors.notImplemented(StatesApi.MODEL, "includedData METADATA_ONLY");
        }
        return store.read(reader -> {
            ExecutionRecord execution =
                    executions
                            .find(reader, id)
                            .orElseThrow(() -> Arns.noExecution(input.executionArn()));
            RevisionRecord revision =
                    machines.revisionOf(
                            reader, call.scope(), id.baseMachine(), execution.revision());
            return output(id, revision);
        });
    }

    private static DescribeStateMachineForExecutionOutput output(
            ExecutionId id, RevisionRecord revision) {
        return DescribeStateMachineForExecutionOutput.builder()
                .stateMachineArn(id.stateMachineArn())
                .name(id.stateMachine())
                .updateDate(revision.updated())
                .revisionId(revision.label())
                .roleArn(revision.roleArn())
                .definition(revision.definition())
                .loggingConfiguration(
                        ShapeJson.fromTree(
                                LoggingConfiguration.SCHEMA, revision.loggingConfiguration()))
                .tracingConfiguration(
                        ShapeJson.fromTree(
                                TracingConfiguration.SCHEMA, revision.tracingConfiguration()))
                .variableReferences(MachineChecks.variableReferences(revision.definition()))
                .build();
    }
}
