package brume.services.states.op;

import brume.api.states.StatesErrors;
import brume.api.states.TestStateConfiguration;
import brume.api.states.TestStateInput;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.asl.Workflow;
import brume.services.states.worker.StateTest;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a call of TestState gives in place of what an execution would have. */
final class StateSetup {

    private StateSetup() {}

    /**
     * Reads and checks it.
     *
     * @param source the state as it is written
     */
    static StateTest.Setup read(TestStateInput input, @Nullable State state, JsonNode source) {
        TestStateConfiguration configuration =
                Optional.ofNullable(input.stateConfiguration())
                        .orElseGet(() -> TestStateConfiguration.builder().build());
        Integer failures = configuration.mapIterationFailureCount();
        Integer retries = configuration.retrierRetryCount();
        var mock = StateMock.outcome(input, state, source.has("ResultWriter"));
        if (failures != null && !(state instanceof State.MapItems)) {
            throw StatesErrors.validationException(
                    "TestState supports MapIterationFailureCount for Map states only.");
        }
        checkOrigin(configuration.errorCausedByState(), state);
        ObjectNode context =
                input.context() == null ? null : StateContext.read(input.context(), state);
        return new StateTest.Setup(
                mock,
                context,
                variables(input.variables()),
                retries == null ? 0 : retries,
                failures == null ? 0 : failures,
                items(configuration.mapItemReaderData(), source),
                Boolean.TRUE.equals(input.revealSecrets()));
    }

    /** The state that a mocked error comes from has to be one of those inside. */
    private static void checkOrigin(@Nullable String name, @Nullable State state) {
        if (name == null) {
            return;
        }
        List<Workflow> inside =
                switch (state) {
                    case State.Parallel parallel -> parallel.branches();
                    case State.MapItems map -> List.of(map.processor());
                    case null, default -> List.of();
                };
        if (inside.stream().noneMatch(workflow -> workflow.states().containsKey(name))) {
            throw StatesErrors.validationException(
                    "The state that causes the error is not inside of the tested state: " + name);
        }
    }

    private static ObjectNode variables(@Nullable String text) {
        return text == null
                ? Documents.object()
                : object(
                        text,
                        () -> StatesErrors.validationException("Variables must be a JSON object."));
    }

    private static @Nullable ArrayNode items(@Nullable String text, JsonNode source) {
        if (text == null) {
            return null;
        }
        if (!source.has("ItemReader")) {
            throw StatesErrors.validationException(
                    "TestState supports MapItemReaderData for Map states with an ItemReader only.");
        }
        try {
            if (Documents.parse(text) instanceof ArrayNode items) {
                return items;
            }
        } catch (IllegalArgumentException e) {
            // Refused below like any other text that is no array.
        }
        throw StatesErrors.validationException("MapItemReaderData must be a JSON array.");
    }

    /** The object that a text is, or the fault if it is none. */
    static ObjectNode object(String text, Supplier<ServiceException> fault) {
        try {
            if (Documents.parse(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (IllegalArgumentException e) {
            throw fault.get();
        }
        throw fault.get();
    }
}
