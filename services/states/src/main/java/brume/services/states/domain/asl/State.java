package brume.services.states.domain.asl;

import brume.services.states.domain.data.Expression;
import brume.services.states.domain.data.JsonataExpression;
import brume.services.states.domain.data.Path;
import brume.services.states.domain.data.Template;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One state of a compiled definition. */
public sealed interface State {

    /** What every type of state has. */
    Common common();

    /** Such as {@code Pass}; history events are named after it. */
    String type();

    /** How errors of the state are handled. */
    default ErrorHandling errors() {
        return ErrorHandling.NONE;
    }

    /**
     * Fields that (nearly) every type of state has.
     *
     * @param next the next state, or null if this one ends its workflow
     * @param inputPath null for an empty object
     * @param outputPath null for an empty object
     * @param assign variables to set, or null
     * @param jsonata whether the state is written in JSONata
     * @param output in JSONata what the state hands on, or null for its result
     */
    record Common(
            String name,
            @Nullable String next,
            @Nullable Path inputPath,
            @Nullable Path outputPath,
            @Nullable Template assign,
            boolean jsonata,
            @Nullable Template output) {}

    /**
     * Where a state's result goes.
     *
     * @param selector shapes the raw result, or null
     * @param resultPath null to discard the result
     */
    record ResultShape(@Nullable Template selector, @Nullable Path resultPath) {}

    /** A state that hands its input, or a fixed result, on. */
    record Pass(
            Common common,
            @Nullable JsonNode result,
            @Nullable Template parameters,
            ResultShape shape)
            implements State {
        @Override
        public String type() {
            return "Pass";
        }
    }

    /** A state that calls something. */
    record Task(
            Common common,
            TaskResource resource,
            @Nullable Template parameters,
            ResultShape shape,
            ErrorHandling errors,
            @Nullable Limit timeout,
            @Nullable Limit heartbeat,
            @Nullable Template credentials)
            implements State {
        @Override
        public String type() {
            return "Task";
        }
    }

    /** A number of seconds or elements, given in the definition or found at a path. */
    sealed interface Limit {
        record Fixed(long value) implements Limit {}

        record At(Path path) implements Limit {}

        record Computed(JsonataExpression expression) implements Limit {}
    }

    /** A state that chooses the next one. */
    record Choice(Common common, List<Rule> rules, @Nullable String otherwise) implements State {
        @Override
        public String type() {
            return "Choice";
        }
    }

    /** One choice: where to go if the condition holds. */
    record Rule(
            Condition condition,
            String next,
            @Nullable Template assign,
            @Nullable Template output) {}

    /** A state that waits. */
    record Wait(Common common, Until until) implements State {
        @Override
        public String type() {
            return "Wait";
        }
    }

    /** How long a Wait state waits. */
    sealed interface Until {
        record Seconds(long value) implements Until {}

        record SecondsPath(Path path) implements Until {}

        record Timestamp(Instant value) implements Until {}

        record TimestampPath(Path path) implements Until {}

        record ComputedSeconds(JsonataExpression expression) implements Until {}

        record ComputedTimestamp(JsonataExpression expression) implements Until {}
    }

    /** A state that ends its workflow well. */
    record Succeed(Common common) implements State {
        @Override
        public String type() {
            return "Succeed";
        }
    }

    /** A state that ends its workflow with an error. */
    record Fail(Common common, Text error, Text cause) implements State {
        @Override
        public String type() {
            return "Fail";
        }
    }

    /** The Error or Cause of a Fail state: fixed, computed, or absent if both are null. */
    record Text(@Nullable String fixed, @Nullable Expression computed) {}

    /** A state that runs several workflows at once. */
    record Parallel(
            Common common,
            List<Workflow> branches,
            @Nullable Template parameters,
            ResultShape shape,
            ErrorHandling errors)
            implements State {
        @Override
        public String type() {
            return "Parallel";
        }
    }

    /**
     * A state that runs one workflow for each element of an array.
     *
     * @param items in JSONata the array, or null for the input
     * @param distributed what it has in distributed mode, or null in inline mode
     */
    record MapItems(
            Common common,
            Path itemsPath,
            @Nullable Template items,
            @Nullable Template itemSelector,
            Workflow processor,
            @Nullable DistributedMap distributed,
            @Nullable Limit maxConcurrency,
            ResultShape shape,
            ErrorHandling errors)
            implements State {
        @Override
        public String type() {
            return "Map";
        }
    }
}
