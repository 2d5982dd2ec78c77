package brume.services.states.op;

import brume.api.states.MockErrorOutput;
import brume.api.states.MockInput;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.api.states.TestStateInput;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.services.states.worker.MockedResult;
import brume.wire.CommonErrors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a call of TestState gives in place of a task's result. Rules and texts follow what
 * LocalStack's repository records from AWS (v2/test_state/test_state_mock_validation).
 */
final class StateMock {

    private StateMock() {}

    /** The outcome that the call gives, or null if it gives none. */
    static @Nullable TaskOutcome outcome(TestStateInput input, @Nullable State state) {
        MockInput mock = input.mock();
        if (mock == null) {
            if (state instanceof State.Parallel || state instanceof State.MapItems) {
                throw StatesErrors.validationException(
                        "TestState API does not support Map or Parallel states. Supported state"
                                + " types include: [Task, Wait, Pass, Succeed, Fail, Choice]");
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
        if (state instanceof State.Parallel || state instanceof State.MapItems) {
            throw CommonErrors.notImplemented(
                    StatesApi.MODEL, "mock of TestState for Map and Parallel states");
        }
        if (!(state instanceof State.Task task)) {
            String type = state == null ? "" : state.type();
            throw StatesErrors.validationException(
                    "State type '" + type + "' is not supported when a mock is specified");
        }
        if (error != null) {
            return new TaskOutcome.Failed(new Failure(error.error(), error.cause()));
        }
        return mock.result() == null ? null : succeeded(mock, mock.result(), task);
    }

    private static TaskOutcome succeeded(MockInput mock, String result, State.Task task) {
        var mode =
                MockedResult.Mode.valueOf(
                        Objects.requireNonNullElse(mock.fieldValidationMode(), "STRICT"));
        if (mode != MockedResult.Mode.NONE && !MockedResult.isKnown(task.resource())) {
            throw CommonErrors.notImplemented(
                    StatesApi.MODEL, "validation of a mocked result of " + task.resource().arn());
        }
        Payload payload;
        try {
            payload = Payload.parse(result);
        } catch (IllegalArgumentException e) {
            throw StatesErrors.validationException("Mocked result must be valid JSON.");
        }
        MockedResult.fault(task.resource(), payload.node(), mode)
                .ifPresent(fault -> {
                    throw StatesErrors.validationException(fault);
                });
        return new TaskOutcome.Succeeded(payload);
    }
}
