package brume.services.states.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Layered drawing of a directed graph after Sugiyama, Tagawa and Toda ("Methods for Visual
 * Understanding of Hierarchical System Structures", 1981): links that close a circle are set aside,
 * each vertex gets the layer of its longest way from the first one, links over several layers bend
 * at a vertex of their own in each, layers are ordered by the barycentres of their neighbours, and
 * columns are the nearest to the neighbours' that keep order and distance.
 */
final class Layers {

    private static final double COLUMN_GAP = 28;
    private static final double BEND_WIDTH = 10;
    private static final int SWEEPS = 8;

    /** With more bends than this, long links go straight: the picture is unreadable anyway. */
    private static final int BENDS_MAX = 20_000;

    /** A box to place; arranging sets the centre x and the upper y. */
    static final class Vertex {
        final double width;
        final double height;
        double x;
        double y;
        private int layer;
        private double order;
        private final List<Vertex> above = new ArrayList<>();
        private final List<Vertex> below = new ArrayList<>();

        Vertex(double width, double height) {
            this.width = width;
            this.height = height;
        }
    }

    /** A way between two vertices; arranging finds where it bends, and whether it leads back. */
    static final class Link {
        final Vertex from;
        final Vertex to;
        final List<Vertex> bends = new ArrayList<>();
        boolean backward;

        Link(Vertex from, Vertex to) {
            this.from = from;
            this.to = to;
        }
    }

    private final List<List<Vertex>> layers = new ArrayList<>();

    private Layers() {}

    /**
     * Places the vertices, the leftmost at x 0 and the first layer at y 0.
     *
     * @param gap between layers
     */
    static void arrange(Vertex first, List<Vertex> vertices, List<Link> links, double gap) {
        Layers arrangement = new Layers();
        List<Vertex> ordered = Circles.setAside(first, vertices, links);
        arrangement.assign(ordered, links);
        arrangement.bend(links);
        arrangement.order();
        arrangement.columns();
        arrangement.rows(gap);
    }

    /** The longest way: {@code ordered} has each vertex before all that it leads to. */
    private void assign(List<Vertex> ordered, List<Link> links) {
        Map<Vertex, List<Link>> outgoing = outgoing(links);
        for (Vertex vertex : ordered) {
            for (Link link : outgoing.getOrDefault(vertex, List.of())) {
                if (!link.backward) {
                    link.to.layer = Math.max(link.to.layer, vertex.layer + 1);
                }
            }
        }
        for (Vertex vertex : ordered) {
            layer(vertex.layer).add(vertex);
        }
    }

    private static Map<Vertex, List<Link>> outgoing(List<Link> links) {
        Map<Vertex, List<Link>> outgoing = new HashMap<>();
        links.forEach(
                link -> outgoing.computeIfAbsent(link.from, key -> new ArrayList<>()).add(link));
        return outgoing;
    }

    private List<Vertex> layer(int index) {
        while (layers.size() <= index) {
            layers.add(new ArrayList<>());
        }
        return layers.get(index);
    }

    private void bend(List<Link> links) {
        long wanted =
                links.stream()
                        .filter(link -> !link.backward)
                        .mapToLong(link -> link.to.layer - link.from.layer - 1L)
                        .sum();
        for (Link link : links) {
            if (link.backward) {
                continue;
            }
            Vertex last = link.from;
            for (int i = link.from.layer + 1; i < link.to.layer && wanted <= BENDS_MAX; i++) {
                Vertex bend = new Vertex(BEND_WIDTH, 0);
                bend.layer = i;
                layer(i).add(bend);
                link.bends.add(bend);
                join(last, bend);
                last = bend;
            }
            join(last, link.to);
        }
    }

    private static void join(Vertex above, Vertex below) {
        above.below.add(below);
        below.above.add(above);
    }

    private void order() {
        layers.forEach(Layers::number);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int i = 1; i < layers.size(); i++) {
                sort(layers.get(i), vertex -> barycentre(vertex, vertex.above));
            }
            for (int i = layers.size() - 2; i >= 0; i--) {
                sort(layers.get(i), vertex -> barycentre(vertex, vertex.below));
            }
        }
    }

    private static void sort(List<Vertex> layer, ToDoubleFunction<Vertex> key) {
        Map<Vertex, Double> keys = new HashMap<>();
        layer.forEach(vertex -> keys.put(vertex, key.applyAsDouble(vertex)));
        layer.sort(Comparator.comparingDouble(vertex -> keys.getOrDefault(vertex, 0.0)));
        number(layer);
    }

    private static void number(List<Vertex> layer) {
        for (int i = 0; i < layer.size(); i++) {
            layer.get(i).order = (i + 0.5) / layer.size();
        }
    }

    private static double barycentre(Vertex vertex, List<Vertex> neighbours) {
        return neighbours.stream().mapToDouble(v -> v.order).average().orElse(vertex.order);
    }

    private void columns() {
        for (List<Vertex> layer : layers) {
            double x = 0;
            for (Vertex vertex : layer) {
                vertex.x = x + vertex.width / 2;
                x += vertex.width + COLUMN_GAP;
            }
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int i = 1; i < layers.size(); i++) {
                draw(layers.get(i), true, false);
            }
            for (int i = layers.size() - 2; i >= 0; i--) {
                draw(layers.get(i), false, true);
            }
        }
        layers.forEach(layer -> draw(layer, true, true));
        double left =
                layers.stream()
                        .flatMap(List::stream)
                        .mapToDouble(vertex -> vertex.x - vertex.width / 2)
                        .min()
                        .orElse(0);
        layers.forEach(layer -> layer.forEach(vertex -> vertex.x -= left));
    }

    /** A run of vertices that touch: each wants the run's begin elsewhere, it gets the mean. */
    private record Run(double sum, int count) {
        double begin() {
            return sum / count;
        }

        Run with(Run other) {
            return new Run(sum + other.sum, count + other.count);
        }
    }

    /**
     * Draws the vertices of a layer to their neighbours: of all columns that keep the order and the
     * gaps, those with the least squares of distances (isotonic regression, by pooling violators).
     */
    private static void draw(List<Vertex> layer, boolean toAbove, boolean toBelow) {
        Deque<Run> runs = new ArrayDeque<>();
        double[] offsets = new double[layer.size()];
        double offset = 0;
        for (int i = 0; i < offsets.length; i++) {
            Vertex vertex = layer.get(i);
            offsets[i] = offset + vertex.width / 2;
            offset += vertex.width + COLUMN_GAP;
            Run run = new Run(wanted(vertex, toAbove, toBelow) - offsets[i], 1);
            while (!runs.isEmpty() && runs.getLast().begin() >= run.begin()) {
                run = runs.removeLast().with(run);
            }
            runs.add(run);
        }
        Iterator<Vertex> rest = layer.iterator();
        int i = 0;
        for (Run run : runs) {
            for (int n = 0; n < run.count; n++) {
                rest.next().x = run.begin() + offsets[i++];
            }
        }
    }

    private static double wanted(Vertex vertex, boolean toAbove, boolean toBelow) {
        double sum = 0;
        int count = 0;
        if (toAbove) {
            sum += vertex.above.stream().mapToDouble(v -> v.x).sum();
            count += vertex.above.size();
        }
        if (toBelow) {
            sum += vertex.below.stream().mapToDouble(v -> v.x).sum();
            count += vertex.below.size();
        }
        return count == 0 ? vertex.x : sum / count;
    }

    private void rows(double gap) {
        double y = 0;
        for (List<Vertex> layer : layers) {
            double height = layer.stream().mapToDouble(v -> v.height).max().orElse(0);
            for (Vertex vertex : layer) {
                vertex.y = vertex.height == 0 ? y + height / 2 : y;
            }
            y += height + gap;
        }
    }

    /** The links that close circles. */
    private static final class Circles {

        private enum Seen {
            OPEN,
            DONE
        }

        private Circles() {}

        /**
         * Marks links that lead back to a vertex on the way to themselves, and answers all vertices
         * in an order in which every other link leads forward. Depth first, without recursion: a
         * chain may be thousands of states long.
         */
        static List<Vertex> setAside(Vertex first, List<Vertex> vertices, List<Link> links) {
            Map<Vertex, List<Link>> outgoing = outgoing(links);
            Map<Vertex, Seen> seen = new HashMap<>();
            List<Vertex> done = new ArrayList<>();
            visit(first, outgoing, seen, done);
            vertices.forEach(vertex -> visit(vertex, outgoing, seen, done));
            return done.reversed();
        }

        private record Visit(Vertex vertex, Iterator<Link> rest) {}

        private static void visit(
                Vertex root,
                Map<Vertex, List<Link>> outgoing,
                Map<Vertex, Seen> seen,
                List<Vertex> done) {
            Deque<Visit> stack = new ArrayDeque<>();
            if (seen.putIfAbsent(root, Seen.OPEN) == null) {
                stack.push(new Visit(root, outgoing.getOrDefault(root, List.of()).iterator()));
            }
            while (!stack.isEmpty()) {
                Visit visit = stack.getFirst();
                if (!visit.rest.hasNext()) {
                    seen.put(visit.vertex, Seen.DONE);
                    done.add(visit.vertex);
                    stack.pop();
                    continue;
                }
                Link link = visit.rest.next();
                Seen target = seen.putIfAbsent(link.to, Seen.OPEN);
                link.backward = target == Seen.OPEN;
                if (target == null) {
                    stack.push(
                            new Visit(
                                    link.to, outgoing.getOrDefault(link.to, List.of()).iterator()));
                }
            }
        }
    }
}
