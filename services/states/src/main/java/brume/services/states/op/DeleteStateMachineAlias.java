package brume.services.states.op;

import brume.api.states.DeleteStateMachineAliasInput;
import brume.api.states.DeleteStateMachineAliasOutput;
import brume.api.states.StatesApi;
import brume.services.states.store.Versions;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Deletes an alias, or does nothing if there is none. */
public final class DeleteStateMachineAlias
        implements Operation<DeleteStateMachineAliasInput, DeleteStateMachineAliasOutput> {

    private final Store store;
    private final Versions versions;

    public DeleteStateMachineAlias(Store store, Versions versions) {
        this.store = store;
        this.versions = versions;
    }

    @Override
    public OperationModel<DeleteStateMachineAliasInput, DeleteStateMachineAliasOutput> model() {
        return StatesApi.DELETE_STATE_MACHINE_ALIAS;
    }

    @Override
    public List<Permission> permissions(DeleteStateMachineAliasInput input, Call call) {
        return List.of(Permission.of(model().action(), input.stateMachineAliasArn()));
    }

    @Override
    public DeleteStateMachineAliasOutput handle(DeleteStateMachineAliasInput input, Call call) {
        Arns.Qualified name = Aliases.name(call, input.stateMachineAliasArn());
        store.transact(transaction -> {
            versions.deleteAlias(transaction, call.scope(), name.machine(), name.qualifier());
            return null;
        });
        return DeleteStateMachineAliasOutput.builder().build();
    }
}
