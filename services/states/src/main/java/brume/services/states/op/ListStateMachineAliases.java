package brume.services.states.op;

import brume.api.states.ListStateMachineAliasesInput;
import brume.api.states.ListStateMachineAliasesOutput;
import brume.api.states.StateMachineAliasListItem;
import brume.api.states.StatesApi;
import brume.services.states.domain.StatesQuotas;
import brume.services.states.store.AliasRecord;
import brume.services.states.store.StateMachines;
import brume.services.states.store.Versions;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;
import java.util.Optional;

/** Lists the aliases of a state machine by name, or those that lead to one version. */
public final class ListStateMachineAliases
        implements Operation<ListStateMachineAliasesInput, ListStateMachineAliasesOutput> {

    private final Store store;
    private final StateMachines machines;
    private final Versions versions;

    public ListStateMachineAliases(Store store, StateMachines machines, Versions versions) {
        this.store = store;
        this.machines = machines;
        this.versions = versions;
    }

    @Override
    public OperationModel<ListStateMachineAliasesInput, ListStateMachineAliasesOutput> model() {
        return StatesApi.LIST_STATE_MACHINE_ALIASES;
    }

    @Override
    public List<Permission> permissions(ListStateMachineAliasesInput input, Call call) {
        return List.of(Permission.of(model().action(), input.stateMachineArn()));
    }

    @Override
    public ListStateMachineAliasesOutput handle(ListStateMachineAliasesInput input, Call call) {
        Arns.Qualified name = Arns.qualified(call, input.stateMachineArn());
        int size = Pages.size(input.maxResults());
        Optional<String> after = Pages.position(input.nextToken());
        int max = (int) StatesQuotas.ALIASES.value();
        List<AliasRecord> found =
                store.read(reader -> {
                    if (machines.find(reader, call.scope(), name.machine()).isEmpty()) {
                        throw Arns.noMachine(input.stateMachineArn());
                    }
                    return versions
                            .listAliases(reader, call.scope(), name.machine(), after, max)
                            .stream()
                            .filter(alias -> !name.isVersion() || alias.isRoutedTo(name.version()))
                            .toList();
                });
        List<AliasRecord> page = found.subList(0, Math.min(size, found.size()));
        return ListStateMachineAliasesOutput.builder()
                .stateMachineAliases(
                        page.stream()
                                .map(alias ->
                                        StateMachineAliasListItem.builder()
                                                .stateMachineAliasArn(
                                                        Aliases.arn(
                                                                call, name.machine(), alias.name()))
                                                .creationDate(alias.created())
                                                .build())
                                .toList())
                .nextToken(found.size() > size ? Pages.token(page.getLast().name()) : null)
                .build();
    }
}
