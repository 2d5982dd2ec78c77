package brume.services.states.domain.engine;

import brume.services.states.domain.asl.DistributedMap;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.asl.Workflow;
import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.JsonataExpression;
import brume.services.states.domain.data.PathNotFoundException;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import brume.services.states.domain.data.Template;
import brume.services.states.domain.engine.ExecutionState.PayloadId;
import brume.services.states.domain.engine.ExecutionState.Slot;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parallel and Map: states that run other workflows. */
final class ParentStates {

    /**
     * Iterations of an inline Map at once. Source: developer guide, "Using Map state in Inline
     * mode".
     */
    private static final int INLINE_CONCURRENCY_MAX = 40;

    /** A number, or its text, which AWS takes as well (LocalStack, test_reference_in_map_state). */
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    private final Step step;
    private final Transition transition;
    private final DistributedMaps distributed;

    ParentStates(Step step, Transition transition) {
        this.step = step;
        this.transition = transition;
        this.distributed = new DistributedMaps(step, transition);
    }

    void parallel(Branch branch, State.Parallel parallel, Payload input) throws QueryException {
        Bindings bindings = step.bindings(branch, input);
        Payload arguments =
                DataFlow.arguments(
                        parallel.common(), parallel.parameters(), bindings, Inspector.NONE);
        Optional<MockedChildren> mocked = step.inspector(branch).children();
        if (mocked.isPresent()) {
            end(branch, parallel, mocked.get().outcome());
            return;
        }
        long started = step.history.add("ParallelStateStarted", branch.previousEvent);
        begin(branch, parallel.branches().size(), parallel.branches().size());
        for (int i = 0; i < branch.total; i++) {
            Workflow workflow = parallel.branches().get(i);
            Branch child = step.state.add(branch.id, i, workflow.startAt(), started);
            step.state.put(child, Slot.INPUT, arguments);
            step.ready.addLast(child);
        }
        branch.started = branch.total;
    }

    private void begin(Branch branch, int total, int concurrency) {
        branch.phase = Branch.Phase.CHILDREN;
        branch.ticket = 0;
        branch.total = total;
        branch.concurrency = concurrency;
        branch.started = 0;
        branch.finished = 0;
    }

    void map(Branch branch, State.MapItems map, Payload input) throws QueryException {
        Optional<MockedChildren> mocked = step.inspector(branch).children();
        if (mocked.isPresent()) {
            new MockedMap(step, this).enter(branch, map, mocked.get(), input);
            return;
        }
        DistributedMap asked = map.distributed();
        if (asked != null) {
            distributed.enter(branch, map, asked, input);
            return;
        }
        Bindings bindings = step.bindings(branch, input);
        Payload filtered = DataFlow.filter(map.common().inputPath(), bindings);
        Bindings inside = bindings.withInput(filtered);
        JsonNode items = items(map, inside);
        int wanted;
        try {
            wanted = concurrency(map, inside);
        } catch (QueryException e) {
            // The one failure that leaves no MapStateFailed (LocalStack's v2/scenarios).
            transition.abort(branch, branch, e);
            return;
        }
        long started = step.history.mapStarted(branch.previousEvent, items.size());
        branch.lastIterationEvent = started;
        step.state.put(branch, Slot.ITEMS, Payload.of(items));
        int concurrency =
                wanted == 0 ? INLINE_CONCURRENCY_MAX : Math.min(wanted, INLINE_CONCURRENCY_MAX);
        begin(branch, items.size(), concurrency);
        if (items.isEmpty()) {
            branch.previousEvent = started;
            complete(branch, map);
            return;
        }
        for (int i = 0; i < Math.min(concurrency, items.size()); i++) {
            if (!launch(branch, map, started, inside)) {
                return;
            }
        }
    }

    static JsonNode items(State.MapItems map, Bindings bindings) throws QueryException {
        if (map.items() != null) {
            JsonNode computed = map.items().evaluate(bindings);
            if (!computed.isArray()
                    && map.items() instanceof Template.Computed template
                    && template.expression() instanceof JsonataExpression expression) {
                throw expression.unexpected("array", computed);
            }
            return computed;
        }
        JsonNode items;
        try {
            items = map.itemsPath().evaluate(bindings);
        } catch (PathNotFoundException e) {
            throw e.asInvalidPath();
        }
        if (!items.isArray() && map.common().jsonata()) {
            throw QueryException.evaluation(
                    "Map state input must be an array but was: " + items, null);
        }
        if (!items.isArray()) {
            throw new QueryException(
                    "Reference path \"" + map.itemsPath() + "\" must point to array.");
        }
        return items;
    }

    /** The MaxConcurrency that the state asks for, 0 for none. */
    static int concurrency(State.MapItems map, Bindings bindings) throws QueryException {
        long wanted =
                switch (map.maxConcurrency()) {
                    case null -> 0;
                    case State.Limit.Fixed fixed -> fixed.value();
                    case State.Limit.Computed computed ->
                            DataFlow.integer(computed.expression(), 0, bindings);
                    case State.Limit.At at -> {
                        JsonNode value;
                        try {
                            value = at.path().evaluate(bindings);
                        } catch (PathNotFoundException e) {
                            throw e.asInvalidPath();
                        }
                        String text = value.isTextual() ? value.textValue() : value.toString();
                        if (!WHOLE.matcher(text).matches()) {
                            throw new QueryException(
                                    "The MaxConcurrencyPath field refers to value \""
                                            + text
                                            + "\" which is not a valid integer: "
                                            + at.path());
                        }
                        yield Long.parseLong(text);
                    }
                };
        return (int) Math.min(wanted, Integer.MAX_VALUE);
    }

    /** Ends a state whose workflows were not run. */
    void end(Branch branch, State state, TaskOutcome outcome) {
        switch (outcome) {
            case TaskOutcome.Failed failed -> transition.fail(branch, failed.failure());
            case TaskOutcome.Succeeded succeeded -> leave(branch, state, succeeded.output());
        }
    }

    /** Starts the next iteration of a Map whose last one has ended with the event {@code last}. */
    void iterate(Branch branch, State.MapItems map, long last) {
        try {
            Bindings bindings = step.bindings(branch, step.input(branch));
            Payload filtered = DataFlow.filter(map.common().inputPath(), bindings);
            launch(branch, map, last, bindings.withInput(filtered));
        } catch (QueryException e) {
            transition.fail(branch, e);
        }
    }

    /** Starts one iteration; false if its input could not be made and the state has failed. */
    private boolean launch(Branch branch, State.MapItems map, long previous, Bindings bindings)
            throws QueryException {
        int index = branch.started++;
        JsonNode value = step.state.payload(branch, Slot.ITEMS).node().get(index);
        Payload input = Payload.of(value);
        long started = step.history.mapIteration("Started", previous, branch.state, index);
        if (map.itemSelector() != null) {
            ContextObject.Item item = new ContextObject.Item(index, value);
            Bindings ofItem =
                    new Bindings(
                            bindings.input(), () -> context(branch, item), bindings.variables());
            try {
                input = Payload.of(map.itemSelector().evaluate(ofItem));
            } catch (QueryException e) {
                Branch child = step.state.add(branch.id, index, map.processor().startAt(), started);
                step.state.put(child, Slot.INPUT, input);
                transition.abort(child, branch, e);
                return false;
            }
        }
        Branch child = step.state.add(branch.id, index, map.processor().startAt(), started);
        step.state.put(child, Slot.INPUT, input);
        step.ready.addLast(child);
        return true;
    }

    private ObjectNode context(Branch branch, ContextObject.Item item) {
        ObjectNode context = step.context(branch);
        ContextObject.put(context, item);
        return context;
    }

    /** Every child has ended well. */
    void complete(Branch branch, State state) {
        List<Payload> outputs = new ArrayList<>(branch.total);
        for (int i = 0; i < branch.total; i++) {
            int index = i;
            outputs.add(
                    step.state
                            .find(new PayloadId(branch.id, Slot.OUTPUT, i))
                            .orElseThrow(() -> new IllegalStateException("no output " + index)));
        }
        step.dropOutputs(branch);
        if (state instanceof State.MapItems) {
            branch.previousEvent = branch.lastIterationEvent;
        }
        step.history.add(state.type() + "StateSucceeded", branch.previousEvent);
        leave(branch, state, Payload.arrayOf(outputs));
    }

    private void leave(Branch branch, State state, Payload result) {
        Bindings bindings = step.bindings(branch, step.input(branch));
        State.ResultShape shape =
                switch (state) {
                    case State.Parallel parallel -> parallel.shape();
                    case State.MapItems map -> map.shape();
                    default -> throw new IllegalStateException("not a parent: " + branch.state);
                };
        try {
            Payload combined = DataFlow.combine(shape, result, bindings, step.inspector(branch));
            transition.leave(branch, state, result, combined, bindings);
        } catch (QueryException e) {
            transition.fail(branch, e);
        }
    }
}
