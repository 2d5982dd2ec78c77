package brume.services.states.op;

import brume.api.states.DescribeMapRunInput;
import brume.api.states.DescribeMapRunOutput;
import brume.api.states.MapRunExecutionCounts;
import brume.api.states.MapRunItemCounts;
import brume.api.states.StatesApi;
import brume.services.states.domain.engine.MapRunPlan.Limits;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.MapRunRecord;
import brume.services.states.store.MapRunRecord.Counts;
import brume.services.states.store.MapRunRecord.Status;
import brume.services.states.store.MapRuns;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Describes a map run: how far it is, and within which limits it works. */
public final class DescribeMapRun implements Operation<DescribeMapRunInput, DescribeMapRunOutput> {

    private final Store store;
    private final MapRuns runs;

    public DescribeMapRun(Store store, MapRuns runs) {
        this.store = store;
        this.runs = runs;
    }

    @Override
    public OperationModel<DescribeMapRunInput, DescribeMapRunOutput> model() {
        return StatesApi.DESCRIBE_MAP_RUN;
    }

    @Override
    public List<Permission> permissions(DescribeMapRunInput input, Call call) {
        return List.of(Permission.of(model().action(), input.mapRunArn()));
    }

    @Override
    public DescribeMapRunOutput handle(DescribeMapRunInput input, Call call) {
        return store.read(reader -> {
            MapRunArns.Found found = MapRunArns.get(reader, runs, call, input.mapRunArn());
            return output(call, found.run(), runs.status(reader, found.id()));
        });
    }

    private static DescribeMapRunOutput output(Call call, MapRunRecord run, Status status) {
        ExecutionId parent =
                new ExecutionId(call.scope(), run.parent().machine(), run.parent().execution());
        Limits limits = status.limits();
        Double percentage = limits.toleratedPercentage();
        Long count = limits.toleratedCount();
        // Recorded: not told of a run that was never redriven (LocalStack, test_sfn_api_map_run).
        int redrives = status.redrive().count();
        return DescribeMapRunOutput.builder()
                .mapRunArn(MapRunArns.arn(call.scope(), run))
                .executionArn(parent.arn())
                .status(status.status())
                .startDate(run.start())
                .stopDate(status.stop())
                .maxConcurrency(limits.maxConcurrency())
                .toleratedFailurePercentage(percentage == null ? 0f : percentage.floatValue())
                .toleratedFailureCount(count == null ? 0L : count)
                .itemCounts(items(status.items()))
                .executionCounts(executions(status.executions()))
                .redriveCount(redrives == 0 ? null : redrives)
                .redriveDate(status.redrive().last())
                .build();
    }

    private static MapRunItemCounts items(Counts counts) {
        return MapRunItemCounts.builder()
                .pending(counts.pending())
                .running(counts.running())
                .succeeded(counts.succeeded())
                .failed(counts.failed())
                .timedOut(counts.timedOut())
                .aborted(counts.aborted())
                .total(counts.total())
                .resultsWritten(counts.resultsWritten())
                .pendingRedrive(counts.pendingRedrive() == 0 ? null : counts.pendingRedrive())
                .build();
    }

    private static MapRunExecutionCounts executions(Counts counts) {
        return MapRunExecutionCounts.builder()
                .pending(counts.pending())
                .running(counts.running())
                .succeeded(counts.succeeded())
                .failed(counts.failed())
                .timedOut(counts.timedOut())
                .aborted(counts.aborted())
                .total(counts.total())
                .resultsWritten(counts.resultsWritten())
                .pendingRedrive(counts.pendingRedrive() == 0 ? null : counts.pendingRedrive())
                .build();
    }
}
