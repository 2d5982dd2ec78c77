package brume.services.states.op;

import brume.api.states.StatesErrors;
import brume.services.states.domain.data.Payload;
import org.jspecify.annotations.Nullable;

/** The input that an execution is started with. */
final class ExecutionInput {

    private ExecutionInput() {}

    /**
     * Reads the input, which by default is an empty object.
     *
     * @throws brume.wire.ServiceException if it is not JSON or too large
     */
    static Payload read(@Nullable String text) {
        if (text == null) {
            return Payload.EMPTY_OBJECT;
        }
        if (text.isBlank()) {
            throw StatesErrors.invalidExecutionInput(
                    "Invalid State Machine Execution Input: 'Invalid execution input.'");
        }
        Payload payload;
        try {
            payload = Payload.parse(text);
        } catch (IllegalArgumentException e) {
            throw StatesErrors.invalidExecutionInput(
                    "Invalid State Machine Execution Input: '" + e.getMessage() + "'");
        }
        if (payload.exceedsLimit()) {
            throw StatesErrors.invalidExecutionInput(
                    "Invalid State Machine Execution Input: 'Input is larger than "
                            + Payload.BYTES_MAX
                            + " bytes'");
        }
        return payload;
    }
}
