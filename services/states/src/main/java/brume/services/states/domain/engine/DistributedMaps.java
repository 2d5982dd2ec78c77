package brume.services.states.domain.engine;

import brume.base.Ids;
import brume.services.states.domain.asl.DistributedMap;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.asl.WorkflowType;
import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import brume.services.states.domain.data.Template;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Map states in distributed mode: the state begins a map run and waits for its end. */
final class DistributedMaps {

    private final Step step;
    private final Transition transition;

    DistributedMaps(Step step, Transition transition) {
        this.step = step;
        this.transition = transition;
    }

    /** Begins the map run. */
    void enter(Branch branch, State.MapItems map, DistributedMap distributed, Payload input)
            throws QueryException {
        branch.mapRun = null;
        branch.mapRunRedrives = 0;
        Bindings bindings = step.bindings(branch, input);
        Bindings inside = bindings.withInput(DataFlow.filter(map.common().inputPath(), bindings));
        JsonNode items = distributed.reader() == null ? ParentStates.items(map, inside) : null;
        branch.previousEvent =
                step.history.mapStarted(branch.previousEvent, items == null ? 0 : items.size());
        MapRunPlan plan;
        try {
            plan = plan(map, distributed, items, inside);
        } catch (QueryException e) {
            // Recorded: without a MapStateFailed event (LocalStack, test_map_state_tolerated_*).
            transition.abort(branch, branch, e);
            return;
        }
        String arn = step.facts.mapRunArn(plan.label(), plan.uuid());
        branch.previousEvent = step.history.mapRunStarted(branch.previousEvent, arn);
        branch.mapRun = plan.uuid();
        long ticket = step.await(branch, Branch.Phase.DISTRIBUTED);
        step.effects.add(
                new Effect.StartMapRun(
                        branch, ticket, plan, distributed.executionType() == WorkflowType.EXPRESS));
    }

    /** Has the map run that the branch's state has begun go on; false if it has begun none. */
    boolean redrive(Branch branch) {
        String run = branch.mapRun;
        if (run == null
                || !(step.stateOf(branch) instanceof State.MapItems map)
                || map.distributed() == null) {
            return false;
        }
        branch.mapRunRedrives++;
        String arn = step.facts.mapRunArn(label(map, map.distributed()), run);
        branch.previousEvent =
                step.history.mapRunRedriven(branch.previousEvent, arn, branch.mapRunRedrives);
        long ticket = step.await(branch, Branch.Phase.DISTRIBUTED);
        step.effects.add(new Effect.RedriveMapRun(branch, ticket, run));
        return true;
    }

    private MapRunPlan plan(
            State.MapItems map,
            DistributedMap distributed,
            @Nullable JsonNode items,
            Bindings bindings)
            throws QueryException {
        DistributedMap.Reader reader = distributed.reader();
        DistributedMap.Batcher batcher = distributed.batcher();
        DistributedMap.Writer writer = distributed.writer();
        Long count = Amounts.count(distributed.toleratedFailureCount(), bindings);
        if (count != null && count < 0) {
            throw new QueryException("ToleratedFailureCount cannot be negative.");
        }
        Double percentage = Amounts.ratio(distributed.toleratedFailurePercentage(), bindings);
        if (percentage != null && (percentage < 0 || percentage > 100)) {
            throw new QueryException("ToleratedFailurePercentage must be between 0 and 100.");
        }
        int concurrency = ParentStates.concurrency(map, bindings);
        return new MapRunPlan(
                Ids.uuid(),
                label(map, distributed),
                map.common().name(),
                items == null ? null : Payload.of(items),
                reader == null ? null : evaluate(reader.arguments(), bindings),
                reader == null ? null : Amounts.count(reader.format().maxItems(), bindings),
                batcher == null ? MapRunPlan.Batch.NONE : batch(batcher, bindings),
                writer == null || writer.arguments() == null
                        ? null
                        : evaluate(writer.arguments(), bindings),
                new MapRunPlan.Limits(concurrency, count, percentage));
    }

    private static MapRunPlan.Batch batch(DistributedMap.Batcher batcher, Bindings bindings)
            throws QueryException {
        return new MapRunPlan.Batch(
                Amounts.count(batcher.maxItems(), bindings),
                Amounts.count(batcher.maxInputBytes(), bindings),
                batcher.batchInput() == null ? null : evaluate(batcher.batchInput(), bindings));
    }

    private static Payload evaluate(@Nullable Template template, Bindings bindings)
            throws QueryException {
        return template == null ? Payload.EMPTY_OBJECT : Payload.of(template.evaluate(bindings));
    }

    /** The label, or a name that stays the same for each run of the state. */
    private String label(State.MapItems map, DistributedMap distributed) {
        String label = distributed.label();
        if (label != null) {
            return label;
        }
        String name = step.facts.baseMachineArn() + ' ' + map.common().name();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /**
     * What the ItemSelector makes of items.
     *
     * @param first the index of the first one
     */
    List<Payload> select(Branch branch, State.MapItems map, long first, List<JsonNode> items)
            throws QueryException {
        List<Payload> selected = new ArrayList<>(items.size());
        Template selector = map.itemSelector();
        if (selector == null) {
            items.forEach(item -> selected.add(Payload.of(item)));
            return selected;
        }
        Bindings bindings = step.bindings(branch, step.input(branch));
        Bindings inside = bindings.withInput(DataFlow.filter(map.common().inputPath(), bindings));
        ObjectNode context = step.context(branch);
        for (JsonNode item : items) {
            int index = (int) (first + selected.size());
            ObjectNode ofItem = context.deepCopy();
            ContextObject.put(ofItem, new ContextObject.Item(index, item));
            Bindings of = new Bindings(inside.input(), () -> ofItem, inside.variables());
            selected.add(Payload.of(selector.evaluate(of)));
        }
        return selected;
    }

    /** The map run has ended. */
    void ended(Branch branch, State.MapItems map, TaskOutcome outcome) {
        branch.dropMessages(Branch.MAP_RUN);
        branch.ticket = 0;
        switch (outcome) {
            case TaskOutcome.Failed failed -> {
                branch.previousEvent =
                        step.history.mapRunFailed(branch.previousEvent, failed.failure());
                transition.fail(branch, failed.failure());
            }
            case TaskOutcome.Succeeded succeeded -> {
                branch.previousEvent = step.history.add("MapRunSucceeded", branch.previousEvent);
                step.history.add("MapStateSucceeded", branch.previousEvent);
                leave(branch, map, succeeded.output());
            }
        }
    }

    private void leave(Branch branch, State.MapItems map, Payload result) {
        Bindings bindings = step.bindings(branch, step.input(branch));
        try {
            Payload combined =
                    DataFlow.combine(map.shape(), result, bindings, step.inspector(branch));
            transition.leave(branch, map, result, combined, bindings);
        } catch (QueryException e) {
            transition.fail(branch, e);
        }
    }
}
