package brume.services.states.domain.engine;

import brume.services.states.domain.data.Payload;

/** What came of a task. */
public sealed interface TaskOutcome {

    record Succeeded(Payload output) implements TaskOutcome {}

    record Failed(Failure failure) implements TaskOutcome {}
}
