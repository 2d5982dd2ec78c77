package brume.services.states.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A published version of a state machine. */
public record VersionRecord(
        long number, String revision, @Nullable String description, Instant created) {}
