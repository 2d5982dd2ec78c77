package brume.services.events.worker;

import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Region;
import brume.base.Scope;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueHandler;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.events.domain.EventBusEntry;
import brume.services.events.domain.EventEnvelope;
import brume.services.events.domain.EventRule;
import brume.services.events.domain.EventsQuotas;
import brume.services.events.store.EventStore;
import brume.store.Transaction;
import brume.wire.Documents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Fires rules on their schedules. Each scheduled rule has one timer in a durable queue; firing
 * appends the events and the next timer in one transaction, so no time is lost or taken twice.
 *
 * <p><b>Missed times.</b> When the clock jumps, or the server was down, a timer comes late and
 * times lie behind it. AWS would have fired at each of them, but would also have dropped what it
 * could not deliver within 24 hours. So the latest missed time always fires, and with it the
 * earlier ones of the last 24 hours, at most {@link EventsQuotas#CATCH_UP} in all, each with its
 * own time in the event. After a jump of 180 days a daily rule fires once, an hourly one 24 times.
 */
public final class Schedules implements QueueHandler {

    private static final String QUEUE = "events.schedule";
    private static final Duration CATCH_UP_MAX = Duration.ofHours(24);

    private final EventStore store;
    private final Queues queues;
    private final Deliveries deliveries;
    private final Clock clock;

    public Schedules(EventStore store, Queues queues, Deliveries deliveries, Clock clock) {
        this.store = store;
        this.queues = queues;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    public void register() {
        // A timer must never be given up, whatever happens: it would end the schedule.
        queues.register(QueueSpec.named(QUEUE).attempts(Integer.MAX_VALUE), this);
    }

    private record Timer(
            String account, String region, String rule, String scheduleId, Instant time) {

        Scope scope() {
            return new Scope(new AccountId(account), new Region(region));
        }
    }

    /** Sets the timer of a rule whose schedule begins, in the transaction that stores the rule. */
    public void begin(Transaction transaction, Scope scope, EventRule rule) {
        if (rule.enabled()) {
            rule.next(clock.now()).ifPresent(time -> append(transaction, scope, rule, time));
        }
    }

    private void append(Transaction transaction, Scope scope, EventRule rule, Instant time) {
        Timer timer =
                new Timer(
                        scope.account().value(),
                        scope.region().value(),
                        rule.name(),
                        rule.scheduleId(),
                        time);
        queues.append(transaction, QUEUE, time, Documents.write(timer));
    }

    @Override
    public Outcome handle(Delivery delivery) {
        Timer timer = Documents.read(delivery.payload(), Timer.class);
        Instant now = clock.now();
        store.transact(tx -> {
            store.findRule(tx, timer.scope(), EventBusEntry.DEFAULT, timer.rule())
                    .filter(EventRule::enabled)
                    .filter(rule -> rule.scheduleId().equals(timer.scheduleId()))
                    .ifPresent(rule -> fire(tx, timer, rule, now));
            delivery.acknowledge(tx);
            return timer;
        });
        return Outcome.DONE;
    }

    private void fire(Transaction transaction, Timer timer, EventRule rule, Instant now) {
        Scope scope = timer.scope();
        for (Instant time : due(rule, timer.time(), now)) {
            deliveries.append(
                    transaction,
                    scope,
                    rule,
                    EventEnvelope.scheduled(Ids.uuid(), scope, time, rule.arn(scope)));
        }
        rule.next(now.isBefore(timer.time()) ? timer.time() : now)
                .ifPresent(next -> append(transaction, scope, rule, next));
    }

    /** The times from {@code first} to {@code now} that are still to be fired. */
    private static List<Instant> due(EventRule rule, Instant first, Instant now) {
        Instant oldest = now.minus(CATCH_UP_MAX);
        Instant latest = first;
        // Long before the last day nothing fires but the very last time, so most can be skipped.
        Optional<Instant> jump = rule.next(oldest);
        Deque<Instant> times = new ArrayDeque<>();
        if (first.isBefore(oldest)) {
            latest = lastBefore(rule, first, oldest);
            times.add(latest);
        } else {
            times.add(first);
            jump = rule.next(first);
        }
        for (Optional<Instant> next = jump;
                next.isPresent() && !next.get().isAfter(now);
                next = rule.next(next.get())) {
            times.add(next.get());
            if (times.size() > EventsQuotas.CATCH_UP.value()) {
                times.remove();
            }
        }
        // The one from before the last day is for rules that have no later one.
        if (times.size() > 1 && times.getFirst().isBefore(oldest)) {
            times.remove();
        }
        return List.copyOf(times);
    }

    /** The last time of the rule up to {@code end}, found by doubling steps back from it. */
    private static Instant lastBefore(EventRule rule, Instant first, Instant end) {
        Instant found = first;
        Duration step = Duration.ofHours(1);
        while (true) {
            Instant from = end.minus(step);
            if (from.isBefore(first)) {
                from = first;
            }
            Optional<Instant> next = rule.next(from);
            if (next.isPresent() && !next.get().isAfter(end)) {
                found = next.get();
                for (Optional<Instant> later = rule.next(found);
                        later.isPresent() && !later.get().isAfter(end);
                        later = rule.next(found)) {
                    found = later.get();
                }
                return found;
            }
            if (from.equals(first)) {
                return found;
            }
            step = step.multipliedBy(2);
        }
    }
}
