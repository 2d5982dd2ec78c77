package brume.services.states.op;

import brume.base.Ids;
import brume.base.Scope;
import brume.services.states.store.AliasRecord;
import brume.services.states.store.StateMachineRecord;
import brume.services.states.store.StateMachines;
import brume.services.states.store.VersionRecord;
import brume.services.states.store.Versions;
import brume.spi.Call;
import brume.store.Reader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the ARNs of state machines, versions and aliases lead to. */
public final class Targets {

    private static final double PERCENT = 100;

    private final StateMachines machines;
    private final Versions versions;

    public Targets(StateMachines machines, Versions versions) {
        this.machines = machines;
        this.versions = versions;
    }

    /**
     * What an execution is started with.
     *
     * @param version that was asked for, or that an alias has led to
     */
    record Target(
            StateMachineRecord machine,
            String revision,
            String roleArn,
            @Nullable VersionRecord version,
            @Nullable String alias) {}

    /**
     * The machine as it is now, a version, or one of the versions of an alias, by their weights.
     *
     * @throws brume.wire.ServiceException StateMachineDoesNotExist
     */
    Target resolve(Reader reader, Call call, String arn) {
        Arns.Qualified name = Arns.qualified(call, arn);
        StateMachineRecord machine =
                machines.find(reader, call.scope(), name.machine())
                        .orElseThrow(() -> Arns.noMachine(arn));
        if (name.qualifier().isEmpty()) {
            return new Target(machine, machine.revision(), machine.roleArn(), null, null);
        }
        String alias = name.isVersion() ? null : name.qualifier();
        long number =
                name.isVersion()
                        ? name.version()
                        : versions.findAlias(reader, call.scope(), machine.name(), name.qualifier())
                                .map(Targets::draw)
                                .orElseThrow(() -> Arns.noMachine(arn));
        return version(reader, call.scope(), machine, number, alias)
                .orElseThrow(() -> Arns.noMachine(arn));
    }

    private Optional<Target> version(
            Reader reader,
            Scope scope,
            StateMachineRecord machine,
            long number,
            @Nullable String alias) {
        return versions.find(reader, scope, machine.name(), number)
                .map(version ->
                        new Target(
                                machine,
                                version.revision(),
                                machines.revisionOf(
                                                reader, scope, machine.name(), version.revision())
                                        .roleArn(),
                                version,
                                alias));
    }

    private static long draw(AliasRecord alias) {
        double drawn = Ids.fraction() * PERCENT;
        for (AliasRecord.Route route : alias.routes()) {
            if (drawn < route.weight()) {
                return route.version();
            }
            drawn -= route.weight();
        }
        return alias.routes().getLast().version();
    }
}
