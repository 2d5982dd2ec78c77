package brume.services.states.op;

import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.api.states.UpdateStateMachineInput;
import brume.api.states.UpdateStateMachineOutput;
import brume.base.Ids;
import brume.services.states.store.StateMachineRecord;
import brume.services.states.store.StateMachineRecord.RevisionRecord;
import brume.services.states.store.StateMachines;
import brume.services.states.store.VersionRecord;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.List;

/** Changes a state machine; executions that run keep what they were started with. */
public final class UpdateStateMachine
        implements Operation<UpdateStateMachineInput, UpdateStateMachineOutput> {

    private final Store store;
    private final StateMachines machines;
    private final LogDestinations logs;
    private final Publishing publishing;

    public UpdateStateMachine(
            Store store, StateMachines machines, LogDestinations logs, Publishing publishing) {
        this.store = store;
        this.logs = logs;
        this.publishing = publishing;
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
        checkLogging(input, call, name);
        String revisionId = Ids.uuid();
        return store.transact(transaction -> {
            StateMachineRecord machine =
                    machines.find(transaction, call.scope(), name)
                            .orElseThrow(() -> Arns.noMachine(input.stateMachineArn()));
            if (input.definition() != null) {
                MachineChecks.definition(input.definition(), MachineChecks.type(machine.type()));
            }
            RevisionRecord before =
                    machines.revisionOf(transaction, call.scope(), name, machine.revision());
            RevisionRecord after = updated(before, input, call, revisionId);
            StateMachineRecord now = machine;
            if (!after.isSameAs(before)) {
                now = machine.withRevision(revisionId, after.roleArn());
                machines.put(transaction, call.scope(), name, revisionId, after);
                machines.put(transaction, call.scope(), now);
            }
            return UpdateStateMachineOutput.builder()
                    .updateDate(call.time())
                    .revisionId(now.updated() ? now.revision() : null)
                    .stateMachineVersionArn(
                            Boolean.TRUE.equals(input.publish())
                                    ? publish(transaction, call, now, input)
                                    : null)
                    .build();
        });
    }

    private String publish(
            Transaction transaction,
            Call call,
            StateMachineRecord machine,
            UpdateStateMachineInput input) {
        VersionRecord version =
                publishing.publish(
                        transaction,
                        call.scope(),
                        machine,
                        input.versionDescription(),
                        call.time());
        return Publishing.arn(call, machine.name(), version.number());
    }

    /** The log group is looked for with the role that the machine will have. */
    private void checkLogging(UpdateStateMachineInput input, Call call, String name) {
        if (input.loggingConfiguration() == null) {
            return;
        }
        StateMachineRecord machine =
                store.read(reader -> machines.find(reader, call.scope(), name))
                        .orElseThrow(() -> Arns.noMachine(input.stateMachineArn()));
        String roleArn = input.roleArn() == null ? machine.roleArn() : input.roleArn();
        logs.check(logs.read(input.loggingConfiguration()), call, name, roleArn);
    }

    private RevisionRecord updated(
            RevisionRecord before, UpdateStateMachineInput input, Call call, String revisionId) {
        String definition = input.definition();
        String roleArn = input.roleArn();
        return new RevisionRecord(
                definition == null ? before.definition() : definition,
                roleArn == null ? before.roleArn() : roleArn,
                input.loggingConfiguration() == null
                        ? before.loggingConfiguration()
                        : logs.read(input.loggingConfiguration()),
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
        Publishing.checkDescription(input.publish(), input.versionDescription());
        MachineChecks.encryption(input.encryptionConfiguration());
        if (input.roleArn() != null) {
            MachineChecks.role(input.roleArn());
        }
        MachineChecks.tracing(input.tracingConfiguration());
    }
}
