package brume.services.states.domain.engine;

import brume.services.states.domain.asl.State;
import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.JsonataExpression;
import brume.services.states.domain.data.Path;
import brume.services.states.domain.data.PathNotFoundException;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import brume.services.states.domain.data.Template;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The filters that data passes on its way through a state. */
final class DataFlow {

    private DataFlow() {}

    /** InputPath or OutputPath: {@code $} hands the payload on as it is, null empties it. */
    static Payload filter(@Nullable Path path, Bindings bindings) throws QueryException {
        if (path == null) {
            return Payload.EMPTY_OBJECT;
        }
        if (path.isRoot()) {
            return bindings.input();
        }
        try {
            return Payload.of(path.evaluate(bindings));
        } catch (PathNotFoundException e) {
            throw e.asInvalidPath();
        }
    }

    /** The Output of a JSONata state; without one it hands on {@code result}. */
    static Payload output(@Nullable Template output, Payload result, Bindings bindings)
            throws QueryException {
        return output == null ? result : Payload.of(output.evaluate(bindings));
    }

    /** A limit that a JSONata expression computes. */
    static long integer(JsonataExpression expression, long min, Bindings bindings)
            throws QueryException {
        JsonNode value = expression.evaluate(bindings);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < min) {
            throw expression.unexpected(min > 0 ? "positive integer" : "integer", value);
        }
        return value.longValue();
    }

    /** InputPath, then Parameters. */
    static Payload arguments(
            State.Common common,
            @Nullable Template parameters,
            Bindings bindings,
            Inspector inspector)
            throws QueryException {
        Payload filtered = filter(common.inputPath(), bindings);
        Payload arguments =
                parameters == null
                        ? filtered
                        : Payload.of(parameters.evaluate(bindings.withInput(filtered)));
        inspector.show(Inspector.Stage.AFTER_INPUT_PATH, filtered);
        inspector.show(Inspector.Stage.AFTER_PARAMETERS, arguments);
        inspector.show(Inspector.Stage.AFTER_ARGUMENTS, arguments);
        return arguments;
    }

    /**
     * ResultSelector, then ResultPath on the state's input as it was before InputPath (recorded in
     * LocalStack's v2/test_state/test_test_state_scenarios, and what the language's specification
     * calls the raw input).
     */
    static Payload combine(
            State.ResultShape shape, Payload result, Bindings bindings, Inspector inspector)
            throws QueryException {
        Payload selected =
                shape.selector() == null
                        ? result
                        : Payload.of(shape.selector().evaluate(bindings.withInput(result)));
        Payload combined = insert(shape.resultPath(), bindings.input(), selected);
        inspector.show(Inspector.Stage.AFTER_RESULT_SELECTOR, selected);
        inspector.show(Inspector.Stage.AFTER_RESULT_PATH, combined);
        return combined;
    }

    /** ResultPath: {@code $} replaces the input, null keeps it. */
    static Payload insert(@Nullable Path resultPath, Payload input, Payload result)
            throws QueryException {
        if (resultPath == null) {
            return input;
        }
        if (resultPath.isRoot()) {
            return result;
        }
        JsonNode combined = resultPath.put(input.node(), result.node());
        return Payload.of(combined);
    }
}
