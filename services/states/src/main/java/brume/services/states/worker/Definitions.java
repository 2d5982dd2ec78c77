package brume.services.states.worker;

import brume.base.Scope;
import brume.services.states.domain.asl.Definition;
import brume.services.states.domain.asl.DefinitionParser;
import brume.services.states.store.StateMachines;
import brume.store.Reader;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The compiled definitions of revisions, which never change; the most recently used ones are kept.
 */
public final class Definitions {

    private static final int KEPT_MAX = 1_000;

    private final StateMachines machines;
    private final Map<String, Definition> kept =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Definition> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    public Definitions(StateMachines machines) {
        this.machines = machines;
    }

    /** The compiled definition of a revision. */
    public Definition get(Reader reader, Scope scope, String machine, String revision) {
        synchronized (kept) {
            Definition known = kept.get(revision);
            if (known != null) {
                return known;
            }
        }
        String text = machines.revisionOf(reader, scope, machine, revision).definition();
        Definition compiled = DefinitionParser.parse(text).definition();
        if (compiled == null) {
            throw new IllegalStateException("a stored definition of " + machine + " is broken");
        }
        synchronized (kept) {
            kept.put(revision, compiled);
        }
        return compiled;
    }
}
