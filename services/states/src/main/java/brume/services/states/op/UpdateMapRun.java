package brume.services.states.op;

import brume.api.states.StatesApi;
import brume.api.states.UpdateMapRunInput;
import brume.api.states.UpdateMapRunOutput;
import brume.services.states.domain.engine.MapRunPlan.Limits;
import brume.services.states.store.MapRuns;
import brume.services.states.worker.MapRunEngine;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Changes the concurrency and the tolerated failures of a map run that has not ended. */
public final class UpdateMapRun implements Operation<UpdateMapRunInput, UpdateMapRunOutput> {

    private final Store store;
    private final MapRuns runs;
    private final MapRunEngine engine;

    public UpdateMapRun(Store store, MapRuns runs, MapRunEngine engine) {
        this.store = store;
        this.runs = runs;
        this.engine = engine;
    }

    @Override
    public OperationModel<UpdateMapRunInput, UpdateMapRunOutput> model() {
        return StatesApi.UPDATE_MAP_RUN;
    }

    @Override
    public List<Permission> permissions(UpdateMapRunInput input, Call call) {
        return List.of(Permission.of(model().action(), input.mapRunArn()));
    }

    @Override
    public UpdateMapRunOutput handle(UpdateMapRunInput input, Call call) {
        MapRuns.Id id =
                store.read(reader -> MapRunArns.get(reader, runs, call, input.mapRunArn())).id();
        if (engine.update(id, limits -> changed(limits, input)).isEmpty()) {
            throw MapRunArns.notFound(input.mapRunArn());
        }
        return UpdateMapRunOutput.builder().build();
    }

    private static Limits changed(Limits limits, UpdateMapRunInput input) {
        Integer concurrency = input.maxConcurrency();
        Long count = input.toleratedFailureCount();
        Float percentage = input.toleratedFailurePercentage();
        return new Limits(
                concurrency == null ? limits.maxConcurrency() : concurrency,
                count == null ? limits.toleratedCount() : count,
                percentage == null
                        ? limits.toleratedPercentage()
                        : (Double) percentage.doubleValue());
    }
}
