package brume.services.states.domain.engine;

import brume.services.states.domain.asl.State;
import brume.services.states.domain.asl.Timestamps;
import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.Expression;
import brume.services.states.domain.data.JsonataExpression;
import brume.services.states.domain.data.Path;
import brume.services.states.domain.data.PathNotFoundException;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import brume.services.states.domain.data.Template;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pass, Choice, Wait, Succeed and Fail. */
final class PlainStates {

    /** Longest wait, 1 year. Source: maximum execution time, Step Functions service quotas. */
    private static final long WAIT_SECONDS_MAX = 31_536_000;

    private final Step step;
    private final Transition transition;

    PlainStates(Step step, Transition transition) {
        this.step = step;
        this.transition = transition;
    }

    void pass(Branch branch, State.Pass pass, Payload input) throws QueryException {
        Bindings bindings = step.bindings(branch, input);
        Payload filtered = DataFlow.filter(pass.common().inputPath(), bindings);
        Inspector inspector = step.inspector(branch);
        Payload result;
        if (pass.result() != null) {
            result = Payload.of(pass.result());
            inspector.show(Inspector.Stage.RESULT, result);
        } else if (pass.parameters() != null) {
            result = Payload.of(pass.parameters().evaluate(bindings.withInput(filtered)));
        } else {
            result = filtered;
        }
        if (pass.result() == null) {
            inspector.show(Inspector.Stage.AFTER_INPUT_PATH, filtered);
            inspector.show(Inspector.Stage.AFTER_PARAMETERS, result);
        }
        Payload combined = DataFlow.combine(pass.shape(), result, bindings, inspector);
        transition.leave(branch, pass, result, combined, bindings);
    }

    void choice(Branch branch, State.Choice choice, Payload input) throws QueryException {
        Bindings bindings = step.bindings(branch, input);
        Payload filtered = DataFlow.filter(choice.common().inputPath(), bindings);
        step.inspector(branch).show(Inspector.Stage.AFTER_INPUT_PATH, filtered);
        String next = choice.otherwise();
        Template assign = choice.common().assign();
        Template computed = choice.common().output();
        for (State.Rule rule : choice.rules()) {
            if (rule.condition().holds(bindings.withInput(filtered))) {
                next = rule.next();
                assign = rule.assign();
                computed = rule.output();
                break;
            }
        }
        if (next == null) {
            throw new QueryException(
                    Failure.NO_CHOICE,
                    "Failed to transition out of the state. The state does not point to a next"
                            + " state.");
        }
        Payload output =
                choice.common().jsonata()
                        ? DataFlow.output(computed, input, bindings)
                        : DataFlow.filter(
                                choice.common().outputPath(), bindings.withInput(filtered));
        ObjectNode assigned = Variables.evaluate(assign, bindings.withInput(filtered));
        transition.exit(branch, choice, output, next, assigned);
    }

    void waiting(Branch branch, State.Wait wait, Payload input) throws QueryException {
        Bindings bindings = step.bindings(branch, input);
        Payload filtered = DataFlow.filter(wait.common().inputPath(), bindings);
        step.inspector(branch).show(Inspector.Stage.AFTER_INPUT_PATH, filtered);
        Instant due = due(wait.until(), bindings.withInput(filtered));
        if (due.isAfter(step.now.plusSeconds(WAIT_SECONDS_MAX))) {
            throw new QueryException("Wait state delay is too long.");
        }
        if (!due.isAfter(step.now)) {
            transition.leave(branch, wait, filtered, filtered, bindings);
            return;
        }
        step.await(branch, Branch.Phase.WAITING);
        step.timer(branch, Effect.Purpose.WAIT, due);
    }

    void waited(Branch branch) {
        branch.ticket = 0;
        State state = step.stateOf(branch);
        Bindings bindings = step.bindings(branch, step.input(branch));
        try {
            Payload filtered = DataFlow.filter(state.common().inputPath(), bindings);
            transition.leave(branch, state, filtered, filtered, bindings);
        } catch (QueryException e) {
            transition.fail(branch, e);
        }
    }

    private Instant due(State.Until until, Bindings bindings) throws QueryException {
        return switch (until) {
            case State.Until.Seconds seconds -> step.now.plusSeconds(seconds.value());
            case State.Until.Timestamp timestamp -> timestamp.value();
            case State.Until.SecondsPath at -> step.now.plusSeconds(seconds(at.path(), bindings));
            case State.Until.TimestampPath at -> timestamp(at.path(), bindings);
            case State.Until.ComputedSeconds computed -> {
                long seconds = DataFlow.integer(computed.expression(), 0, bindings);
                yield step.now.plusSeconds(Math.min(seconds, WAIT_SECONDS_MAX + 1));
            }
            case State.Until.ComputedTimestamp computed -> {
                JsonNode value = computed.expression().evaluate(bindings);
                Optional<Instant> instant = Timestamps.find(value.asText());
                if (!value.isTextual()) {
                    throw computed.expression().unexpected("string", value);
                }
                if (instant.isEmpty()) {
                    throw QueryException.evaluation(
                            "The Timestamp field cannot be parsed as an ISO-8601 extended offset"
                                    + " date-time format string: "
                                    + value.textValue(),
                            computed.expression().field());
                }
                yield instant.get();
            }
        };
    }

    private static long seconds(Path path, Bindings bindings) throws QueryException {
        JsonNode value = value("SecondsPath", path, bindings);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new QueryException(
                    "The SecondsPath parameter cannot be parsed as a long value: "
                            + path
                            + " == "
                            + value.asText());
        }
        if (value.longValue() < 0) {
            throw new QueryException(
                    "The SecondsPath parameter references a negative value: "
                            + path
                            + " == "
                            + value.asText());
        }
        return Math.min(value.longValue(), WAIT_SECONDS_MAX + 1);
    }

    private static Instant timestamp(Path path, Bindings bindings) throws QueryException {
        JsonNode value = value("TimestampPath", path, bindings);
        Optional<Instant> instant = Timestamps.find(value.asText());
        if (!value.isTextual() || instant.isEmpty()) {
            throw new QueryException(
                    "The TimestampPath parameter does not reference a valid ISO-8601 extended"
                            + " offset date-time format string: "
                            + path
                            + " == "
                            + value.asText());
        }
        return instant.get();
    }

    private static JsonNode value(String field, Path path, Bindings bindings)
            throws QueryException {
        try {
            JsonNode value = path.evaluate(bindings);
            if (!value.isNull()) {
                return value;
            }
        } catch (PathNotFoundException e) {
            // Reported below in the words of a Wait state.
        }
        throw new QueryException(
                "The " + field + " parameter does not reference an input value: " + path);
    }

    void succeed(Branch branch, State.Succeed succeed, Payload input) throws QueryException {
        Bindings bindings = step.bindings(branch, input);
        Payload filtered = DataFlow.filter(succeed.common().inputPath(), bindings);
        step.inspector(branch).show(Inspector.Stage.AFTER_INPUT_PATH, filtered);
        transition.leave(branch, succeed, filtered, filtered, bindings);
    }

    void fail(Branch branch, State.Fail fail, Payload input) throws QueryException {
        Bindings bindings = step.bindings(branch, input);
        step.inspector(branch).show(Inspector.Stage.AFTER_INPUT_PATH, input);
        String error = text(fail.error(), "ErrorPath", bindings);
        String cause = text(fail.cause(), "CausePath", bindings);
        transition.fail(branch, new Failure(error, cause));
    }

    private static @Nullable String text(State.Text text, String field, Bindings bindings)
            throws QueryException {
        Expression computed = text.computed();
        if (computed == null) {
            return text.fixed();
        }
        JsonNode value;
        try {
            value = computed.evaluate(bindings);
        } catch (PathNotFoundException e) {
            throw e.asMissing(field);
        }
        if (!value.isTextual()) {
            if (computed instanceof JsonataExpression expression) {
                throw expression.unexpected("string", value);
            }
            throw new QueryException(
                    "The field '" + field + "' must resolve to a string, but was: " + value);
        }
        return value.textValue();
    }
}
