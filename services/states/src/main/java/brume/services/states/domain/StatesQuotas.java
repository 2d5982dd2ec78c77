package brume.services.states.domain;

import brume.spi.Quota;
import java.util.List;

/** The documented limits of Step Functions that this service keeps. */
public final class StatesQuotas {

    private static final String SOURCE =
            "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html";

    public static final Quota DEFINITION_BYTES =
            new Quota("Maximum state machine definition size", 1024 * 1024, SOURCE);
    public static final Quota INPUT_BYTES =
            new Quota(
                    "Maximum input or output size for a task, state, or execution",
                    256 * 1024,
                    SOURCE);
    public static final Quota HISTORY_EVENTS =
            new Quota("Maximum execution history size", 25_000, SOURCE);
    public static final Quota TAGS_PER_RESOURCE = new Quota("Tags per resource", 50, SOURCE);
    public static final Quota NAME_CHARACTERS =
            new Quota("Maximum name length of a state machine or execution", 80, SOURCE);

    public static final Quota ACTIVITIES =
            new Quota("Maximum number of registered activities", 10_000, SOURCE);
    public static final Quota ACTIVITY_POLLERS =
            new Quota("Maximum number of activity pollers per ARN", 1_000, SOURCE);

    public static final Quota VERSIONS =
            new Quota("Maximum published versions of a state machine", 1_000, SOURCE);
    public static final Quota ALIASES =
            new Quota("Maximum aliases of a state machine", 100, SOURCE);
    public static final Quota EXPRESS_RUNNING =
            new Quota("Express executions that run at once", 10_000, "this server's memory");

    public static final List<Quota> ALL =
            List.of(
                    DEFINITION_BYTES,
                    INPUT_BYTES,
                    HISTORY_EVENTS,
                    TAGS_PER_RESOURCE,
                    NAME_CHARACTERS,
                    ACTIVITIES,
                    ACTIVITY_POLLERS,
                    VERSIONS,
                    ALIASES,
                    EXPRESS_RUNNING);

    private StatesQuotas() {}
}
