package brume.services.states.domain.data;

import brume.base.Clock;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A compiled JSONata expression: what a string of the form <code>{% ... %}</code> holds. Its time,
 * its depth and the size of its values are limited, so that no definition can hold up the server.
 *
 * <p>The library answers a Java null for JSON's null and for undefined, which Step Functions tells
 * apart; so the expression is evaluated as a member of an object, which undefined leaves empty.
 */
public final class JsonataExpression implements Expression {

    static final Duration TIME_MAX = Duration.ofSeconds(1);

    /** Nested evaluations; each takes some ten frames of the stack. */
    private static final int DEPTH_MAX = 250;

    private static final int TEXT_LENGTH_MAX = 4 * 1024 * 1024;
    private static final int EXPRESSION_LENGTH_MAX = 64 * 1024;
    private static final String MEMBER = "value";
    private static final Clock TIMER = Clock.system();

    /** {@code $states} other than one of the parts that cost nothing to build. */
    private static final Pattern USES_CONTEXT =
            Pattern.compile("\\$states(?!\\s*\\.\\s*(input|result|errorOutput)\\b)");

    private final String text;
    private final String field;
    private final boolean usesContext;
    private final Jsonata compiled;

    /** A compiled expression keeps state of its own while it is evaluated. */
    private final ReentrantLock lock = new ReentrantLock();

    private JsonataExpression(String text, String field, Jsonata compiled) {
        this.text = text;
        this.field = field;
        this.usesContext = USES_CONTEXT.matcher(text).find();
        this.compiled = compiled;
    }

    /** Whether a string of a definition is an expression. */
    public static boolean isExpression(String value) {
        return value.length() >= 4 && value.startsWith("{%") && value.endsWith("%}");
    }

    /**
     * Compiles an expression.
     *
     * @param value with its delimiters
     * @param field where it stands in its state, for error texts
     * @throws IllegalArgumentException if it is not JSONata
     */
    public static JsonataExpression parse(String value, String field) {
        String text = value.substring(2, value.length() - 2).strip();
        if (text.length() > EXPRESSION_LENGTH_MAX) {
            throw new IllegalArgumentException("the expression is too long");
        }
        try {
            Jsonata.jsonata(text);
            Jsonata member = Jsonata.jsonata("{\"" + MEMBER + "\": (" + text + "\n)}");
            return new JsonataExpression(text, field, member);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException(Objects.toString(e.getMessage(), "too deep"), e);
        }
    }

    @Override
    public JsonNode evaluate(Bindings bindings) throws QueryException {
        Object answer;
        lock.lock();
        try {
            Jsonata.Frame frame = compiled.createFrame();
            bind(frame, bindings);
            new Bounds().watch(frame);
            answer = compiled.evaluate(null, frame);
        } catch (JException e) {
            throw fault("threw an error during evaluation. " + reason(e));
        } catch (JsonataLimitException e) {
            throw fault("threw an error during evaluation. " + e.getMessage());
        } catch (StackOverflowError e) {
            throw fault("threw an error during evaluation. Stack overflow error");
        } catch (RuntimeException e) {
            throw fault("threw an error during evaluation. " + e.getMessage());
        } finally {
            lock.unlock();
        }
        if (!(answer instanceof Map<?, ?> object) || !object.containsKey(MEMBER)) {
            throw fault("returned nothing (undefined).");
        }
        return result(object.get(MEMBER));
    }

    private JsonNode result(@Nullable Object value) throws QueryException {
        try {
            return JsonataValues.tree(value);
        } catch (IllegalArgumentException e) {
            throw fault("returned an unsupported result type.");
        }
    }

    /**
     * A value of another type than the field takes.
     *
     * @param expected such as {@code 'array'}
     */
    public QueryException unexpected(String expected, JsonNode value) {
        return fault(
                "returned an unexpected result type. Expected '%s', but was '%s' for value: %s"
                        .formatted(expected, typeOf(value), value));
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT -> "object";
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            default -> "null";
        };
    }

    /** Where the expression stands in its state, such as {@code Output/total}. */
    public String field() {
        return field;
    }

    private QueryException fault(String what) {
        return QueryException.evaluation(
                "The JSONata expression '%s' specified for the field '%s' %s"
                        .formatted(text, field, what),
                field);
    }

    private static String reason(JException e) {
        String message = Objects.toString(e.getMessage(), "");
        return e.getError() == null || e.getError().contains(" ")
                ? message
                : e.getError() + ": " + message;
    }

    private void bind(Jsonata.Frame frame, Bindings bindings) {
        bindings.variables().forEach((name, value) -> frame.bind(name, JsonataValues.bound(value)));
        Map<String, @Nullable Object> states = new HashMap<>();
        states.put("input", JsonataValues.of(bindings.input().node()));
        bindings.outcomes()
                .forEach((name, value) -> states.put(name, JsonataValues.of(value.node())));
        if (usesContext) {
            states.put("context", JsonataValues.of(bindings.context().get()));
        }
        frame.bind("states", states);
        JsonataFunctions.bind(frame);
    }

    @Override
    public String toString() {
        return text;
    }

    /** Stops an evaluation that takes too long, goes too deep or makes a value too large. */
    private static final class Bounds {
        private final long deadlineNanos = TIMER.nanos() + TIME_MAX.toNanos();
        private int depth;

        /** The types of the callbacks' arguments are not public, so the callbacks are proxies. */
        void watch(Jsonata.Frame frame) {
            frame.setEvaluateEntryCallback(
                    callback(Jsonata.EntryCallback.class, arguments -> enter()));
            frame.setEvaluateExitCallback(
                    callback(
                            Jsonata.ExitCallback.class,
                            arguments -> leave(arguments[arguments.length - 1])));
        }

        private static <T> T callback(Class<T> type, Consumer<Object[]> action) {
            return type.cast(
                    Proxy.newProxyInstance(
                            type.getClassLoader(),
                            new Class<?>[] {type},
                            (proxy, method, arguments) -> {
                                if (arguments != null && arguments.length > 1) {
                                    action.accept(arguments);
                                }
                                return null;
                            }));
        }

        private void enter() {
            if (++depth > DEPTH_MAX) {
                throw new JsonataLimitException("Stack overflow error");
            }
            if (TIMER.nanos() > deadlineNanos) {
                throw new JsonataLimitException("Expression evaluation timeout");
            }
        }

        private void leave(@Nullable Object result) {
            depth--;
            boolean large =
                    (result instanceof String value && value.length() > TEXT_LENGTH_MAX)
                            || (result instanceof List<?> list
                                    && list.size() > JsonataFunctions.ELEMENTS_MAX);
            if (large) {
                throw new JsonataLimitException("The value is too large");
            }
        }
    }
}
