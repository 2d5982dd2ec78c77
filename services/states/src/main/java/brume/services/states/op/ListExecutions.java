package brume.services.states.op;

import brume.api.states.ExecutionListItem;
import brume.api.states.ListExecutionsInput;
import brume.api.states.ListExecutionsOutput;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.Executions;
import brume.services.states.store.Executions.Place;
import brume.services.states.store.MapRunRecord;
import brume.services.states.store.MapRuns;
import brume.services.states.store.StateMachineRecord;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists the executions of a state machine, newest first. */
public final class ListExecutions implements Operation<ListExecutionsInput, ListExecutionsOutput> {

    private static final int SCANNED_AT_ONCE = 1000;

    private final Store store;
    private final Targets targets;
    private final Executions executions;
    private final MapRuns runs;

    public ListExecutions(Store store, Targets targets, Executions executions, MapRuns runs) {
        this.store = store;
        this.targets = targets;
        this.executions = executions;
        this.runs = runs;
    }

    @Override
    public OperationModel<ListExecutionsInput, ListExecutionsOutput> model() {
        return StatesApi.LIST_EXECUTIONS;
    }

    @Override
    public List<Permission> permissions(ListExecutionsInput input, Call call) {
        return List.of(
                Permission.of("states:ListExecutions", String.valueOf(input.stateMachineArn())));
    }

    @Override
    public ListExecutionsOutput handle(ListExecutionsInput input, Call call) {
        String mapRun = input.mapRunArn();
        if (mapRun != null) {
            if (input.stateMachineArn() != null) {
                throw StatesErrors.validationException(
                        "Must provide a state machine ARN or a map run ARN, not both");
            }
            return store.read(reader -> {
                MapRunRecord run = MapRunArns.get(reader, runs, call, mapRun).run();
                Arns.Qualified machine = new Arns.Qualified(run.childMachine(), "");
                String list = Executions.ofMapRun(run.childMachine(), run.uuid());
                return page(reader, input, call, machine, list);
            });
        }
        if (input.redriveFilter() != null) {
            throw StatesErrors.validationException(
                    "redriveFilter is for the executions of a map run");
        }
        String arn = input.stateMachineArn();
        if (arn == null) {
            throw StatesErrors.validationException("Must provide a state machine ARN");
        }
        Arns.Qualified name = Arns.qualified(call, arn);
        return store.read(reader -> {
            StateMachineRecord machine = targets.resolve(reader, call, arn).machine();
            if (machine.isExpress()) {
                throw StartSyncExecution.notSupported();
            }
            return page(reader, input, call, name, name.machine());
        });
    }

    private ListExecutionsOutput page(
            Reader reader,
            ListExecutionsInput input,
            Call call,
            Arns.Qualified machine,
            String list) {
        int size = Pages.size(input.maxResults());
        Optional<Place> after = Pages.position(input.nextToken()).map(ListExecutions::place);
        List<ExecutionListItem> items = new ArrayList<>();
        while (true) {
            List<Place> places =
                    executions.list(reader, call.scope(), list, after, SCANNED_AT_ONCE);
            for (Place place : places) {
                if (items.size() == size) {
                    return output(items, after);
                }
                ExecutionId id = new ExecutionId(call.scope(), machine.machine(), place.name());
                ExecutionRecord.Status status = executions.status(reader, id);
                ExecutionRecord execution = executions.find(reader, id).orElseThrow();
                boolean wanted =
                        input.statusFilter() == null
                                || input.statusFilter().equals(status.status());
                if (wanted && isOf(machine, execution) && isRedriven(input, status)) {
                    items.add(item(id, execution, status));
                }
                after = Optional.of(place);
            }
            if (places.size() < SCANNED_AT_ONCE) {
                return output(items, Optional.empty());
            }
        }
    }

    /** What the redriveFilter lets through. */
    private static boolean isRedriven(ListExecutionsInput input, ExecutionRecord.Status status) {
        String filter = input.redriveFilter();
        return filter == null || filter.equals("REDRIVEN") == (status.redrives().count() > 0);
    }

    private static boolean isOf(Arns.Qualified machine, ExecutionRecord execution) {
        return machine.qualifier().isEmpty()
                || machine.qualifier().equals(String.valueOf(execution.version()))
                || machine.qualifier().equals(execution.alias());
    }

    private static ListExecutionsOutput output(
            List<ExecutionListItem> items, Optional<Place> next) {
        return ListExecutionsOutput.builder()
                .executions(items)
                .nextToken(
                        next.map(place -> Pages.token(place.startMillis() + "|" + place.name()))
                                .orElse(null))
                .build();
    }

    private static Place place(String position) {
        int bar = position.indexOf('|');
        try {
            return new Place(
                    Long.parseLong(position.substring(0, Math.max(0, bar))),
                    position.substring(bar + 1));
        } catch (NumberFormatException e) {
            throw Pages.invalid();
        }
    }

    private static ExecutionListItem item(
            ExecutionId id, ExecutionRecord execution, ExecutionRecord.Status status) {
        ExecutionRecord.MapItem item = execution.mapItem();
        return ExecutionListItem.builder()
                .executionArn(id.arn())
                .mapRunArn(
                        item == null
                                ? null
                                : MapRunArns.arn(id.scope(), id.stateMachine(), item.mapRun()))
                .stateMachineArn(id.stateMachineArn())
                .stateMachineVersionArn(Arns.version(id, execution))
                .stateMachineAliasArn(Arns.alias(id, execution))
                .name(id.name())
                .status(status.status())
                .startDate(execution.start())
                .stopDate(status.stop())
                .redriveCount(status.redrives().count())
                .redriveDate(status.redrives().last())
                .build();
    }
}
