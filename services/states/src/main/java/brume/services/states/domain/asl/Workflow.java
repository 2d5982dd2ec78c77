package brume.services.states.domain.asl;

import java.util.Map;

/** States and where they start: a whole machine, a branch, or an item processor. */
public record Workflow(String startAt, Map<String, State> states) {

    /** The state with this name, which the definition's checks have found to exist. */
    public State state(String name) {
        State state = states.get(name);
        if (state == null) {
            throw new IllegalStateException("no state " + name);
        }
        return state;
    }
}
