package brume.services.states.domain.asl;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** States and where they start: a whole machine, a branch, or an item processor. */
public record Workflow(String startAt, Map<String, State> states) {

    /** The Map state with this name, here or in a workflow inside of a state. */
    Optional<State.MapItems> findMap(String name) {
        return states.values().stream()
                .flatMap(state ->
                        switch (state) {
                            case State.MapItems map when map.common().name().equals(name) ->
                                    Stream.of(map);
                            case State.MapItems map -> map.processor().findMap(name).stream();
                            case State.Parallel parallel ->
                                    parallel.branches().stream()
                                            .flatMap(branch -> branch.findMap(name).stream());
                            default -> Stream.empty();
                        })
                .findFirst();
    }

    /** The state with this name, which the definition's checks have found to exist. */
    public State state(String name) {
        State state = states.get(name);
        if (state == null) {
            throw new IllegalStateException("no state " + name);
        }
        return state;
    }
}
