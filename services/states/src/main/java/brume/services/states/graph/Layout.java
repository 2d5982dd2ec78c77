package brume.services.states.graph;

import brume.services.states.graph.StateGraph.Edge;
import brume.services.states.graph.StateGraph.Node;
import java.util.List;

/**
 * Where everything of a workflow stands, in pixels from its own upper left corner; y grows
 * downward.
 */
record Layout(double width, double height, List<Box> boxes, List<Line> lines) {

    record Point(double x, double y) {}

    /**
     * A state, or the circle at the start ({@code node} null) or the end of the picture.
     *
     * @param x of the left side
     * @param y of the upper side
     * @param inner the workflows of a Parallel or Map state, placed within the box
     */
    record Box(Mark mark, double x, double y, double width, double height, List<Placed> inner) {}

    /** What a box stands for. */
    sealed interface Mark {
        record OfState(Node node) implements Mark {}

        record Start() implements Mark {}

        record End() implements Mark {}
    }

    /** A workflow whose corner is at a point of what surrounds it. */
    record Placed(Point corner, Layout layout) {}

    /**
     * A way from one box to another.
     *
     * @param from the name of the state it leaves; empty for the start
     * @param points where it passes, from its begin to the point of its arrow
     * @param backward whether it leads to an earlier layer, along the right side
     */
    record Line(String from, Edge edge, List<Point> points, boolean backward) {}
}
