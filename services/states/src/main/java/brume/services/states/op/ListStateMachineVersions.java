package brume.services.states.op;

import brume.api.states.ListStateMachineVersionsInput;
import brume.api.states.ListStateMachineVersionsOutput;
import brume.api.states.StateMachineVersionListItem;
import brume.api.states.StatesApi;
import brume.services.states.store.StateMachines;
import brume.services.states.store.VersionRecord;
import brume.services.states.store.Versions;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;
import java.util.Optional;

/** Lists the versions of a state machine, newest first. */
public final class ListStateMachineVersions
        implements Operation<ListStateMachineVersionsInput, ListStateMachineVersionsOutput> {

    private final Store store;
    private final StateMachines machines;
    private final Versions versions;

    public ListStateMachineVersions(Store store, StateMachines machines, Versions versions) {
        this.store = store;
        this.machines = machines;
        this.versions = versions;
    }

    @Override
    public OperationModel<ListStateMachineVersionsInput, ListStateMachineVersionsOutput> model() {
        return StatesApi.LIST_STATE_MACHINE_VERSIONS;
    }

    @Override
    public List<Permission> permissions(ListStateMachineVersionsInput input, Call call) {
        return List.of(Permission.of(model().action(), input.stateMachineArn()));
    }

    @Override
    public ListStateMachineVersionsOutput handle(ListStateMachineVersionsInput input, Call call) {
        String name = Arns.machineName(call, input.stateMachineArn());
        int size = Pages.size(input.maxResults());
        Optional<Long> before = Pages.number(input.nextToken());
        List<VersionRecord> found =
                store.read(reader -> {
                    if (machines.find(reader, call.scope(), name).isEmpty()) {
                        throw Arns.noMachine(input.stateMachineArn());
                    }
                    return versions.list(reader, call.scope(), name, before, size + 1);
                });
        List<VersionRecord> page = found.subList(0, Math.min(size, found.size()));
        return ListStateMachineVersionsOutput.builder()
                .stateMachineVersions(
                        page.stream()
                                .map(version ->
                                        StateMachineVersionListItem.builder()
                                                .stateMachineVersionArn(
                                                        Publishing.arn(
                                                                call, name, version.number()))
                                                .creationDate(version.created())
                                                .build())
                                .toList())
                .nextToken(
                        found.size() > size
                                ? Pages.token(Long.toString(page.getLast().number()))
                                : null)
                .build();
    }
}
