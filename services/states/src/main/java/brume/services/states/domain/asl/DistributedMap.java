package brume.services.states.domain.asl;

import brume.services.states.domain.data.Expression;
import brume.services.states.domain.data.Template;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Map state in distributed mode has besides its items and its processor. Source: "Using Map
 * state in Distributed mode" of the developer guide.
 *
 * @param executionType of the child executions
 * @param label in the ARN of the map run, or null
 * @param reader of items from S3, or null if the state's input has them
 * @param batcher groups items, or null for one child execution each
 * @param writer of the results to S3, or null if the state's output is to hold them
 */
public record DistributedMap(
        WorkflowType executionType,
        @Nullable String label,
        @Nullable Reader reader,
        @Nullable Batcher batcher,
        @Nullable Writer writer,
        @Nullable Amount toleratedFailureCount,
        @Nullable Amount toleratedFailurePercentage) {

    /**
     * A number in the definition, or computed from the state's input.
     *
     * @param field that has it, for error texts
     * @param fixed null if it is computed
     * @param computed null if it is fixed
     */
    public record Amount(String field, @Nullable Double fixed, @Nullable Expression computed) {}

    /** Where the items are: an operation of S3 and what it is called with. */
    public record Reader(Source source, @Nullable Template arguments, Format format) {}

    /** The operations that read items. */
    public enum Source {
        LIST_OBJECTS,
        GET_OBJECT
    }

    /**
     * How the items are written.
     *
     * @param csvHeaders names of the columns, or null if the first row has them
     * @param pointer to the array inside of a JSON object (ItemsPointer), or null
     * @param loadAndFlatten whether each listed object is itself read as a file of items
     */
    public record Format(
            InputType type,
            @Nullable List<String> csvHeaders,
            char csvDelimiter,
            @Nullable String pointer,
            @Nullable ManifestType manifestType,
            boolean loadAndFlatten,
            @Nullable Amount maxItems) {}

    /** The types of files that can be read. */
    public enum InputType {
        CSV,
        JSON,
        JSONL,
        MANIFEST
    }

    /** Who wrote a manifest. */
    public enum ManifestType {
        S3_INVENTORY,
        ATHENA_DATA
    }

    /** How many items one child execution gets. */
    public record Batcher(
            @Nullable Amount maxItems,
            @Nullable Amount maxInputBytes,
            @Nullable Template batchInput) {}

    /**
     * Where the results go.
     *
     * @param arguments Bucket and Prefix, or null if nothing is written
     */
    public record Writer(
            @Nullable Template arguments, Transformation transformation, boolean lines) {}

    /** What is written of each child execution. */
    public enum Transformation {
        /** Its description. */
        NONE,
        /** Its output. */
        COMPACT,
        /** The elements of its output. */
        FLATTEN
    }
}
