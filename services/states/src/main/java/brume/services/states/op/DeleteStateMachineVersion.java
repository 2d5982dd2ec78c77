package brume.services.states.op;

import brume.api.states.DeleteStateMachineVersionInput;
import brume.api.states.DeleteStateMachineVersionOutput;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.services.states.domain.StatesQuotas;
import brume.services.states.store.AliasRecord;
import brume.services.states.store.Versions;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.List;
import java.util.Optional;

/** Deletes a version that no alias leads to, or does nothing if there is none. */
public final class DeleteStateMachineVersion
        implements Operation<DeleteStateMachineVersionInput, DeleteStateMachineVersionOutput> {

    private final Store store;
    private final Versions versions;

    public DeleteStateMachineVersion(Store store, Versions versions) {
        this.store = store;
        this.versions = versions;
    }

    @Override
    public OperationModel<DeleteStateMachineVersionInput, DeleteStateMachineVersionOutput> model() {
        return StatesApi.DELETE_STATE_MACHINE_VERSION;
    }

    @Override
    public List<Permission> permissions(DeleteStateMachineVersionInput input, Call call) {
        return List.of(Permission.of(model().action(), input.stateMachineVersionArn()));
    }

    @Override
    public DeleteStateMachineVersionOutput handle(DeleteStateMachineVersionInput input, Call call) {
        Arns.Qualified name = Arns.qualified(call, input.stateMachineVersionArn());
        if (!name.isVersion()) {
            throw Arns.wrongType("stateMachine");
        }
        store.transact(transaction -> {
            delete(transaction, call, name);
            return null;
        });
        return DeleteStateMachineVersionOutput.builder().build();
    }

    private void delete(Transaction transaction, Call call, Arns.Qualified name) {
        int max = (int) StatesQuotas.ALIASES.value();
        List<String> aliases =
                versions
                        .listAliases(
                                transaction, call.scope(), name.machine(), Optional.empty(), max)
                        .stream()
                        .filter(alias -> alias.isRoutedTo(name.version()))
                        .map(AliasRecord::name)
                        .toList();
        if (!aliases.isEmpty()) {
            throw StatesErrors.conflictException(
                    "Version to be deleted must not be referenced by an alias. Current list of"
                            + " aliases referencing this version: "
                            + aliases);
        }
        versions.delete(transaction, call.scope(), name.machine(), name.version());
    }
}
