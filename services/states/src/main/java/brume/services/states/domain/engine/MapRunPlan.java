package brume.services.states.domain.engine;

import brume.services.states.domain.data.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A map run as the state that begins it has computed it.
 *
 * @param uuid the last part of its ARN
 * @param label in its ARN
 * @param state the Map state's name
 * @param items an array, or null if they are read from S3
 * @param readerArguments what S3 is called with, or null
 * @param maxItems items to read at most, 0 for all, or null
 * @param batch how items are grouped
 * @param writerArguments Bucket and Prefix of the results, or null
 * @param limits that UpdateMapRun may change later
 */
public record MapRunPlan(
        String uuid,
        String label,
        String state,
        @Nullable Payload items,
        @Nullable Payload readerArguments,
        @Nullable Long maxItems,
        Batch batch,
        @Nullable Payload writerArguments,
        Limits limits) {

    /**
     * How many items a child execution gets; without either maximum one, as it is.
     *
     * @param input that each batch gets besides its items, or null
     */
    public record Batch(@Nullable Long maxItems, @Nullable Long maxBytes, @Nullable Payload input) {
        static final Batch NONE = new Batch(null, null, null);

        /** Whether items are grouped at all. */
        public boolean isAsked() {
            return maxItems != null || maxBytes != null || input != null;
        }
    }

    /**
     * @param maxConcurrency child executions at once, 0 for as many as possible
     * @param toleratedCount items that may fail, or null
     * @param toleratedPercentage of the items that may fail, or null
     */
    public record Limits(
            int maxConcurrency,
            @Nullable Long toleratedCount,
            @Nullable Double toleratedPercentage) {

        /**
         * Whether the run has failed.
         *
         * @param failed items that failed, timed out or were aborted
         * @param total all items
         */
        public boolean isExceeded(long failed, long total) {
            if (failed == 0) {
                return false;
            }
            if (toleratedCount == null && toleratedPercentage == null) {
                return true;
            }
            return (toleratedCount != null && failed > toleratedCount)
                    || (toleratedPercentage != null
                            && failed * 100.0 > toleratedPercentage * total);
        }
    }
}
