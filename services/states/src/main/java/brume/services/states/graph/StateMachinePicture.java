package brume.services.states.graph;

import brume.services.states.graph.ExecutionPath.Outcome;
import brume.services.states.graph.Layout.Box;
import brume.services.states.graph.Layout.Line;
import brume.services.states.graph.Layout.Mark;
import brume.services.states.graph.Layout.Placed;
import brume.services.states.graph.Layout.Point;
import brume.services.states.graph.StateGraph.Node;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/**
 * Draws a state machine as SVG: a picture that stands alone, with its style and without scripts.
 * Each state is a group of class {@code state} with its name in {@code data-state}, so that a page
 * can find it.
 */
public final class StateMachinePicture {

    private static final double MARGIN = 24;
    private static final String STYLE =
            """
            text { font: 13px system-ui, sans-serif; fill: #1f2933; text-anchor: middle }
            .type { font-size: 10px; fill: #66788a }
            .label { font-size: 11px; paint-order: stroke; stroke: #fff; stroke-width: 4px }
            .state rect { fill: #fff; stroke: #9aa5b1; stroke-width: 1.5 }
            .container > rect { fill: #f5f7fa; stroke-dasharray: 5 4 }
            .end circle { fill: #fff; stroke: #52606d; stroke-width: 1.5 }
            .end text { font-size: 9px }
            .line { fill: none; stroke: #9aa5b1; stroke-width: 1.5; marker-end: url(#arrow) }
            .error { stroke-dasharray: 4 4 }
            .taken { stroke: #1f7a4d; stroke-width: 2.5 }
            .succeeded > rect { fill: #d9f2e3; stroke: #1f7a4d; stroke-width: 2.5 }
            .caught > rect { fill: #ffedd1; stroke: #b86e00; stroke-width: 2.5 }
            .failed > rect { fill: #fbdcdc; stroke: #b42323; stroke-width: 2.5 }
            .running > rect { fill: #dbeafe; stroke: #1d5fd1; stroke-width: 2.5 }
            """;

    private final StringBuilder svg = new StringBuilder();
    private final ExecutionPath path;

    private StateMachinePicture(ExecutionPath path) {
        this.path = path;
    }

    /**
     * Draws a definition, and in it the path of an execution.
     *
     * @param definition in the Amazon States Language
     * @param events the execution's history in ascending order, as GetExecutionHistory answers it;
     *     empty to draw the definition only
     * @return the text of an SVG document
     * @throws IllegalArgumentException if the definition's states do not hang together
     */
    public static String draw(JsonNode definition, List<JsonNode> events) {
        Layout layout = LayeredLayout.of(StateGraph.of(definition), true);
        ExecutionPath path = events.isEmpty() ? ExecutionPath.NONE : new ExecutionPath(events);
        return new StateMachinePicture(path).document(layout);
    }

    private String document(Layout layout) {
        String width = number(layout.width() + 2 * MARGIN);
        String height = number(layout.height() + 2 * MARGIN);
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", width, "\" height=\"", height);
        add("\" viewBox=\"0 0 ", width, " ", height, "\" role=\"img\">\n");
        add("<style>\n", STYLE, "</style>\n");
        add("<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\"");
        add(" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\"");
        add(" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#52606d\"/></marker></defs>\n");
        add("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        workflow(new Placed(new Point(MARGIN, MARGIN), layout));
        return svg.append("</svg>\n").toString();
    }

    private void workflow(Placed placed) {
        Point corner = placed.corner();
        add("<g transform=\"translate(", number(corner.x()), " ", number(corner.y()), ")\">\n");
        placed.layout().lines().forEach(this::line);
        placed.layout().boxes().forEach(this::box);
        // After the boxes, so that no box hides a text.
        placed.layout().lines().forEach(this::label);
        add("</g>\n");
    }

    private void box(Box box) {
        switch (box.mark()) {
            case Mark.OfState(Node node) -> state(node, box);
            case Mark.Start() -> circle(box, "Start");
            case Mark.End() -> circle(box, "End");
        }
    }

    private void circle(Box box, String text) {
        String x = number(box.x() + box.width() / 2);
        String y = number(box.y() + box.height() / 2);
        add("<g class=\"end\"><circle cx=\"", x, "\" cy=\"", y, "\" r=\"");
        add(number(box.width() / 2), "\"/>");
        text("", x, number(box.y() + box.height() / 2 + 3), text);
        add("</g>\n");
    }

    private void state(Node node, Box box) {
        String outcome =
                path.outcome(node.name())
                        .map(found -> " " + found.name().toLowerCase(Locale.ROOT))
                        .orElse("");
        String container = node.inner().isEmpty() ? "" : " container";
        add("<g class=\"state", container, outcome, "\" data-state=\"", escaped(node.name()));
        add("\"><title>", escaped(title(node)), "</title><rect x=\"", number(box.x()));
        add("\" y=\"", number(box.y()), "\" width=\"", number(box.width()), "\" height=\"");
        add(number(box.height()), "\" rx=\"6\"/>");
        String x = number(box.x() + box.width() / 2);
        text("", x, number(box.y() + 20), node.name());
        text("type", x, number(box.y() + 36), node.type() + (node.retries() ? " ↻" : ""));
        add("\n");
        for (Placed inner : box.inner()) {
            Point corner = inner.corner();
            Point moved = new Point(box.x() + corner.x(), box.y() + corner.y());
            workflow(new Placed(moved, inner.layout()));
        }
        add("</g>\n");
    }

    private String title(Node node) {
        String what = node.name() + " (" + node.type() + (node.retries() ? ", retried)" : ")");
        return path.outcome(node.name())
                .map(Outcome::name)
                .map(outcome -> what + ": " + outcome)
                .orElse(what);
    }

    private void line(Line line) {
        String error = line.edge().onError() ? " error" : "";
        String taken = path.took(line) ? " taken" : "";
        add("<path class=\"line", error, taken, "\" d=\"");
        List<Point> points = line.points();
        add("M", pair(points.getFirst()));
        for (int i = 1; i < points.size(); i++) {
            Point from = points.get(i - 1);
            Point to = points.get(i);
            if (line.backward()) {
                add("L", pair(to));
            } else {
                double middle = (from.y() + to.y()) / 2;
                add("C", pair(new Point(from.x(), middle)));
                add(" ", pair(new Point(to.x(), middle)), " ", pair(to));
            }
        }
        add("\"/>\n");
    }

    private void label(Line line) {
        if (!line.edge().label().isEmpty()) {
            Point from = line.points().getFirst();
            Point to = line.points().get(1);
            text(
                    "label",
                    number((from.x() + to.x()) / 2),
                    number((from.y() + to.y()) / 2 + 3),
                    line.edge().label());
            add("\n");
        }
    }

    private void text(String style, String x, String y, String text) {
        add("<text class=\"", style, "\" x=\"", x, "\" y=\"", y, "\">", escaped(text), "</text>");
    }

    private static String pair(Point point) {
        return number(point.x()) + ' ' + number(point.y());
    }

    private static String number(double value) {
        return Long.toString(Math.round(value));
    }

    private void add(String... texts) {
        for (String text : texts) {
            svg.append(text);
        }
    }

    /** Text that XML takes as text; characters that XML 1.0 does not know become U+FFFD. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '<' -> escaped.append("&lt;");
                        case '>' -> escaped.append("&gt;");
                        case '&' -> escaped.append("&amp;");
                        case '"' -> escaped.append("&quot;");
                        default -> escaped.appendCodePoint(isXml(c) ? c : 0xFFFD);
                    }
                });
        return escaped.toString();
    }

    private static boolean isXml(int c) {
        return c >= 0x20 && c <= 0xD7FF
                || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000
                || c == '\t'
                || c == '\n';
    }
}
