package brume.services.states.op;

import brume.api.states.MockErrorOutput;
import brume.api.states.MockInput;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.api.states.TestStateConfiguration;
import brume.api.states.TestStateInput;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.services.states.worker.MockedResult;
import brume.wire.CommonErrors;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a call of TestState gives in place of a task's result. Rules and texts follow what
 * LocalStack's repository records from AWS (v2/test_state/test_state_mock_validation).
 */
final class StateMock {

    private StateMock() {}

    /**
     * The outcome that the call gives, or null if it gives none.
     *
     * @param writes whether the state is a Map that has its results written elsewhere
     */
    static @Nullable TaskOutcome outcome(
            TestStateInput input, @Nullable State state, boolean writes) {
        MockInput mock = input.mock();
        TestStateConfiguration configuration = input.stateConfiguration();
        Integer failures = configuration == null ? null : configuration.mapIterationFailureCount();
        if (mock == null) {
            if (failures != null) {
                throw StatesErrors.validationException(
                        "TestState does not support MapIterationFailureCount when a mock is not"
                                + " specified.");
            }
            if (isParent(state)) {
                throw unsupported();
            }
            return null;
        }
        MockErrorOutput error = mock.errorOutput();
        if (mock.result() != null && error != null) {
            throw StatesErrors.validationException(
                    "A test mock should have only one of the following fields: [result,"
                            + " errorOutput].");
        }
        if (Boolean.TRUE.equals(input.revealSecrets())) {
            throw StatesErrors.validationException(
                    "TestState does not support RevealSecrets when a mock is specified.");
        }
        if (!(state instanceof State.Task) && !isParent(state)) {
            String type = state == null ? "" : state.type();
            throw StatesErrors.validationException(
                    "State type '" + type + "' is not supported when a mock is specified");
        }
        if (error != null) {
            return new TaskOutcome.Failed(new Failure(error.error(), error.cause()));
        }
        if (mock.result() == null) {
            if (isParent(state)) {
                throw unsupported();
            }
            return null;
        }
        Payload result = result(mock.result());
        if (state instanceof State.Task task) {
            checkTask(mock, result, task);
        } else {
            checkChildren(result.node(), state, writes, failures == null ? 0 : failures);
        }
        return new TaskOutcome.Succeeded(result);
    }

    private static ServiceException unsupported() {
        return StatesErrors.invalidDefinition(
                "TestState API does not support Map or Parallel states. Supported state types"
                        + " include: [Task, Wait, Pass, Succeed, Fail, Choice]");
    }

    private static boolean isParent(@Nullable State state) {
        return state instanceof State.Parallel || state instanceof State.MapItems;
    }

    private static Payload result(String text) {
        try {
            return Payload.parse(text);
        } catch (IllegalArgumentException e) {
            throw StatesErrors.validationException("Mocked result must be valid JSON");
        }
    }

    private static void checkChildren(
            JsonNode result, @Nullable State state, boolean writes, int failures) {
        if (state instanceof State.MapItems && writes) {
            if (!result.isObject()) {
                throw StatesErrors.validationException("Mocked result must be a JSON object.");
            }
            return;
        }
        if (!result.isArray()) {
            throw StatesErrors.validationException("Mocked result must be an array.");
        }
        if (state instanceof State.Parallel parallel
                && result.size() != parallel.branches().size()) {
            throw StatesErrors.validationException(
                    "Mocked result must contain the same number of items as number of Parallel"
                            + " branches.");
        }
        if (failures > result.size()) {
            throw StatesErrors.validationException(
                    "Map iteration failure count must be less than or equal to the number of Map"
                            + " iterations");
        }
    }

    private static void checkTask(MockInput mock, Payload payload, State.Task task) {
        var mode =
                MockedResult.Mode.valueOf(
                        Objects.requireNonNullElse(mock.fieldValidationMode(), "STRICT"));
        if (mode != MockedResult.Mode.NONE && !MockedResult.isKnown(task.resource())) {
            throw CommonErrors.notImplemented(
                    StatesApi.MODEL, "validation of a mocked result of " + task.resource().arn());
        }
        MockedResult.fault(task.resource(), payload.node(), mode)
                .ifPresent(fault -> {
                    throw StatesErrors.validationException(fault);
                });
    }
}
