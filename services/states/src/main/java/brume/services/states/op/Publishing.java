package brume.services.states.op;

import brume.api.states.StatesErrors;
import brume.base.Scope;
import brume.services.states.domain.StatesQuotas;
import brume.services.states.store.StateMachineRecord;
import brume.services.states.store.StateMachines;
import brume.services.states.store.VersionRecord;
import brume.services.states.store.Versions;
import brume.spi.Call;
import brume.store.Transaction;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Publishes versions, for the three operations that can. */
public final class Publishing {

    private final StateMachines machines;
    private final Versions versions;

    public Publishing(StateMachines machines, Versions versions) {
        this.machines = machines;
        this.versions = versions;
    }

    /** The ARN of a version. */
    static String arn(Call call, String machine, long version) {
        return Arns.machine(call, machine) + ':' + version;
    }

    /** Demands that a description comes with a version. */
    static void checkDescription(@Nullable Boolean publish, @Nullable String description) {
        if (description != null && !Boolean.TRUE.equals(publish)) {
            throw StatesErrors.validationException(
                    "Version description can only be set when publish is true");
        }
    }

    /** Publishes the current revision, unless it is published already. */
    VersionRecord publish(
            Transaction transaction,
            Scope scope,
            StateMachineRecord machine,
            @Nullable String description,
            Instant now) {
        int max = (int) StatesQuotas.VERSIONS.value();
        var present = versions.list(transaction, scope, machine.name(), Optional.empty(), max);
        if (!present.isEmpty() && present.getFirst().revision().equals(machine.revision())) {
            return present.getFirst();
        }
        if (present.size() == max) {
            throw StatesErrors.serviceQuotaExceededException(
                    "The maximum number of published versions has been reached: " + max);
        }
        VersionRecord version =
                new VersionRecord(machine.lastVersion() + 1, machine.revision(), description, now);
        versions.put(transaction, scope, machine.name(), version);
        machines.put(transaction, scope, machine.withLastVersion(version.number()));
        return version;
    }
}
