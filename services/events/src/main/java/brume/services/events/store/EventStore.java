package brume.services.events.store;

import brume.api.events.EventsErrors;
import brume.api.events.Target;
import brume.base.Scope;
import brume.services.events.domain.EventBusEntry;
import brume.services.events.domain.EventRule;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import brume.wire.ShapeJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Buses, rules and targets.
 *
 * <pre>
 * events / bus / account / region / name               -> bus
 * events / rule / account / region / bus / name        -> rule
 * events / target / account / region / bus / rule / id -> target, as in the API
 * </pre>
 */
public final class EventStore {

    private static final Key BUSES = Key.of("events", "bus");
    private static final Key RULES = Key.of("events", "rule");
    private static final Key TARGETS = Key.of("events", "target");
    private static final int TARGETS_MAX = 100;

    private final Store store;
    private final AtomicLong ruleChanges = new AtomicLong();

    public EventStore(Store store) {
        this.store = store;
    }

    /** Notices changes of rules, whoever makes them. */
    public Store.Watch watchRules() {
        return store.watch(RULES, ruleChanges::incrementAndGet);
    }

    /** Grows with every change of a rule. */
    public long ruleChanges() {
        return ruleChanges.get();
    }

    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    public <T extends @Nullable Object> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    /** A transaction that may change rules, which are in force when this returns. */
    public <T extends @Nullable Object> T transactRules(Function<Transaction, T> body) {
        try {
            return store.transact(body);
        } finally {
            ruleChanges.incrementAndGet();
        }
    }

    // Buses

    public Optional<EventBusEntry> findBus(Reader reader, Scope scope, String name) {
        Optional<EventBusEntry> bus =
                reader.find(in(BUSES, scope).with(name))
                        .map(bytes -> Documents.read(bytes, EventBusEntry.class));
        return bus.isEmpty() && name.equals(EventBusEntry.DEFAULT)
                ? Optional.of(EventBusEntry.defaultBus())
                : bus;
    }

    public EventBusEntry getBus(Reader reader, Scope scope, String name) {
        return findBus(reader, scope, name)
                .orElseThrow(() ->
                        EventsErrors.resourceNotFoundException(
                                "Event bus " + name + " does not exist."));
    }

    public void putBus(Transaction transaction, Scope scope, EventBusEntry bus) {
        transaction.put(in(BUSES, scope).with(bus.name()), Documents.write(bus));
    }

    public void deleteBus(Transaction transaction, Scope scope, String name) {
        transaction.delete(in(BUSES, scope).with(name));
    }

    /** All buses by name, the default one among them. */
    public List<EventBusEntry> buses(Reader reader, Scope scope) {
        List<EventBusEntry> buses = new ArrayList<>();
        reader.scan(
                Range.prefix(in(BUSES, scope)),
                (key, value) -> buses.add(Documents.read(value, EventBusEntry.class)));
        if (buses.stream().noneMatch(bus -> bus.name().equals(EventBusEntry.DEFAULT))) {
            buses.add(EventBusEntry.defaultBus());
        }
        buses.sort(java.util.Comparator.comparing(EventBusEntry::name));
        return buses;
    }

    // Rules

    public Optional<EventRule> findRule(Reader reader, Scope scope, String bus, String name) {
        return reader.find(rules(scope, bus).with(name))
                .map(bytes -> Documents.read(bytes, EventRule.class));
    }

    public EventRule getRule(Reader reader, Scope scope, String bus, String name) {
        return findRule(reader, scope, bus, name)
                .orElseThrow(() ->
                        EventsErrors.resourceNotFoundException(
                                "Rule " + name + " does not exist on EventBus " + bus + "."));
    }

    public void putRule(Transaction transaction, Scope scope, EventRule rule) {
        transaction.put(rules(scope, rule.bus()).with(rule.name()), Documents.write(rule));
    }

    public void deleteRule(Transaction transaction, Scope scope, EventRule rule) {
        transaction.delete(rules(scope, rule.bus()).with(rule.name()));
    }

    /** The rules of a bus, by name. */
    public List<EventRule> rules(
            Reader reader, Scope scope, String bus, Predicate<EventRule> filter) {
        List<EventRule> rules = new ArrayList<>();
        reader.scan(
                Range.prefix(rules(scope, bus)),
                (key, value) -> {
                    EventRule rule = Documents.read(value, EventRule.class);
                    if (filter.test(rule)) {
                        rules.add(rule);
                    }
                    return true;
                });
        return rules;
    }

    // Targets

    public Optional<Target> findTarget(
            Reader reader, Scope scope, String bus, String rule, String id) {
        return reader.find(targets(scope, bus, rule).with(id)).map(EventStore::target);
    }

    public void putTarget(
            Transaction transaction, Scope scope, String bus, String rule, Target target) {
        transaction.put(targets(scope, bus, rule).with(target.id()), ShapeJson.toBytes(target));
    }

    public void deleteTarget(
            Transaction transaction, Scope scope, String bus, String rule, String id) {
        transaction.delete(targets(scope, bus, rule).with(id));
    }

    /** The targets of a rule, by id. */
    public List<Target> targets(Reader reader, Scope scope, String bus, String rule) {
        List<Target> targets = new ArrayList<>();
        for (Entry entry : reader.list(Range.prefix(targets(scope, bus, rule)), TARGETS_MAX)) {
            targets.add(target(entry.value()));
        }
        return targets;
    }

    private static Target target(byte[] bytes) {
        return ShapeJson.fromBytes(Target.SCHEMA, bytes);
    }

    // Keys

    private static Key in(Key folder, Scope scope) {
        return folder.with(scope.account().value()).with(scope.region().value());
    }

    private static Key rules(Scope scope, String bus) {
        return in(RULES, scope).with(bus);
    }

    private static Key targets(Scope scope, String bus, String rule) {
        return in(TARGETS, scope).with(bus).with(rule);
    }
}
