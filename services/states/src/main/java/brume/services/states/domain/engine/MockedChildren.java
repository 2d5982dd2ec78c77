package brume.services.states.domain.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import org.jspecify.annotations.Nullable;

/**
 * What comes of the workflows inside of a Map or Parallel state that are not run.
 *
 * @param outcome the array of their outputs, or how one of them failed
 * @param failedIterations how many iterations of a Map count as failed
 * @param items what an ItemReader would have read, or null
 */
public record MockedChildren(
        TaskOutcome outcome, int failedIterations, @Nullable ArrayNode items) {}
