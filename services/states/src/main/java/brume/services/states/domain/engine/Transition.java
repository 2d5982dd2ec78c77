package brume.services.states.domain.engine;

import brume.base.Ids;
import brume.services.states.domain.asl.ErrorHandling;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.asl.WorkflowType;
import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import brume.services.states.domain.engine.ExecutionState.PayloadId;
import brume.services.states.domain.engine.ExecutionState.Slot;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ways out of a state: on to the next one, up to the parent, into a retry, a catch or an end.
 */
final class Transition {

    private final Step step;

    Transition(Step step) {
        this.step = step;
    }

    /**
     * Assigns variables, applies OutputPath to what the state made and leaves it.
     *
     * @param raw what Assign sees: the result before it was shaped
     */
    void leave(Branch branch, State state, Payload raw, Payload result, Bindings bindings)
            throws QueryException {
        State.Common common = state.common();
        Bindings after = common.jsonata() ? bindings.withResult(raw) : bindings.withInput(raw);
        ObjectNode assigned = Variables.evaluate(common.assign(), after);
        Payload output =
                common.jsonata()
                        ? DataFlow.output(common.output(), result, after)
                        : DataFlow.filter(common.outputPath(), bindings.withInput(result));
        if (output.exceedsLimit()) {
            fail(branch, Failure.dataLimit(branch.state));
            return;
        }
        exit(branch, state, output, state.common().next(), assigned);
    }

    /** Leaves the state for {@code next}, or ends the branch if that is null. */
    void exit(
            Branch branch,
            State state,
            Payload output,
            @Nullable String next,
            @Nullable ObjectNode assigned) {
        branch.previousEvent = step.history.exited(state, branch.previousEvent, output, assigned);
        if (assigned != null) {
            Variables.assign(step, branch, assigned);
        }
        branch.ticket = 0;
        branch.secret = null;
        if (next == null) {
            finish(branch, output);
            return;
        }
        branch.state = next;
        branch.phase = Branch.Phase.READY;
        step.state.put(branch, Slot.INPUT, output);
        step.ready.addLast(branch);
    }

    private void finish(Branch branch, Payload output) {
        if (branch.isRoot()) {
            step.history.executionSucceeded(branch.previousEvent, output);
            end(Ending.succeeded(output));
            return;
        }
        Branch parent = step.state.get(branch.parent);
        State above = step.stateOf(parent);
        step.state.put(new PayloadId(parent.id, Slot.OUTPUT, branch.index), output);
        long last = branch.previousEvent;
        step.state.remove(branch);
        parent.finished++;
        parent.previousEvent = last;
        if (above instanceof State.MapItems map) {
            parent.lastIterationEvent =
                    step.history.mapIteration("Succeeded", last, parent.state, branch.index);
            if (parent.started < parent.total) {
                new ParentStates(step, this).iterate(parent, map, last);
                return;
            }
        }
        if (parent.finished == parent.total) {
            new ParentStates(step, this).complete(parent, above);
        }
    }

    /** Handles an expression of the branch's state that could not be evaluated. */
    void fail(Branch branch, QueryException problem) {
        fail(branch, failure(branch, branch, problem));
    }

    /**
     * The failure of {@code branch}'s state. What a JSONata state could not evaluate has an event
     * of its own, of the branch {@code at}. If nothing was done yet in the state, it follows the
     * event before the state was entered, but for Wait (recorded in LocalStack's
     * v2/assign/test_assign_reference_variables and v2/scenarios/test_base_scenarios).
     */
    private Failure failure(Branch at, Branch branch, QueryException problem) {
        Failure failure = Failure.of(problem, branch.state, branch.enteredEvent);
        if (problem.error().equals(QueryException.EVALUATION_ERROR)) {
            boolean first =
                    at == branch
                            && at.previousEvent == at.enteredEvent
                            && !(step.stateOf(at) instanceof State.Wait);
            long previous = first ? at.beforeEntered : at.previousEvent;
            at.previousEvent =
                    step.history.evaluationFailed(
                            previous, branch.state, failure, problem.location());
        }
        return failure;
    }

    /** Handles an error of the branch's state: retry, catch, or pass it on to the parent. */
    void fail(Branch branch, Failure failure) {
        State state = step.stateOf(branch);
        ErrorHandling errors = state.errors();
        step.withdraw(branch);
        branch.ticket = 0;
        branch.secret = null;
        Inspector inspector = step.inspector(branch);
        inspector.failed(failure);
        int matching = errors.retrier(failure.errorName());
        if (matching >= 0) {
            inspector.retrier(matching);
        }
        int retrier = retrier(branch, failure);
        if (retrier >= 0) {
            retry(branch, errors.retriers().get(retrier), retrier, failure);
            return;
        }
        if (state instanceof State.Parallel || state instanceof State.MapItems) {
            branch.previousEvent =
                    step.history.add(state.type() + "StateFailed", branch.previousEvent);
        }
        Optional<ErrorHandling.Catcher> catcher = errors.catcher(failure.errorName());
        if (catcher.isPresent()) {
            try {
                Payload error = error(failure);
                ErrorHandling.Catcher found = catcher.get();
                inspector.caught(errors.catchers().indexOf(found));
                boolean jsonata = state.common().jsonata();
                Payload input = step.input(branch);
                Bindings bindings =
                        jsonata
                                ? step.bindings(branch, input).withErrorOutput(error)
                                : step.bindings(branch, error);
                Payload output =
                        jsonata
                                ? DataFlow.output(found.output(), error, bindings)
                                : DataFlow.insert(found.resultPath(), input, error);
                ObjectNode assigned = Variables.evaluate(found.assign(), bindings);
                exit(branch, state, output, found.next(), assigned);
                return;
            } catch (QueryException e) {
                propagate(branch, failure(branch, branch, e));
                return;
            }
        }
        propagate(branch, failure);
    }

    /** Tries again after the retrier's delay, or later if the endpoint asked for that. */
    private void retry(Branch branch, ErrorHandling.Retrier retrier, int index, Failure failure) {
        branch.countRetry(index);
        double delay = retrier.delaySeconds(branch.retriesOf(index));
        step.inspector(branch).retriedAfter(Math.max(delay, failure.retryAfterSeconds()));
        double drawn =
                Math.max(
                        retrier.fullJitter() ? delay * Ids.fraction() : delay,
                        failure.retryAfterSeconds());
        step.await(branch, Branch.Phase.RETRY);
        step.timer(
                branch,
                Effect.Purpose.RETRY,
                step.now.plusMillis((long) Math.min(drawn * 1000, 4e12)));
    }

    private static Payload error(Failure failure) {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        boolean timeout =
                Failure.TIMEOUT.equals(failure.error())
                        || Failure.HEARTBEAT_TIMEOUT.equals(failure.error());
        error.put("Error", failure.error());
        error.put("Cause", failure.cause() == null && timeout ? "" : failure.cause());
        return Payload.of(error);
    }

    /** Ends a branch that could not begin, because of an expression of the state around it. */
    void abort(Branch branch, Branch parent, QueryException problem) {
        propagate(branch, failure(branch, parent, problem));
    }

    private void propagate(Branch branch, Failure failure) {
        if (step.facts.type() == WorkflowType.STANDARD && !isHandledAbove(branch, failure)) {
            step.state.keep();
        }
        if (branch.isRoot()) {
            step.history.executionEnded("Failed", branch.previousEvent, failure);
            end(Ending.failed("FAILED", failure));
            return;
        }
        Branch parent = step.state.get(branch.parent);
        boolean map = step.stateOf(parent) instanceof State.MapItems;
        long last = branch.previousEvent;
        if (map) {
            step.history.mapIteration("Failed", last, parent.state, branch.index);
        }
        abandon(branch, last);
        for (Branch sibling : step.state.children(parent)) {
            if (map) {
                step.history.mapIteration("Aborted", last, parent.state, sibling.index);
            }
            abandon(sibling, last);
        }
        step.dropOutputs(parent);
        parent.previousEvent = last;
        fail(parent, failure);
    }

    /** Whether a state around the branch retries or catches the error. */
    private boolean isHandledAbove(Branch branch, Failure failure) {
        Branch at = branch;
        while (!at.isRoot()) {
            at = step.parent(at);
            if (retrier(at, failure) >= 0
                    || step.stateOf(at).errors().catcher(failure.errorName()).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** The retrier that has an attempt left for the error, or -1. */
    private int retrier(Branch branch, Failure failure) {
        ErrorHandling errors = step.stateOf(branch).errors();
        int retrier = errors.retrier(failure.errorName());
        return retrier >= 0
                        && branch.retriesOf(retrier) < errors.retriers().get(retrier).maxAttempts()
                ? retrier
                : -1;
    }

    /** Removes a branch and everything below it. */
    private void abandon(Branch branch, long previous) {
        boolean entered = branch.phase != Branch.Phase.READY;
        if (entered && step.stateOf(branch) instanceof State.Task) {
            step.history.add("TaskStateAborted", previous);
        }
        for (Branch child : step.state.children(branch)) {
            abandon(child, previous);
        }
        step.dropOutputs(branch);
        step.withdraw(branch);
        step.ready.remove(branch);
        step.state.remove(branch);
    }

    /** Ends the whole execution at once. */
    void endAll(String status, String outcome, Failure failure) {
        step.history.executionEnded(outcome, 0, failure);
        end(Ending.failed(status, failure));
    }

    private void end(Ending ending) {
        for (Branch branch : step.state.all()) {
            step.withdraw(branch);
        }
        step.effects.removeIf(effect -> !(effect instanceof Effect.Withdraw));
        step.state.end(ending);
    }
}
