package brume.services.states.graph;

import brume.services.states.graph.Layers.Link;
import brume.services.states.graph.Layers.Vertex;
import brume.services.states.graph.Layout.Box;
import brume.services.states.graph.Layout.Line;
import brume.services.states.graph.Layout.Mark;
import brume.services.states.graph.Layout.Placed;
import brume.services.states.graph.Layout.Point;
import brume.services.states.graph.StateGraph.Edge;
import brume.services.states.graph.StateGraph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lays a workflow out from top to bottom: measures its boxes, lets {@link Layers} put them into
 * layers and columns, and leads the lines between them. Workflows inside of a state are laid out
 * first and side by side.
 */
final class LayeredLayout {

    private static final double NODE_HEIGHT = 46;
    private static final double NODE_WIDTH_MIN = 120;
    private static final double CHARACTER_WIDTH = 7.6;
    private static final double TEXT_MARGIN = 34;
    private static final double CIRCLE = 28;
    private static final double PADDING = 18;
    private static final double GAP = 56;
    private static final double BACKWARD_GAP = 26;

    /** The vertex before the first state; no state's name has a control character. */
    private static final String START = "\u0000start";

    private final Map<String, Vertex> vertices = new LinkedHashMap<>();
    private final Map<Vertex, List<Placed>> inner = new LinkedHashMap<>();

    private LayeredLayout() {}

    /**
     * Lays out a workflow.
     *
     * @param ends whether to show the circles at which it starts and ends
     */
    static Layout of(StateGraph graph, boolean ends) {
        return new LayeredLayout().place(graph, ends);
    }

    private Layout place(StateGraph graph, boolean ends) {
        if (ends) {
            vertices.put(START, new Vertex(CIRCLE, CIRCLE));
        }
        graph.nodes().values().forEach(node -> vertices.put(node.name(), measured(node)));
        if (ends && graph.ends()) {
            vertices.put(StateGraph.END, new Vertex(CIRCLE, CIRCLE));
        }
        Map<Link, Edge> edges = new LinkedHashMap<>();
        Map<Link, String> sources = new LinkedHashMap<>();
        if (ends) {
            add(edges, sources, START, new Edge(graph.start(), "", false));
        }
        for (Node node : graph.nodes().values()) {
            for (Edge edge : node.edges()) {
                if (ends || !edge.target().equals(StateGraph.END)) {
                    add(edges, sources, node.name(), edge);
                }
            }
        }
        Vertex first = vertex(ends ? START : graph.start());
        Layers.arrange(first, List.copyOf(vertices.values()), List.copyOf(edges.keySet()), GAP);
        List<Box> boxes = new ArrayList<>();
        vertices.forEach((name, vertex) -> boxes.add(box(graph, name, vertex)));
        return lined(boxes, edges, sources);
    }

    private Vertex vertex(String name) {
        Vertex vertex = vertices.get(name);
        if (vertex == null) {
            throw new IllegalStateException("no vertex " + name);
        }
        return vertex;
    }

    private void add(Map<Link, Edge> edges, Map<Link, String> sources, String from, Edge edge) {
        Link link = new Link(vertex(from), vertex(edge.target()));
        edges.put(link, edge);
        sources.put(link, from.equals(START) ? "" : from);
    }

    private Vertex measured(Node node) {
        double width =
                Math.max(NODE_WIDTH_MIN, node.name().length() * CHARACTER_WIDTH + TEXT_MARGIN);
        if (node.inner().isEmpty()) {
            return new Vertex(width, NODE_HEIGHT);
        }
        List<Placed> placed = new ArrayList<>();
        double x = PADDING;
        double height = 0;
        for (StateGraph branch : node.inner()) {
            Layout layout = of(branch, false);
            placed.add(new Placed(new Point(x, NODE_HEIGHT + PADDING / 2), layout));
            x += layout.width() + PADDING;
            height = Math.max(height, layout.height());
        }
        Vertex vertex = new Vertex(Math.max(width, x), NODE_HEIGHT + height + PADDING * 1.5);
        inner.put(vertex, placed);
        return vertex;
    }

    private Box box(StateGraph graph, String name, Vertex vertex) {
        Node node = graph.nodes().get(name);
        Mark mark =
                node != null
                        ? new Mark.OfState(node)
                        : name.equals(START) ? new Mark.Start() : new Mark.End();
        return new Box(
                mark,
                vertex.x - vertex.width / 2,
                vertex.y,
                vertex.width,
                vertex.height,
                inner.getOrDefault(vertex, List.of()));
    }

    private static Layout lined(List<Box> boxes, Map<Link, Edge> edges, Map<Link, String> sources) {
        double width = boxes.stream().mapToDouble(box -> box.x() + box.width()).max().orElse(0);
        double height = boxes.stream().mapToDouble(box -> box.y() + box.height()).max().orElse(0);
        List<Line> lines = new ArrayList<>();
        for (Map.Entry<Link, Edge> entry : edges.entrySet()) {
            Link link = entry.getKey();
            if (link.backward) {
                width += BACKWARD_GAP;
            }
            List<Point> points = link.backward ? around(link, width) : through(link);
            String from = sources.getOrDefault(link, "");
            lines.add(new Line(from, entry.getValue(), points, link.backward));
        }
        return new Layout(width, height, boxes, lines);
    }

    private static List<Point> through(Link link) {
        List<Point> points = new ArrayList<>();
        points.add(new Point(link.from.x, link.from.y + link.from.height));
        link.bends.forEach(bend -> points.add(new Point(bend.x, bend.y + bend.height / 2)));
        points.add(new Point(link.to.x, link.to.y));
        return points;
    }

    /** Out of the right side, along the edge of the picture, and into the right side. */
    private static List<Point> around(Link link, double x) {
        double begin = link.from.y + Math.min(NODE_HEIGHT, link.from.height) * 0.7;
        double end = link.to.y + Math.min(NODE_HEIGHT, link.to.height) * 0.3;
        return List.of(
                new Point(link.from.x + link.from.width / 2, begin),
                new Point(x - BACKWARD_GAP / 2, begin),
                new Point(x - BACKWARD_GAP / 2, end),
                new Point(link.to.x + link.to.width / 2, end));
    }
}
