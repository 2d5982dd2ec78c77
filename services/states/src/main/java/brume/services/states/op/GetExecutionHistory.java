package brume.services.states.op;

import brume.api.states.GetExecutionHistoryInput;
import brume.api.states.GetExecutionHistoryOutput;
import brume.api.states.HistoryEvent;
import brume.api.states.StatesApi;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.Executions;
import brume.services.states.store.Histories;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** Lists the events of an execution. */
public final class GetExecutionHistory
        implements Operation<GetExecutionHistoryInput, GetExecutionHistoryOutput> {

    /** Details that includeExecutionData=false leaves out. */
    private static final List<String> DATA = List.of("input", "output", "parameters");

    private final Store store;
    private final Executions executions;
    private final Histories histories;

    public GetExecutionHistory(Store store, Executions executions, Histories histories) {
        this.store = store;
        this.executions = executions;
        this.histories = histories;
    }

    @Override
    public OperationModel<GetExecutionHistoryInput, GetExecutionHistoryOutput> model() {
        return StatesApi.GET_EXECUTION_HISTORY;
    }

    @Override
    public List<Permission> permissions(GetExecutionHistoryInput input, Call call) {
        return List.of(Permission.of("states:GetExecutionHistory", input.executionArn()));
    }

    @Override
    public GetExecutionHistoryOutput handle(GetExecutionHistoryInput input, Call call) {
        ExecutionId id = Arns.execution(call, input.executionArn());
        boolean reverse = Boolean.TRUE.equals(input.reverseOrder());
        boolean data = !Boolean.FALSE.equals(input.includeExecutionData());
        int size = Pages.size(input.maxResults());
        return store.read(reader -> {
            ExecutionRecord.Status status =
                    executions
                            .findStatus(reader, id)
                            .orElseThrow(() -> Arns.noExecution(input.executionArn()));
            long first = reverse ? status.nextEventId() - 1 : 1;
            long from = Pages.number(input.nextToken()).orElse(first);
            List<JsonNode> events = histories.list(reader, id, from, reverse, size);
            long next = reverse ? from - events.size() : from + events.size();
            boolean more = next >= 1 && next < status.nextEventId();
            return GetExecutionHistoryOutput.builder()
                    .events(events.stream().map(event -> event(event, data)).toList())
                    .nextToken(more ? Pages.token(Long.toString(next)) : null)
                    .build();
        });
    }

    private static HistoryEvent event(JsonNode stored, boolean data) {
        ObjectNode event = stored.deepCopy();
        long millis = event.get("timestamp").longValue();
        event.put("timestamp", Instant.ofEpochMilli(millis).toString());
        if (!data) {
            for (JsonNode details : event) {
                if (details instanceof ObjectNode fields) {
                    fields.remove(DATA);
                }
            }
        }
        return ShapeJson.fromTree(HistoryEvent.SCHEMA, event);
    }
}
