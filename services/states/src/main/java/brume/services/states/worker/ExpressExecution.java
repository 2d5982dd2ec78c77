package brume.services.states.worker;

import brume.base.Clock;
import brume.base.Scope;
import brume.services.states.domain.asl.Definition;
import brume.services.states.domain.engine.Effect;
import brume.services.states.domain.engine.Ending;
import brume.services.states.domain.engine.ExecutionFacts;
import brume.services.states.domain.engine.ExecutionState;
import brume.services.states.domain.engine.ExecutionState.Progress;
import brume.services.states.domain.engine.Interpreter;
import brume.services.states.domain.engine.TaskOutcome;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An Express execution, kept in memory: the interpreter of Standard executions, whose stimuli wait
 * in an inbox and whose timers in a queue. It is carried forward by one thread.
 */
final class ExpressExecution {

    /** What carries the execution forward. */
    private sealed interface Stimulus {

        /** A call has answered. */
        record Called(long branch, long ticket, TaskOutcome outcome) implements Stimulus {}

        /** A timer is due. */
        record Due(long branch, long ticket, Effect.Purpose purpose, Instant at)
                implements Stimulus {}

        /** The clock was moved, or the server stops. */
        record Wake() implements Stimulus {}
    }

    /** What an execution needs of the world. */
    interface World {

        Clock clock();

        /** Makes a call and hands its outcome on, at any time from any thread. */
        void call(ExecutionEngine.PendingCall call, Consumer<TaskOutcome> answer);

        /** Takes the events of a step. */
        void events(LogSettings logs, ExecutionFacts facts, Scope scope, List<ObjectNode> events);

        boolean isStopped();
    }

    private final World world;
    private final Definition definition;
    private final LogSettings logs;
    private final ExecutionFacts facts;
    private final Scope scope;
    private final ExecutionState state =
            new ExecutionState(ExecutionState.Source.NOTHING, Progress.NONE);
    private final BlockingQueue<Stimulus> inbox = new LinkedBlockingQueue<>();
    private final PriorityQueue<Stimulus.Due> timers =
            new PriorityQueue<>(Comparator.comparing(Stimulus.Due::at));
    private Instant now;

    ExpressExecution(
            World world,
            Definition definition,
            LogSettings logs,
            ExecutionFacts facts,
            Scope scope) {
        this.world = world;
        this.definition = definition;
        this.logs = logs;
        this.facts = facts;
        this.scope = scope;
        this.now = facts.start();
    }

    ExecutionFacts facts() {
        return facts;
    }

    /** When the last step was taken. */
    Instant time() {
        return now;
    }

    private Interpreter interpreter() {
        return new Interpreter(definition, facts, state, now, _ -> false);
    }

    /** Takes the first step; nothing outside happens before it is run on. */
    Begun begin() {
        Interpreter interpreter = interpreter();
        return new Begun(interpreter, interpreter.start());
    }

    /** The first step of this execution. */
    final class Begun {

        private final Interpreter interpreter;
        private final List<Effect> effects;

        private Begun(Interpreter interpreter, List<Effect> effects) {
            this.interpreter = interpreter;
            this.effects = effects;
        }

        /** How the execution ended, if it needed nothing from outside. */
        Optional<Ending> ending() {
            return state.ending();
        }

        /**
         * Carries the execution on to its end.
         *
         * @return empty if the server stops
         */
        Optional<Ending> run() throws InterruptedException {
            carryOut(interpreter, effects);
            while (state.ending().isEmpty()) {
                Stimulus stimulus = next();
                if (world.isStopped()) {
                    return Optional.empty();
                }
                now = world.clock().now();
                Interpreter next = interpreter();
                switch (stimulus) {
                    case Stimulus.Called called ->
                            carryOut(
                                    next,
                                    next.called(
                                            called.branch(), called.ticket(), called.outcome()));
                    case Stimulus.Due due ->
                            carryOut(next, next.timer(due.branch(), due.ticket(), due.purpose()));
                    case Stimulus.Wake _ -> {}
                }
            }
            return state.ending();
        }
    }

    private void carryOut(Interpreter interpreter, List<Effect> effects) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Call call -> call(interpreter, call.branch().id(), call.ticket());
                case Effect.Timer timer ->
                        timers.add(
                                new Stimulus.Due(
                                        timer.branch().id(),
                                        timer.ticket(),
                                        timer.purpose(),
                                        timer.due()));
                case Effect.Offer offer ->
                        throw new IllegalStateException("an activity: " + offer.activityArn());
                case Effect.StartMapRun start ->
                        throw new IllegalStateException("a map run: " + start.plan().state());
                case Effect.RedriveMapRun again ->
                        throw new IllegalStateException("a map run: " + again.uuid());
                case Effect.Watch watch ->
                        throw new IllegalStateException("a .sync task: " + watch.executionArn());
                case Effect.Withdraw _ -> {}
            }
        }
        world.events(logs, facts, scope, state.takeEvents());
    }

    private void call(Interpreter interpreter, long branch, long ticket) {
        interpreter
                .pending(branch, ticket)
                .ifPresent(call ->
                        world.call(
                                new ExecutionEngine.PendingCall(facts, scope, call),
                                outcome ->
                                        inbox.add(new Stimulus.Called(branch, ticket, outcome))));
    }

    /** The next answer or timer; the timer of the whole execution is always there. */
    private Stimulus next() throws InterruptedException {
        Stimulus.Due first = timers.peek();
        if (first == null) {
            return inbox.take();
        }
        Duration left = Duration.between(world.clock().now(), first.at());
        Stimulus answer =
                left.isPositive() ? inbox.poll(left.toNanos(), TimeUnit.NANOSECONDS) : inbox.poll();
        if (answer != null) {
            return answer;
        }
        if (first.at().isAfter(world.clock().now())) {
            return new Stimulus.Wake();
        }
        timers.remove();
        return first;
    }

    /** Has the thread look at clock and server again. */
    void wake() {
        inbox.add(new Stimulus.Wake());
    }
}
