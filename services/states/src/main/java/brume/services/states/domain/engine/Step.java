package brume.services.states.domain.engine;

import brume.services.states.domain.asl.Definition;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.asl.Workflow;
import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.ExecutionState.PayloadId;
import brume.services.states.domain.engine.ExecutionState.Slot;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the parts of the interpreter share while they carry one execution forward. */
final class Step {

    final Definition definition;
    final ExecutionFacts facts;
    final ExecutionState state;
    final Instant now;
    final Predicate<String> activities;
    private final Inspector inspector;
    final History history;
    final List<Effect> effects = new ArrayList<>();
    final Deque<Branch> ready = new ArrayDeque<>();

    /**
     * @param activities whether an activity with a given ARN exists
     */
    Step(
            Definition definition,
            ExecutionFacts facts,
            ExecutionState state,
            Instant now,
            Predicate<String> activities,
            Inspector inspector) {
        this.definition = definition;
        this.facts = facts;
        this.state = state;
        this.now = now;
        this.activities = activities;
        this.inspector = inspector;
        this.history = new History(state, now);
    }

    /** The states among which the branch moves. */
    Workflow workflow(Branch branch) {
        if (branch.isRoot()) {
            return definition.workflow();
        }
        return switch (stateOf(parent(branch))) {
            case State.Parallel parallel -> parallel.branches().get(branch.index);
            case State.MapItems map -> map.processor();
            default -> throw new IllegalStateException("not a parent: " + branch.parent);
        };
    }

    State stateOf(Branch branch) {
        return workflow(branch).state(branch.state);
    }

    Branch parent(Branch branch) {
        return state.find(branch.parent)
                .orElseThrow(() -> new IllegalStateException("no branch " + branch.parent));
    }

    Payload input(Branch branch) {
        return state.payload(branch, Slot.INPUT);
    }

    Bindings bindings(Branch branch, Payload input) {
        return new Bindings(input, () -> context(branch), Variables.visible(this, branch));
    }

    /** Who looks at the data of the branch: only the machine's own states are inspected. */
    Inspector inspector(Branch branch) {
        return branch.isRoot() ? inspector : Inspector.NONE;
    }

    /** The context object of the state that the branch is in. */
    ObjectNode context(Branch branch) {
        return ContextObject.of(this, branch);
    }

    /** The element that the branch's innermost Map iteration works on. */
    Optional<ContextObject.Item> mapItem(Branch branch) {
        for (Branch at = branch; !at.isRoot(); at = parent(at)) {
            Branch above = parent(at);
            if (stateOf(above) instanceof State.MapItems) {
                JsonNode items = state.payload(above, Slot.ITEMS).node();
                return Optional.of(new ContextObject.Item(at.index, items.get(at.index)));
            }
        }
        return Optional.empty();
    }

    /** Starts to wait for something: what came earlier with another ticket is stale from now on. */
    long await(Branch branch, Branch.Phase phase) {
        withdraw(branch);
        branch.phase = phase;
        branch.ticket = state.nextTicket();
        return branch.ticket;
    }

    void timer(Branch branch, Effect.Purpose purpose, Instant due) {
        effects.add(new Effect.Timer(branch, branch.ticket, purpose, due));
    }

    /** Withdraws the messages that were appended for the branch. */
    void withdraw(Branch branch) {
        for (String message : branch.messages) {
            effects.add(new Effect.Withdraw(message));
        }
        branch.messages = new String[0];
    }

    void dropOutputs(Branch parent) {
        for (int i = 0; i < parent.total; i++) {
            state.drop(new PayloadId(parent.id, Slot.OUTPUT, i));
        }
        state.drop(PayloadId.of(parent, Slot.ITEMS));
    }
}
