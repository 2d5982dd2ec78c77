package brume.templates;

import brume.base.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.ReferenceInsertionEventHandler;
import org.apache.velocity.context.AbstractContext;
import org.apache.velocity.context.InternalContextAdapterImpl;
import org.apache.velocity.exception.VelocityException;
import org.apache.velocity.runtime.directive.StopCommand;
import org.apache.velocity.runtime.parser.node.SimpleNode;
import org.jspecify.annotations.Nullable;

/** A compiled mapping template; immutable, rendered by many threads at once. */
public final class MappingTemplate {

    private final String name;
    private final SimpleNode tree;
    private final EventCartridge events;
    private final Clock clock;

    MappingTemplate(String name, SimpleNode tree, EventCartridge events, Clock clock) {
        this.name = name;
        this.tree = tree;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Renders the template.
     *
     * @param variables by their names without the dollar sign; {@code util} is added
     * @throws TemplateException if the template fails or exceeds its budget
     */
    public String render(Map<String, ?> variables) {
        RenderBudget budget = new RenderBudget(clock);
        return ScopedValue.where(RenderBudget.CURRENT, budget)
                .call(() -> render(new Variables(variables), budget));
    }

    private String render(Variables variables, RenderBudget budget) {
        var ignored = variables.attachEventCartridge(events);
        InternalContextAdapterImpl adapter = new InternalContextAdapterImpl(variables);
        adapter.pushCurrentTemplateName(name);
        Output output = new Output(budget);
        try {
            tree.render(adapter, output);
        } catch (StopCommand stop) {
            // #stop: what has been written so far is the result.
        } catch (VelocityException e) {
            throw e.getCause() instanceof TemplateException own
                    ? own
                    : new TemplateException("the template fails: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new TemplateException("the template recurses too deeply", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return output.text.toString();
    }

    /** The variables of one rendering; assignments are charged. */
    private static final class Variables extends AbstractContext {

        private final Map<String, @Nullable Object> values;

        Variables(Map<String, ?> initial) {
            values = new HashMap<>(initial);
            values.put("util", UtilVariable.INSTANCE);
        }

        @Override
        public @Nullable Object internalGet(String key) {
            return values.get(key);
        }

        @Override
        public @Nullable Object internalPut(String key, @Nullable Object value) {
            RenderBudget budget = RenderBudget.CURRENT.get();
            budget.step();
            if ((value instanceof BigInteger big && big.bitLength() > 1024)
                    || (value instanceof BigDecimal decimal && decimal.precision() > 1024)) {
                throw new TemplateException("a number of the template is too large");
            }
            if (value instanceof java.util.Collection
                    && !(value instanceof TemplateValues.JsonList)) {
                TemplateValues.checkSize(value);
            } else if (value instanceof Map && !(value instanceof TemplateValues.JsonMap)) {
                TemplateValues.checkSize(value);
            }
            return values.put(key, value);
        }

        @Override
        public boolean internalContainsKey(String key) {
            return values.containsKey(key);
        }

        @Override
        public String[] internalGetKeys() {
            return values.keySet().toArray(String[]::new);
        }

        @Override
        public @Nullable Object internalRemove(String key) {
            return values.remove(key);
        }
    }

    /** Writes a reference's value as AWS does: nothing where there is none. */
    static final class Insertions implements ReferenceInsertionEventHandler {
        @Override
        public Object referenceInsert(
                org.apache.velocity.context.Context context,
                String reference,
                @Nullable Object value) {
            RenderBudget budget = RenderBudget.CURRENT.get();
            budget.step();
            if (value instanceof org.apache.velocity.runtime.Renderable) {
                return value;
            }
            String text = TemplateValues.text(value);
            budget.characters(text.length());
            return text;
        }
    }

    /** A writer that does not grow beyond the budget. */
    private static final class Output extends Writer {
        final StringBuilder text = new StringBuilder(256);
        private final RenderBudget budget;

        Output(RenderBudget budget) {
            this.budget = budget;
        }

        @Override
        public void write(char[] characters, int offset, int length) {
            budget.characters(length);
            text.append(characters, offset, length);
        }

        @Override
        public void write(String string, int offset, int length) {
            budget.characters(length);
            text.append(string, offset, offset + length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
