package brume.services.states.op;

import brume.api.states.PublishStateMachineVersionInput;
import brume.api.states.PublishStateMachineVersionOutput;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.services.states.store.StateMachineRecord;
import brume.services.states.store.StateMachines;
import brume.services.states.store.VersionRecord;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.List;

/** Publishes a version of a state machine as it is now, unless there is one already. */
public final class PublishStateMachineVersion
        implements Operation<PublishStateMachineVersionInput, PublishStateMachineVersionOutput> {

    /** How the API names the revision of a machine that was never updated. */
    private static final String INITIAL = "INITIAL";

    private final Store store;
    private final StateMachines machines;
    private final Publishing publishing;

    public PublishStateMachineVersion(Store store, StateMachines machines, Publishing publishing) {
        this.store = store;
        this.machines = machines;
        this.publishing = publishing;
    }

    @Override
    public OperationModel<PublishStateMachineVersionInput, PublishStateMachineVersionOutput>
            model() {
        return StatesApi.PUBLISH_STATE_MACHINE_VERSION;
    }

    @Override
    public List<Permission> permissions(PublishStateMachineVersionInput input, Call call) {
        return List.of(Permission.of(model().action(), input.stateMachineArn()));
    }

    @Override
    public PublishStateMachineVersionOutput handle(
            PublishStateMachineVersionInput input, Call call) {
        String name = Arns.machineName(call, input.stateMachineArn());
        VersionRecord version =
                store.transact(transaction -> publish(transaction, call, name, input));
        return PublishStateMachineVersionOutput.builder()
                .stateMachineVersionArn(Publishing.arn(call, name, version.number()))
                .creationDate(version.created())
                .build();
    }

    private VersionRecord publish(
            Transaction transaction,
            Call call,
            String name,
            PublishStateMachineVersionInput input) {
        StateMachineRecord machine =
                machines.find(transaction, call.scope(), name)
                        .orElseThrow(() -> Arns.noMachine(input.stateMachineArn()));
        String current = machine.updated() ? machine.revision() : INITIAL;
        if (input.revisionId() != null && !input.revisionId().equals(current)) {
            throw StatesErrors.conflictException(
                    "Failed to publish the State Machine version for revision "
                            + input.revisionId()
                            + ". The current State Machine revision is "
                            + current
                            + ".");
        }
        return publishing.publish(
                transaction, call.scope(), machine, input.description(), call.time());
    }
}
