package brume.services.states.op;

import brume.api.states.DescribeStateMachineInput;
import brume.api.states.DescribeStateMachineOutput;
import brume.api.states.LoggingConfiguration;
import brume.api.states.StatesApi;
import brume.api.states.TracingConfiguration;
import brume.services.states.store.StateMachineRecord;
import brume.services.states.store.StateMachineRecord.RevisionRecord;
import brume.services.states.store.StateMachines;
import brume.services.states.store.VersionRecord;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import brume.wire.ShapeJson;
import java.util.List;

/** Describes a state machine as it is now, or a version of it. */
public final class DescribeStateMachine
        implements Operation<DescribeStateMachineInput, DescribeStateMachineOutput> {

    private final Store store;
    private final StateMachines machines;
    private final Targets targets;

    public DescribeStateMachine(Store store, StateMachines machines, Targets targets) {
        this.store = store;
        this.targets = targets;
        this.machines = machines;
    }

    @Override
    public OperationModel<DescribeStateMachineInput, DescribeStateMachineOutput> model() {
        return StatesApi.DESCRIBE_STATE_MACHINE;
    }

    @Override
    public List<Permission> permissions(DescribeStateMachineInput input, Call call) {
        return List.of(Permission.of("states:DescribeStateMachine", input.stateMachineArn()));
    }

    @Override
    public DescribeStateMachineOutput handle(DescribeStateMachineInput input, Call call) {
        if ("METADATA_ONLY".equals(input.includedData())) {
            throw CommonErrors.notImplemented(StatesApi.MODEL, "includedData METADATA_ONLY");
        }
        return store.read(reader -> {
            Targets.Target target = targets.resolve(reader, call, input.stateMachineArn());
            if (target.alias() != null) {
                throw Arns.noMachine(input.stateMachineArn());
            }
            RevisionRecord revision =
                    machines.revisionOf(
                            reader, call.scope(), target.machine().name(), target.revision());
            return output(input.stateMachineArn(), target, revision);
        });
    }

    private static DescribeStateMachineOutput output(
            String arn, Targets.Target target, RevisionRecord revision) {
        StateMachineRecord machine = target.machine();
        VersionRecord version = target.version();
        return DescribeStateMachineOutput.builder()
                .stateMachineArn(arn)
                .name(machine.name())
                .status("ACTIVE")
                .type(machine.type())
                .creationDate(version == null ? machine.created() : version.created())
                .description(version == null ? null : version.description())
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
