package brume.services.states.op;

import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.api.states.UpdateStateMachineInput;
import brume.api.states.UpdateStateMachineOutput;
import brume.base.Ids;
import brume.services.states.store.StateMachineRecord;
import brume.services.states.store.StateMachineRecord.RevisionRecord;
import brume.services.states.store.StateMachines;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.List;

/** Changes a state machine; executions that run keep what they were started with. */
public final class UpdateStateMachine
        implements Operation<UpdateStateMachineInput, UpdateStateMachineOutput> {

    private final Store store;
    private final StateMachines machines;

    public UpdateStateMachine(Store store, StateMachines machines) {
        this.store = store;
        this.machines = machines;
    }

    @Override
    public OperationModel<UpdateStateMachineInput, UpdateStateMachineOutput> model() {
        return StatesApi.UPDATE_STATE_MACHINE;
    }

    @Override
    public List<Permission> permissions(UpdateStateMachineInput input, Call call) {
        return needed(input);
    }

    private static List<Permission> needed(UpdateStateMachineInput input) {
        List<Permission> needed = new ArrayList<>();
        needed.add(Permission.of("states:UpdateStateMachine", input.stateMachineArn()));
        if (input.roleArn() != null) {
            needed.add(MachineChecks.passRole(input.roleArn()));
        }
        return needed;
    }

    @Override
    public UpdateStateMachineOutput handle(UpdateStateMachineInput input, Call call) {
        String name = Arns.machineName(call, input.stateMachineArn());
        check(input);
        String revisionId = Ids.uuid();
        store.transact(transaction -> {
            StateMachineRecord machine =
                    machines.find(transaction, call.scope(), name)
                            .orElseThrow(() -> Arns.noMachine(input.stateMachineArn()));
            if (input.definition() != null) {
                MachineChecks.definition(input.definition(), MachineChecks.type(machine.type()));
            }
            RevisionRecord before =
                    machines.revisionOf(transaction, call.scope(), name, machine.revision());
            RevisionRecord after = updated(before, input, call, revisionId);
            machines.put(transaction, call.scope(), name, revisionId, after);
            machines.put(
                    transaction, call.scope(), machine.withRevision(revisionId, after.roleArn()));
            return null;
        });
        return UpdateStateMachineOutput.builder()
                .updateDate(call.time())
                .revisionId(revisionId)
                .build();
    }

    private static RevisionRecord updated(
            RevisionRecord before, UpdateStateMachineInput input, Call call, String revisionId) {
        String definition = input.definition();
        String roleArn = input.roleArn();
        return new RevisionRecord(
                definition == null ? before.definition() : definition,
                roleArn == null ? before.roleArn() : roleArn,
                input.loggingConfiguration() == null
                        ? before.loggingConfiguration()
                        : MachineChecks.logging(input.loggingConfiguration()),
                input.tracingConfiguration() == null
                        ? before.tracingConfiguration()
                        : MachineChecks.tracing(input.tracingConfiguration()),
                before.encryptionConfiguration(),
                call.time(),
                revisionId);
    }

    private static void check(UpdateStateMachineInput input) {
        if (input.definition() == null
                && input.roleArn() == null
                && input.loggingConfiguration() == null
                && input.tracingConfiguration() == null
                && input.encryptionConfiguration() == null) {
            throw StatesErrors.missingRequiredParameter(
                    "Either the definition, the role ARN, the LoggingConfiguration, or the"
                            + " TracingConfiguration must be specified");
        }
        if (Boolean.TRUE.equals(input.publish())) {
            throw CommonErrors.notImplemented(StatesApi.MODEL, "versions (publish)");
        }
        if (input.versionDescription() != null) {
            throw StatesErrors.validationException(
                    "Version description can only be set when publish is true");
        }
        MachineChecks.encryption(input.encryptionConfiguration());
        if (input.roleArn() != null) {
            MachineChecks.role(input.roleArn());
        }
        MachineChecks.logging(input.loggingConfiguration());
        MachineChecks.tracing(input.tracingConfiguration());
    }
}
