package brume.services.events.worker;

import brume.base.Scope;
import brume.services.events.domain.EventPattern;
import brume.services.events.domain.EventRule;
import brume.services.events.store.EventStore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.event.ruler.GenericMachine;

/** Finds the rules whose patterns match an event; compiled per bus, until any rule changes. */
public final class RuleMatcher {

    private static final Logger LOG = LoggerFactory.getLogger(RuleMatcher.class);
    private static final int BUSES_MAX = 1_000;

    private final EventStore store;
    private final Map<BusKey, Compiled> compiled = new ConcurrentHashMap<>();

    private record BusKey(Scope scope, String bus) {}

    private record Compiled(long change, GenericMachine<String> machine) {}

    public RuleMatcher(EventStore store) {
        this.store = store;
    }

    /** The names of the enabled rules of a bus that match. */
    public List<String> match(Scope scope, String bus, JsonNode event) {
        GenericMachine<String> machine = machine(new BusKey(scope, bus));
        return machine.isEmpty()
                ? List.of()
                : machine.rulesForJSONEvent(event).stream().distinct().sorted().toList();
    }

    private GenericMachine<String> machine(BusKey key) {
        // Taken before reading: a change in between makes the machine outdated at once.
        long change = store.ruleChanges();
        Compiled found = compiled.get(key);
        if (found != null && found.change() == change) {
            return found.machine();
        }
        GenericMachine<String> machine = EventPattern.machine();
        List<EventRule> rules =
                store.read(reader ->
                        store.rules(
                                reader,
                                key.scope(),
                                key.bus(),
                                rule -> rule.enabled() && rule.eventPattern() != null));
        for (EventRule rule : rules) {
            try {
                machine.addRule(rule.name(), rule.eventPattern());
            } catch (Exception e) {
                LOG.error("The stored pattern of rule {} cannot be compiled", rule.name(), e);
            }
        }
        if (compiled.size() >= BUSES_MAX) {
            compiled.clear();
        }
        compiled.put(key, new Compiled(change, machine));
        return machine;
    }
}
