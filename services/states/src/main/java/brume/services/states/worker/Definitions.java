package brume.services.states.worker;

import brume.base.Scope;
import brume.services.states.domain.asl.Definition;
import brume.services.states.domain.asl.DefinitionParser;
import brume.services.states.domain.asl.State;
import brume.services.states.store.StateMachineRecord.RevisionRecord;
import brume.services.states.store.StateMachines;
import brume.store.Reader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The compiled forms of revisions, which never change; the most recently used ones are kept. */
public final class Definitions {

    private static final int KEPT_MAX = 1_000;

    private final StateMachines machines;
    private final Map<String, Compiled> kept =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Compiled> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    public Definitions(StateMachines machines) {
        this.machines = machines;
    }

    /** What executions need of a revision. */
    public record Compiled(Definition definition, LogSettings logs) {}

    /**
     * The compiled form of a revision as an execution needs it.
     *
     * @param mapState of which it is a child execution, or null
     */
    public Compiled get(
            Reader reader,
            Scope scope,
            String machine,
            String revision,
            @Nullable String mapState) {
        Compiled whole = get(reader, scope, machine, revision);
        if (mapState == null) {
            return whole;
        }
        State.MapItems map =
                whole.definition()
                        .findMap(mapState)
                        .orElseThrow(() -> new IllegalStateException("no Map state " + mapState));
        return new Compiled(new Definition(map.processor(), null), whole.logs());
    }

    /** The compiled form of a revision. */
    public Compiled get(Reader reader, Scope scope, String machine, String revision) {
        synchronized (kept) {
            Compiled known = kept.get(revision);
            if (known != null) {
                return known;
            }
        }
        RevisionRecord stored = machines.revisionOf(reader, scope, machine, revision);
        Definition definition = DefinitionParser.parse(stored.definition()).definition();
        if (definition == null) {
            throw new IllegalStateException("a stored definition of " + machine + " is broken");
        }
        Compiled compiled = new Compiled(definition, LogSettings.of(stored.loggingConfiguration()));
        synchronized (kept) {
            kept.put(revision, compiled);
        }
        return compiled;
    }
}
