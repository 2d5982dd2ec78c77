package brume.services.states.domain.asl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The ways out of the states of one workflow, before they are compiled. */
final class Transitions {

    /** One way: the name of the next state, and where the definition says so. */
    record Step(String to, String location) {}

    private Transitions() {}

    /** Every transition of the workflow; the targets are added to {@code targets}. */
    static List<Step> of(Fields states, Set<String> targets) {
        List<Step> steps = new ArrayList<>();
        for (var entry : states.object().properties()) {
            Fields state = states.child(entry.getKey());
            if (state == null) {
                continue;
            }
            add(steps, state, "Next");
            add(steps, state, "Default");
            state.objects("Choices").forEach(choice -> add(steps, choice, "Next"));
            state.objects("Catch").forEach(catcher -> add(steps, catcher, "Next"));
        }
        steps.forEach(step -> targets.add(step.to()));
        return steps;
    }

    private static void add(List<Step> steps, Fields source, String field) {
        var node = source.node(field);
        if (node != null && node.isTextual()) {
            steps.add(new Step(node.textValue(), source.location(field)));
        }
    }
}
