package brume.services.states.op;

import brume.api.states.CreateStateMachineAliasInput;
import brume.api.states.CreateStateMachineAliasOutput;
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
import java.util.Objects;
import java.util.Optional;

/** Creates an alias; the same request again answers what the first one did. */
public final class CreateStateMachineAlias
        implements Operation<CreateStateMachineAliasInput, CreateStateMachineAliasOutput> {

    private final Store store;
    private final Versions versions;

    public CreateStateMachineAlias(Store store, Versions versions) {
        this.store = store;
        this.versions = versions;
    }

    @Override
    public OperationModel<CreateStateMachineAliasInput, CreateStateMachineAliasOutput> model() {
        return StatesApi.CREATE_STATE_MACHINE_ALIAS;
    }

    @Override
    public List<Permission> permissions(CreateStateMachineAliasInput input, Call call) {
        return List.of(Permission.of(model().action(), Arns.machine(call, machine(input, call))));
    }

    @Override
    public CreateStateMachineAliasOutput handle(CreateStateMachineAliasInput input, Call call) {
        Aliases.Routing routing = Aliases.routing(call, input.routingConfiguration());
        AliasRecord alias =
                new AliasRecord(
                        input.name(),
                        input.description(),
                        routing.routes(),
                        call.time(),
                        call.time());
        AliasRecord stored =
                store.transact(transaction -> create(transaction, call, routing, alias));
        return CreateStateMachineAliasOutput.builder()
                .stateMachineAliasArn(Aliases.arn(call, routing.machine(), input.name()))
                .creationDate(stored.created())
                .build();
    }

    private static String machine(CreateStateMachineAliasInput input, Call call) {
        String first = input.routingConfiguration().getFirst().stateMachineVersionArn();
        return Arns.qualified(call, first).machine();
    }

    private AliasRecord create(
            Transaction transaction, Call call, Aliases.Routing routing, AliasRecord alias) {
        String machine = routing.machine();
        Optional<AliasRecord> present =
                versions.findAlias(transaction, call.scope(), machine, alias.name());
        if (present.isPresent()) {
            if (present.get().routes().equals(alias.routes())
                    && Objects.equals(present.get().description(), alias.description())) {
                return present.get();
            }
            throw StatesErrors.conflictException(
                    "Failed to create alias because an alias with the same name and a different"
                            + " routing configuration already exists.");
        }
        Aliases.checkVersions(transaction, call, versions, routing);
        int max = (int) StatesQuotas.ALIASES.value();
        if (versions.listAliases(transaction, call.scope(), machine, Optional.empty(), max).size()
                == max) {
            throw StatesErrors.serviceQuotaExceededException(
                    "The maximum number of aliases has been reached: " + max);
        }
        versions.put(transaction, call.scope(), machine, alias);
        return alias;
    }
}
