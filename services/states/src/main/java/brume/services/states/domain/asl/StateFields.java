package brume.services.states.domain.asl;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields that each type of state may have in each query language. */
final class StateFields {

    private static final List<String> EVERY = List.of("Type", "Comment", "QueryLanguage");
    private static final List<String> PATHS = List.of("InputPath", "OutputPath");
    private static final List<String> FLOW = List.of("Next", "End", "Assign");
    private static final List<String> RESULT = List.of("ResultPath", "ResultSelector");
    private static final List<String> ERRORS = List.of("Retry", "Catch");

    private static final Map<String, Set<String>> BY_TYPE =
            Map.of(
                    "Pass",
                    join(List.of("Result", "Parameters", "ResultPath"), PATHS, FLOW),
                    "Task",
                    join(
                            List.of(
                                    "Resource",
                                    "Parameters",
                                    "TimeoutSeconds",
                                    "TimeoutSecondsPath",
                                    "HeartbeatSeconds",
                                    "HeartbeatSecondsPath",
                                    "Credentials"),
                            PATHS,
                            FLOW,
                            RESULT,
                            ERRORS),
                    "Choice",
                    join(List.of("Choices", "Default", "Assign"), PATHS),
                    "Wait",
                    join(
                            List.of("Seconds", "SecondsPath", "Timestamp", "TimestampPath"),
                            PATHS,
                            FLOW),
                    "Succeed",
                    join(PATHS),
                    "Fail",
                    join(List.of("Error", "ErrorPath", "Cause", "CausePath")),
                    "Parallel",
                    join(List.of("Branches", "Parameters"), PATHS, FLOW, RESULT, ERRORS),
                    "Map",
                    join(
                            List.of(
                                    "ItemProcessor",
                                    "Iterator",
                                    "ItemsPath",
                                    "ItemSelector",
                                    "Parameters",
                                    "MaxConcurrency",
                                    "MaxConcurrencyPath"),
                            List.copyOf(DistributedMapParser.FIELDS),
                            PATHS,
                            FLOW,
                            RESULT,
                            ERRORS));

    private static final List<String> OUTPUT = List.of("Output");

    private static final Map<String, Set<String>> BY_TYPE_IN_JSONATA =
            Map.of(
                    "Pass",
                    join(OUTPUT, FLOW),
                    "Task",
                    join(
                            List.of(
                                    "Resource",
                                    "Arguments",
                                    "TimeoutSeconds",
                                    "HeartbeatSeconds",
                                    "Credentials"),
                            OUTPUT,
                            FLOW,
                            ERRORS),
                    "Choice",
                    join(List.of("Choices", "Default", "Assign"), OUTPUT),
                    "Wait",
                    join(List.of("Seconds", "Timestamp"), OUTPUT, FLOW),
                    "Succeed",
                    join(OUTPUT),
                    "Fail",
                    join(List.of("Error", "Cause")),
                    "Parallel",
                    join(List.of("Branches", "Arguments"), OUTPUT, FLOW, ERRORS),
                    "Map",
                    join(
                            List.of("ItemProcessor", "Items", "ItemSelector", "MaxConcurrency"),
                            DistributedMapParser.FIELDS.stream()
                                    .filter(field -> !field.endsWith("Path"))
                                    .toList(),
                            OUTPUT,
                            FLOW,
                            ERRORS));

    private StateFields() {}

    /** The fields of a type, or nothing if there is no such type. */
    static Set<String> of(String type, boolean jsonata) {
        return (jsonata ? BY_TYPE_IN_JSONATA : BY_TYPE).getOrDefault(type, Set.of());
    }

    @SafeVarargs
    private static Set<String> join(List<String>... lists) {
        Set<String> joined = new HashSet<>(EVERY);
        for (List<String> list : lists) {
            joined.addAll(list);
        }
        return Set.copyOf(joined);
    }
}
