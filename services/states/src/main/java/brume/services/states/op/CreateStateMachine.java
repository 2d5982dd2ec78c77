package brume.services.states.op;

import brume.api.states.CreateStateMachineInput;
import brume.api.states.CreateStateMachineOutput;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.base.Ids;
import brume.services.states.domain.asl.WorkflowType;
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
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates a state machine; the same request again answers what the first one did. */
public final class CreateStateMachine
        implements Operation<CreateStateMachineInput, CreateStateMachineOutput> {

    private final Store store;
    private final StateMachines machines;
    private final LogDestinations logs;
    private final Publishing publishing;

    public CreateStateMachine(
            Store store, StateMachines machines, LogDestinations logs, Publishing publishing) {
        this.store = store;
        this.publishing = publishing;
        this.logs = logs;
        this.machines = machines;
    }

    @Override
    public OperationModel<CreateStateMachineInput, CreateStateMachineOutput> model() {
        return StatesApi.CREATE_STATE_MACHINE;
    }

    @Override
    public List<Permission> permissions(CreateStateMachineInput input, Call call) {
        return List.of(
                Permission.of("states:CreateStateMachine", Arns.machine(call, input.name())),
                MachineChecks.passRole(input.roleArn()));
    }

    @Override
    public CreateStateMachineOutput handle(CreateStateMachineInput input, Call call) {
        Arns.checkName(input.name());
        Publishing.checkDescription(input.publish(), input.versionDescription());
        MachineChecks.encryption(input.encryptionConfiguration());
        MachineChecks.role(input.roleArn());
        WorkflowType type = MachineChecks.type(input.type());
        MachineChecks.definition(input.definition(), type);
        JsonNode logging = logs.read(input.loggingConfiguration());
        logs.check(logging, call, input.name(), input.roleArn());
        RevisionRecord revision =
                new RevisionRecord(
                        input.definition(),
                        input.roleArn(),
                        logging,
                        MachineChecks.tracing(input.tracingConfiguration()),
                        null,
                        call.time(),
                        null);
        Map<String, String> tags = MachineChecks.tags(input.tags(), Map.of());
        StateMachineRecord machine =
                new StateMachineRecord(
                        input.name(),
                        type.name(),
                        input.roleArn(),
                        Ids.uuid(),
                        false,
                        call.time(),
                        tags,
                        0);
        return store.transact(transaction -> {
            StateMachineRecord stored = create(transaction, call, machine, revision);
            return CreateStateMachineOutput.builder()
                    .stateMachineArn(Arns.machine(call, input.name()))
                    .creationDate(stored.created())
                    .stateMachineVersionArn(
                            Boolean.TRUE.equals(input.publish())
                                    ? publish(transaction, call, stored, input)
                                    : null)
                    .build();
        });
    }

    private String publish(
            Transaction transaction,
            Call call,
            StateMachineRecord machine,
            CreateStateMachineInput input) {
        VersionRecord version =
                publishing.publish(
                        transaction,
                        call.scope(),
                        machine,
                        input.versionDescription(),
                        call.time());
        return Publishing.arn(call, machine.name(), version.number());
    }

    private StateMachineRecord create(
            Transaction transaction,
            Call call,
            StateMachineRecord machine,
            RevisionRecord revision) {
        Optional<StateMachineRecord> existing =
                machines.find(transaction, call.scope(), machine.name());
        if (existing.isPresent()) {
            RevisionRecord present =
                    machines.revisionOf(
                            transaction, call.scope(), machine.name(), existing.get().revision());
            boolean same =
                    existing.get().type().equals(machine.type())
                            && present.withRole(revision.roleArn()).isSameAs(revision);
            if (same) {
                return existing.get();
            }
            throw StatesErrors.stateMachineAlreadyExists(
                    "State Machine Already Exists: '" + Arns.machine(call, machine.name()) + "'");
        }
        machines.put(transaction, call.scope(), machine);
        machines.put(transaction, call.scope(), machine.name(), machine.revision(), revision);
        return machine;
    }
}
