package brume.services.lambda.source;

import brume.base.Clock;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.store.EventSourceStore;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.worker.Destinations;
import brume.services.lambda.worker.Invoker;
import brume.spi.Calls;
import brume.store.Store;
import brume.wire.ServiceException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a poller for each enabled mapping. It looks when a mapping changes and when a poller ends,
 * replaces pollers of older revisions and then completes the change that the mapping waits for.
 */
public final class EventSources {

    private static final Logger LOG = LoggerFactory.getLogger(EventSources.class);
    private static final Duration STOP_WAIT_MAX = Duration.ofSeconds(3);

    private final EventSourceStore sources;
    private final FunctionStore functions;
    private final Invoker invoker;
    private final Destinations destinations;
    private final Calls calls;
    private final Clock clock;
    private final Map<String, Poller> pollers = new HashMap<>();
    private final Semaphore changes = new Semaphore(1);
    private Store.@Nullable Watch watch;
    private @Nullable Thread thread;

    public EventSources(
            EventSourceStore sources,
            FunctionStore functions,
            Invoker invoker,
            Destinations destinations,
            Calls calls,
            Clock clock) {
        this.sources = sources;
        this.functions = functions;
        this.invoker = invoker;
        this.destinations = destinations;
        this.calls = calls;
        this.clock = clock;
    }

    /** Begins with the mappings that are there. */
    public void start() {
        watch = sources.watch(changes::release);
        thread = Thread.ofVirtual().name("lambda-sources").start(this::run);
    }

    /** Ends all pollers; batches that are under way get a little time. */
    public void stop() {
        if (watch != null) {
            watch.close();
        }
        if (thread != null) {
            thread.interrupt();
        }
        try {
            if (thread != null) {
                boolean ignored = thread.join(STOP_WAIT_MAX);
            }
            List<Poller> running;
            synchronized (pollers) {
                running = List.copyOf(pollers.values());
            }
            running.forEach(Poller::stop);
            for (Poller poller : running) {
                poller.join(STOP_WAIT_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                changes.acquire();
                int ignored = changes.drainPermits();
                for (EventSourceMapping mapping : sources.all()) {
                    lookAfter(mapping);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAfter(EventSourceMapping mapping) {
        try {
            synchronized (pollers) {
                if (!hasOther(mapping)) {
                    settle(mapping);
                }
            }
        } catch (RuntimeException e) {
            LOG.error("{} is not looked after", mapping.arn(), e);
        }
    }

    /** Whether a poller still runs that the mapping does not want; it is asked to end. */
    private boolean hasOther(EventSourceMapping mapping) {
        Poller poller = pollers.get(mapping.uuid());
        if (poller == null) {
            return false;
        }
        if (!poller.alive()) {
            pollers.remove(mapping.uuid());
            return false;
        }
        boolean wanted =
                mapping.enabled()
                        && !mapping.state().equals(EventSourceMapping.DELETING)
                        && poller.mapping().revision().equals(mapping.revision());
        if (!wanted) {
            poller.stop();
        }
        return !wanted;
    }

    private void settle(EventSourceMapping mapping) {
        if (mapping.state().equals(EventSourceMapping.DELETING)) {
            change(mapping, null);
            return;
        }
        if (mapping.enabled() && !pollers.containsKey(mapping.uuid())) {
            begin(mapping);
        }
        if (!mapping.settled()) {
            change(
                    mapping,
                    mapping.withState(
                            mapping.enabled()
                                    ? EventSourceMapping.ENABLED
                                    : EventSourceMapping.DISABLED));
        }
    }

    /** Replaces a mapping, or deletes it, unless it has been changed meanwhile. */
    private void change(EventSourceMapping from, @Nullable EventSourceMapping to) {
        var ignored =
                sources.transact(transaction -> {
                    boolean same =
                            sources.find(transaction, from.scope(), from.uuid())
                                    .filter(from::equals)
                                    .isPresent();
                    if (same && to == null) {
                        sources.delete(transaction, from);
                    } else if (same && to != null) {
                        sources.put(transaction, to);
                    }
                    return same;
                });
    }

    private void begin(EventSourceMapping mapping) {
        SourceFunction function = new SourceFunction(mapping, functions, sources, invoker, calls);
        Poller poller = new Poller(mapping, clock, changes::release);
        pollers.put(mapping.uuid(), poller);
        poller.start(
                switch (mapping.kind()) {
                    case STREAM -> stream(mapping, function);
                    case QUEUE -> new QueuePoller(mapping, function, calls, clock);
                });
    }

    private StreamPoller stream(EventSourceMapping mapping, SourceFunction function) {
        StreamSource stream =
                mapping.readsKinesis()
                        ? new KinesisStream(mapping, function.get().configuration().role(), calls)
                        : new DynamodbStream(mapping, calls);
        StreamShards shards = new StreamShards(mapping, function, sources, stream, clock);
        StreamBatches batches =
                new StreamBatches(mapping, function, sources, destinations, clock, stream);
        try {
            shards.begin(); // so that LATEST means since it became Enabled
        } catch (ServiceException e) {
            LOG.warn("{} cannot be read: {}", mapping.sourceArn(), e.getMessage());
        }
        StreamLanes lanes = new StreamLanes(mapping, batches);
        return new StreamPoller(mapping, function, stream, shards, lanes, clock);
    }
}
