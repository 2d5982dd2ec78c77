package brume.templates;

import org.apache.velocity.context.InternalContextAdapter;
import org.apache.velocity.runtime.parser.Parser;
import org.apache.velocity.runtime.parser.node.ASTAddNode;
import org.apache.velocity.runtime.parser.node.ASTEQNode;
import org.apache.velocity.runtime.parser.node.ASTIntegerRange;
import org.apache.velocity.runtime.parser.node.ASTNENode;
import org.apache.velocity.runtime.parser.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * Puts our own forms in the place of some syntax nodes: of the two that make arbitrarily much out
 * of little, {@code [1..2000000000]} and {@code $a + $a}, and of the comparisons, which know {@link
 * Absent}.
 */
final class BoundedNodes {

    /** Chained and nested expressions deepen the tree; 200 is far more than a person writes. */
    static final int DEPTH_MAX = 200;

    static final int RANGE_MAX = 10_000;

    private BoundedNodes() {}

    static void replaceIn(Node node, int depth) {
        if (depth > DEPTH_MAX) {
            throw new TemplateException("the template is nested too deeply");
        }
        for (int i = 0; i < node.jjtGetNumChildren(); i++) {
            Node child = node.jjtGetChild(i);
            Node bounded =
                    switch (child) {
                        case ASTIntegerRange range when !(range instanceof Range) ->
                                copy(range, new Range(range.getParser(), range.getType()));
                        case ASTAddNode add when !(add instanceof Add) ->
                                copy(add, new Add(add.getParser(), add.getType()));
                        case Unequal unequal -> unequal;
                        case ASTNENode unequal ->
                                copy(unequal, new Unequal(unequal.getParser(), unequal.getType()));
                        case ASTEQNode equal when !(equal instanceof Equal) ->
                                copy(equal, new Equal(equal.getParser(), equal.getType()));
                        default -> child;
                    };
            bounded.jjtSetParent(node);
            node.jjtAddChild(bounded, i);
            replaceIn(bounded, depth + 1);
        }
    }

    private static Node copy(
            org.apache.velocity.runtime.parser.node.SimpleNode from,
            org.apache.velocity.runtime.parser.node.SimpleNode to) {
        to.setFirstToken(from.getFirstToken());
        for (int i = 0; i < from.jjtGetNumChildren(); i++) {
            Node child = from.jjtGetChild(i);
            child.jjtSetParent(to);
            to.jjtAddChild(child, i);
        }
        return to;
    }

    private static final class Range extends ASTIntegerRange {
        Range(Parser parser, int id) {
            super(parser, id);
        }

        @Override
        public @Nullable Object value(InternalContextAdapter context) {
            Object from = jjtGetChild(0).value(context);
            Object to = jjtGetChild(1).value(context);
            if (from instanceof Number low
                    && to instanceof Number high
                    && Math.abs(high.doubleValue() - low.doubleValue()) > RANGE_MAX) {
                throw new TemplateException("a range of the template is too large");
            }
            return super.value(context);
        }
    }

    private static final class Add extends ASTAddNode {
        Add(Parser parser, int id) {
            super(parser, id);
        }

        @Override
        protected @Nullable Object handleSpecial(
                @Nullable Object left, @Nullable Object right, InternalContextAdapter context) {
            if (!(left instanceof CharSequence) && !(right instanceof CharSequence)) {
                return super.handleSpecial(left, right, context);
            }
            String a = TemplateValues.text(left);
            String b = TemplateValues.text(right);
            RenderBudget.CURRENT.get().characters((long) a.length() + b.length());
            return a.concat(b);
        }
    }

    private static boolean isAbsentAndEmpty(Object left, Object right) {
        return (left instanceof Absent && right.toString().isEmpty())
                || (right instanceof Absent && left.toString().isEmpty());
    }

    private static final class Equal extends ASTEQNode {
        Equal(Parser parser, int id) {
            super(parser, id);
        }

        @Override
        public boolean compareNonNumber(Object left, Object right) {
            return isAbsentAndEmpty(left, right) || super.compareNonNumber(left, right);
        }
    }

    private static final class Unequal extends ASTNENode {
        Unequal(Parser parser, int id) {
            super(parser, id);
        }

        @Override
        public boolean compareNonNumber(Object left, Object right) {
            // ASTNENode is an ASTEQNode whose result it inverts.
            return isAbsentAndEmpty(left, right) || super.compareNonNumber(left, right);
        }
    }
}
