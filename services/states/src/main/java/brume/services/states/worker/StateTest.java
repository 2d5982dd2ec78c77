package brume.services.states.worker;

import brume.base.Clock;
import brume.base.Scope;
import brume.services.states.domain.asl.Definition;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Effect;
import brume.services.states.domain.engine.Ending;
import brume.services.states.domain.engine.ExecutionFacts;
import brume.services.states.domain.engine.ExecutionState;
import brume.services.states.domain.engine.ExecutionState.Progress;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.Inspector;
import brume.services.states.domain.engine.Interpreter;
import brume.services.states.domain.engine.MockedChildren;
import brume.services.states.domain.engine.TaskOutcome;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries the first state of a machine out once: its calls are made, its waits are not waited for,
 * and instead of a retry the test ends.
 */
public final class StateTest {

    /** Steps of one test at most; each call or wait inside of the state is one. */
    private static final int STEPS_MAX = 10_000;

    private final Clock clock;
    private final TaskCalls calls;

    public StateTest(Clock clock, TaskCalls calls) {
        this.clock = clock;
        this.calls = calls;
    }

    /**
     * What came of the state.
     *
     * @param status SUCCEEDED, FAILED, RETRIABLE or CAUGHT_ERROR
     */
    public record Result(
            String status,
            @Nullable Payload output,
            @Nullable Failure failure,
            @Nullable String nextState,
            Shown shown) {}

    /**
     * What is given to a test in place of what an execution would have.
     *
     * @param mock what comes of the state's task or workflows, or null to really carry them out
     * @param context the context object, or null for that of an execution
     * @param retries how often the state was tried again before
     * @param failedIterations how many iterations of a Map count as failed
     * @param items what an ItemReader would have read, or null
     * @param revealSecrets whether the secrets of a connection may be shown
     */
    public record Setup(
            @Nullable TaskOutcome mock,
            @Nullable ObjectNode context,
            ObjectNode variables,
            int retries,
            int failedIterations,
            @Nullable ArrayNode items,
            boolean revealSecrets) {}

    /** What the state has shown of itself; null where it has not come so far. */
    public record Shown(
            Map<Inspector.Stage, Payload> data,
            Map<Inspector.Bound, Double> bounds,
            @Nullable Payload variables,
            @Nullable Integer retrier,
            @Nullable Double delaySeconds,
            @Nullable Integer catcher,
            @Nullable OutboundRequest request,
            @Nullable HttpResponse answer) {}

    /** Gives what the test is given, and remembers what it is shown. */
    private static final class Notes implements Inspector, HttpCalls.Observer {

        private final Setup setup;
        private final Map<Stage, Payload> data = new EnumMap<>(Stage.class);
        private final Map<Bound, Double> bounds = new EnumMap<>(Bound.class);
        private @Nullable Failure failure;
        private @Nullable Integer retrier;
        private @Nullable Double delaySeconds;
        private @Nullable Integer catcher;
        private @Nullable OutboundRequest request;
        private @Nullable HttpResponse answer;

        Notes(Setup setup) {
            this.setup = setup;
        }

        @Override
        public void show(Bound bound, double value) {
            var ignored = bounds.putIfAbsent(bound, value);
        }

        @Override
        public void retrier(int index) {
            retrier = index;
        }

        @Override
        public void retriedAfter(double seconds) {
            delaySeconds = seconds;
        }

        @Override
        public void caught(int index) {
            catcher = index;
        }

        @Override
        public ObjectNode variables() {
            return setup.variables();
        }

        @Override
        public Optional<ObjectNode> context() {
            return Optional.ofNullable(setup.context());
        }

        /** What AWS calls the state in the context object, also if it has a name. */
        @Override
        public String nameOf(String state) {
            return "StateName";
        }

        @Override
        public int retries() {
            return setup.retries();
        }

        @Override
        public Optional<MockedChildren> children() {
            return Optional.ofNullable(setup.mock())
                    .map(mock -> new MockedChildren(mock, setup.failedIterations(), setup.items()));
        }

        @Override
        public boolean secretsRevealed() {
            return setup.revealSecrets();
        }

        @Override
        public void show(OutboundRequest sent, @Nullable HttpResponse received) {
            request = sent;
            answer = received;
        }

        private Shown shown(ExecutionState state) {
            return new Shown(
                    data,
                    bounds,
                    state.variables().orElse(null),
                    retrier,
                    delaySeconds,
                    catcher,
                    request,
                    answer);
        }

        @Override
        public void show(Stage stage, Payload payload) {
            var ignored = data.putIfAbsent(stage, payload);
        }

        @Override
        public void failed(Failure met) {
            if (failure == null) {
                failure = met;
            }
        }
    }

    /** Carries the state out in which the machine starts. */
    public Result run(Definition definition, ExecutionFacts facts, Scope scope, Setup setup) {
        TaskOutcome mock = setup.mock();
        ExecutionState state = new ExecutionState(ExecutionState.Source.NOTHING, Progress.NONE);
        Notes inspector = new Notes(setup);
        Interpreter first = interpreter(definition, facts, state, inspector);
        Deque<Effect> effects = new ArrayDeque<>(first.start());
        boolean retried = false;
        for (int step = 0; step < STEPS_MAX && exited(state, definition).isEmpty(); step++) {
            Effect effect = effects.poll();
            if (effect == null || state.ending().isPresent()) {
                break;
            }
            Interpreter next = interpreter(definition, facts, state, inspector);
            switch (effect) {
                case Effect.Call call -> effects.addAll(call(next, facts, scope, call, inspector));
                case Effect.Timer timer -> {
                    boolean root = timer.branch().id() == 0;
                    switch (timer.purpose()) {
                        case RETRY -> retried |= root;
                        case WAIT, CONTINUE -> {}
                        case TASK_TIMEOUT, HEARTBEAT, EXECUTION_TIMEOUT -> {
                            continue;
                        }
                    }
                    if (!retried) {
                        effects.addAll(
                                next.timer(timer.branch().id(), timer.ticket(), timer.purpose()));
                    }
                }
                case Effect.Offer offer when mock != null ->
                        effects.addAll(next.reported(offer.branch(), mock));
                case Effect.Offer _,
                        Effect.StartMapRun _,
                        Effect.RedriveMapRun _,
                        Effect.Watch _,
                        Effect.Withdraw _ -> {}
            }
        }
        return result(state, definition, inspector, retried);
    }

    private Interpreter interpreter(
            Definition definition,
            ExecutionFacts facts,
            ExecutionState state,
            Inspector inspector) {
        return new Interpreter(definition, facts, state, clock.now(), _ -> false, inspector);
    }

    private List<Effect> call(
            Interpreter interpreter,
            ExecutionFacts facts,
            Scope scope,
            Effect.Call call,
            Notes notes) {
        TaskOutcome mock = notes.setup.mock();
        if (mock != null) {
            return interpreter.reported(call.branch(), mock);
        }
        return interpreter
                .pending(call.branch().id(), call.ticket())
                .map(pending -> {
                    TaskOutcome outcome =
                            calls.call(
                                    new ExecutionEngine.PendingCall(facts, scope, pending), notes);
                    return interpreter.called(call.branch().id(), call.ticket(), outcome);
                })
                .orElse(List.of());
    }

    /** The event with which the tested state was left. */
    private static Optional<JsonNode> exited(ExecutionState state, Definition definition) {
        String name = definition.workflow().startAt();
        return state.events().stream()
                .map(event -> event.path("stateExitedEventDetails"))
                .filter(details -> details.path("name").asText().equals(name))
                .map(JsonNode.class::cast)
                .findFirst();
    }

    private static Result result(
            ExecutionState state, Definition definition, Notes inspector, boolean retried) {
        Failure failure = inspector.failure;
        Optional<JsonNode> exited = exited(state, definition);
        if (exited.isPresent()) {
            Payload output = Payload.ofText(exited.get().path("output").asText());
            return new Result(
                    failure == null ? "SUCCEEDED" : "CAUGHT_ERROR",
                    output,
                    failure,
                    next(state, definition),
                    inspector.shown(state));
        }
        if (retried) {
            return new Result("RETRIABLE", null, failure, null, inspector.shown(state));
        }
        Ending ending = state.ending().orElse(null);
        Failure last =
                ending == null
                        ? new Failure(Failure.RUNTIME, "The state did not end.")
                        : new Failure(ending.error(), ending.cause());
        return new Result("FAILED", null, last, null, inspector.shown(state));
    }

    /** The reason phrase of an answer. */
    public static String reason(int status) {
        return HttpCalls.reason(status);
    }

    /** Headers as a test shows them. */
    public static String headers(HttpHeaders headers) {
        return HttpCalls.shown(headers);
    }

    /** The state that was entered after the tested one, or null if that was the last. */
    private static @Nullable String next(ExecutionState state, Definition definition) {
        String name = definition.workflow().startAt();
        boolean exited = false;
        for (JsonNode event : state.events()) {
            if (exited && event.has("stateEnteredEventDetails")) {
                return event.path("stateEnteredEventDetails").path("name").asText();
            }
            exited |= event.path("stateExitedEventDetails").path("name").asText().equals(name);
        }
        return null;
    }
}
