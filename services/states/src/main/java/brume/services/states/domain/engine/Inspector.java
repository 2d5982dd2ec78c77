package brume.services.states.domain.engine;

import brume.services.states.domain.data.Payload;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Is shown what a state of the machine itself makes of its data, as TestState shows it, and may set
 * up what is around the state.
 */
public interface Inspector {

    Inspector NONE = new Inspector() {};

    /** A point on the way of the data through a state; the API names them so. */
    enum Stage {
        AFTER_INPUT_PATH,
        AFTER_PARAMETERS,
        /** JSONata's. */
        AFTER_ARGUMENTS,
        AFTER_ITEMS_PATH,
        AFTER_ITEM_SELECTOR,
        RESULT,
        AFTER_RESULT_SELECTOR,
        AFTER_RESULT_PATH
    }

    /** A number that a Map state has computed. */
    enum Bound {
        MAX_CONCURRENCY,
        TOLERATED_FAILURE_COUNT,
        TOLERATED_FAILURE_PERCENTAGE
    }

    default void show(Stage stage, Payload data) {}

    default void show(Bound bound, double value) {}

    /** The state has met an error, which it may yet handle. */
    default void failed(Failure failure) {}

    /** The error is one of the state's retrier with this index, whether or not it tries again. */
    default void retrier(int index) {}

    /** The state is tried again after so many seconds. */
    default void retriedAfter(double seconds) {}

    /** The error is caught by the catcher with this index. */
    default void caught(int index) {}

    /** Variables that are set before the machine starts. */
    default ObjectNode variables() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The context object in place of the execution's own. */
    default Optional<ObjectNode> context() {
        return Optional.empty();
    }

    /** The name that the context object has for a state. */
    default String nameOf(String state) {
        return state;
    }

    /** How often the state counts as tried again by each of its retriers. */
    default int retries() {
        return 0;
    }

    /** What comes of a Map or Parallel state in place of its workflows, if they are not to run. */
    default Optional<MockedChildren> children() {
        return Optional.empty();
    }
}
