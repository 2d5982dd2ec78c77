package brume.services.states.op;

import brume.api.states.ListMapRunsInput;
import brume.api.states.ListMapRunsOutput;
import brume.api.states.MapRunListItem;
import brume.api.states.StatesApi;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.Executions;
import brume.services.states.store.MapRunRecord;
import brume.services.states.store.MapRuns;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Lists the map runs of an execution, newest first. */
public final class ListMapRuns implements Operation<ListMapRunsInput, ListMapRunsOutput> {

    private final Store store;
    private final Executions executions;
    private final MapRuns runs;

    public ListMapRuns(Store store, Executions executions, MapRuns runs) {
        this.store = store;
        this.executions = executions;
        this.runs = runs;
    }

    @Override
    public OperationModel<ListMapRunsInput, ListMapRunsOutput> model() {
        return StatesApi.LIST_MAP_RUNS;
    }

    @Override
    public List<Permission> permissions(ListMapRunsInput input, Call call) {
        return List.of(Permission.of(model().action(), input.executionArn()));
    }

    @Override
    public ListMapRunsOutput handle(ListMapRunsInput input, Call call) {
        ExecutionId id = Arns.execution(call, input.executionArn());
        int size = Pages.size(input.maxResults());
        int from = Pages.number(input.nextToken()).orElse(0L).intValue();
        return store.read(reader -> {
            if (executions.findStatus(reader, id).isEmpty()) {
                throw Arns.noExecution(input.executionArn());
            }
            List<MapRuns.Id> found = runs.ofExecution(reader, id, from, size + 1);
            boolean more = found.size() > size;
            return ListMapRunsOutput.builder()
                    .mapRuns(found.stream().limit(size).map(run -> item(reader, id, run)).toList())
                    .nextToken(more ? Pages.token(Integer.toString(from + size)) : null)
                    .build();
        });
    }

    private MapRunListItem item(Reader reader, ExecutionId execution, MapRuns.Id id) {
        MapRunRecord run = runs.get(reader, id);
        String machine = id.scope().arn("states", "stateMachine:" + run.childMachine()).toString();
        return MapRunListItem.builder()
                .executionArn(execution.arn())
                .mapRunArn(MapRunArns.arn(id.scope(), run))
                .stateMachineArn(machine)
                .startDate(run.start())
                .stopDate(runs.status(reader, id).stop())
                .build();
    }
}
