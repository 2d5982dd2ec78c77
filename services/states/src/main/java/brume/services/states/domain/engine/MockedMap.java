package brume.services.states.domain.engine;

import brume.services.states.domain.asl.DistributedMap;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import com.fasterxml.jackson.databind.JsonNode;

/** A Map state whose iterations are not run: it is shown what they would have begun with. */
final class MockedMap {

    /** LocalStack, v2/test_state/test_state_configuration. */
    private static final TaskOutcome EXCEEDED =
            new TaskOutcome.Failed(
                    new Failure(
                            "States.ExceedToleratedFailureThreshold",
                            "The specified tolerated failure threshold was exceeded"));

    private final Step step;
    private final ParentStates parents;

    MockedMap(Step step, ParentStates parents) {
        this.step = step;
        this.parents = parents;
    }

    void enter(Branch branch, State.MapItems map, MockedChildren mocked, Payload input)
            throws QueryException {
        Bindings bindings = step.bindings(branch, input);
        Payload filtered = DataFlow.filter(map.common().inputPath(), bindings);
        Bindings inside = bindings.withInput(filtered);
        Inspector inspector = step.inspector(branch);
        inspector.show(Inspector.Stage.AFTER_INPUT_PATH, filtered);
        if (mocked.items() == null) {
            JsonNode items = ParentStates.items(map, inside);
            inspector.show(Inspector.Stage.AFTER_ITEMS_PATH, Payload.of(items));
        }
        inspector.show(Inspector.Bound.MAX_CONCURRENCY, ParentStates.concurrency(map, inside));
        DistributedMap distributed = map.distributed();
        Long count = null;
        Double percentage = null;
        if (distributed != null) {
            count = Amounts.count(distributed.toleratedFailureCount(), inside);
            percentage = Amounts.ratio(distributed.toleratedFailurePercentage(), inside);
        }
        if (count != null) {
            inspector.show(Inspector.Bound.TOLERATED_FAILURE_COUNT, count);
        }
        if (percentage != null) {
            inspector.show(Inspector.Bound.TOLERATED_FAILURE_PERCENTAGE, percentage);
        }
        boolean tolerated =
                (count == null || mocked.failedIterations() <= count)
                        && (percentage == null || ratio(mocked) <= percentage);
        parents.end(branch, map, tolerated ? mocked.outcome() : EXCEEDED);
    }

    /** The share of failed iterations in percent. */
    private static double ratio(MockedChildren mocked) {
        int all =
                mocked.outcome() instanceof TaskOutcome.Succeeded succeeded
                        ? succeeded.output().node().size()
                        : 0;
        return all == 0 ? 0 : 100.0 * mocked.failedIterations() / all;
    }
}
