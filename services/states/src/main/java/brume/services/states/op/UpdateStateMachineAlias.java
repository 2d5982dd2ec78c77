package brume.services.states.op;

import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.api.states.UpdateStateMachineAliasInput;
import brume.api.states.UpdateStateMachineAliasOutput;
import brume.services.states.store.AliasRecord;
import brume.services.states.store.Versions;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes where an alias leads, or its description. */
public final class UpdateStateMachineAlias
        implements Operation<UpdateStateMachineAliasInput, UpdateStateMachineAliasOutput> {

    private final Store store;
    private final Versions versions;

    public UpdateStateMachineAlias(Store store, Versions versions) {
        this.store = store;
        this.versions = versions;
    }

    @Override
    public OperationModel<UpdateStateMachineAliasInput, UpdateStateMachineAliasOutput> model() {
        return StatesApi.UPDATE_STATE_MACHINE_ALIAS;
    }

    @Override
    public List<Permission> permissions(UpdateStateMachineAliasInput input, Call call) {
        return List.of(Permission.of(model().action(), input.stateMachineAliasArn()));
    }

    @Override
    public UpdateStateMachineAliasOutput handle(UpdateStateMachineAliasInput input, Call call) {
        Arns.Qualified name = Aliases.name(call, input.stateMachineAliasArn());
        if (input.description() == null && input.routingConfiguration() == null) {
            throw StatesErrors.validationException(
                    "Either the description or the routing configuration must be specified");
        }
        Aliases.Routing routing =
                input.routingConfiguration() == null
                        ? null
                        : Aliases.routing(call, input.routingConfiguration());
        if (routing != null && !routing.machine().equals(name.machine())) {
            throw StatesErrors.validationException(
                    "Routing configuration must contain versions of the state machine "
                            + name.machine());
        }
        store.transact(transaction -> {
            update(transaction, call, name, routing, input.description());
            return null;
        });
        return UpdateStateMachineAliasOutput.builder().updateDate(call.time()).build();
    }

    private void update(
            Transaction transaction,
            Call call,
            Arns.Qualified name,
            Aliases.@Nullable Routing routing,
            @Nullable String description) {
        AliasRecord alias =
                versions.findAlias(transaction, call.scope(), name.machine(), name.qualifier())
                        .orElseThrow(Aliases::notFound);
        if (routing != null) {
            Aliases.checkVersions(transaction, call, versions, routing);
        }
        versions.put(
                transaction,
                call.scope(),
                name.machine(),
                new AliasRecord(
                        alias.name(),
                        description == null ? alias.description() : description,
                        routing == null ? alias.routes() : routing.routes(),
                        alias.created(),
                        call.time()));
    }
}
