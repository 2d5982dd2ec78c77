package brume.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds paths of one expression of which one lies within the other, or that contradict. */
final class Overlaps {

    private final Diagnostics diagnostics;
    private final Map<String, List<Path>> seen = new HashMap<>();

    Overlaps(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    void add(Path path) {
        List<Path> others = seen.computeIfAbsent(path.attribute(), name -> new ArrayList<>());
        for (Path other : others) {
            Diagnostics.Fault fault = compare(other, path);
            if (fault != null) {
                String kind = fault == Diagnostics.Fault.PATH_OVERLAP ? "overlap" : "conflict";
                diagnostics.add(
                        fault,
                        "Two document paths "
                                + kind
                                + " with each other; must remove or rewrite one of these paths;"
                                + " path one: "
                                + other
                                + ", path two: "
                                + path);
                return;
            }
        }
        others.add(path);
    }

    private static Diagnostics.@Nullable Fault compare(Path one, Path other) {
        int common = Math.min(one.steps().size(), other.steps().size());
        for (int i = 0; i < common; i++) {
            Path.Step step = one.steps().get(i);
            Path.Step otherStep = other.steps().get(i);
            if (step instanceof Path.Name != otherStep instanceof Path.Name) {
                return Diagnostics.Fault.PATH_CONFLICT;
            }
            if (!step.equals(otherStep)) {
                return null;
            }
        }
        return Diagnostics.Fault.PATH_OVERLAP;
    }
}
