package brume.services.events.op;

import brume.api.events.CreateEventBusRequest;
import brume.api.events.CreateEventBusResponse;
import brume.api.events.DeleteEventBusRequest;
import brume.api.events.DescribeEventBusRequest;
import brume.api.events.DescribeEventBusResponse;
import brume.api.events.EventBus;
import brume.api.events.EventsApi;
import brume.api.events.EventsErrors;
import brume.api.events.ListEventBusesRequest;
import brume.api.events.ListEventBusesResponse;
import brume.base.Clock;
import brume.services.events.domain.EventBusEntry;
import brume.services.events.domain.EventsQuotas;
import brume.services.events.store.EventStore;
import brume.spi.Call;
import brume.wire.CommonErrors;
import brume.wire.Unit;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Event buses. */
public final class EventBuses {

    private final EventStore store;
    private final Clock clock;

    public EventBuses(EventStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public CreateEventBusResponse create(CreateEventBusRequest input, Call call) {
        requireBuilt(input);
        if (input.name().contains("/")) {
            throw CommonErrors.validation(EventsApi.MODEL, "Event bus name must not contain '/'.");
        }
        Instant now = clock.now();
        EventBusEntry bus =
                new EventBusEntry(
                        input.name(),
                        now,
                        now,
                        input.description(),
                        null,
                        EventTags.merged(new TreeMap<>(), input.tags()));
        store.transact(tx -> {
            List<EventBusEntry> present = store.buses(tx, call.scope());
            if (present.stream().anyMatch(other -> other.name().equals(bus.name()))) {
                throw EventsErrors.resourceAlreadyExistsException(
                        "Event bus " + bus.name() + " already exists.");
            }
            if (present.size() >= EventsQuotas.BUSES.value()) {
                throw EventsErrors.limitExceededException(
                        "The requested resource exceeds the maximum number allowed.");
            }
            store.putBus(tx, call.scope(), bus);
            return bus;
        });
        return CreateEventBusResponse.builder()
                .eventBusArn(EventBusEntry.arn(call.scope(), bus.name()))
                .description(bus.description())
                .build();
    }

    private static void requireBuilt(CreateEventBusRequest input) {
        if (input.eventSourceName() != null) {
            throw CommonErrors.notImplemented(EventsApi.MODEL, "partner event buses");
        }
        if (input.kmsKeyIdentifier() != null) {
            throw CommonErrors.notImplemented(
                    EventsApi.MODEL, "CreateEventBus with KmsKeyIdentifier");
        }
        if (input.deadLetterConfig() != null && input.deadLetterConfig().arn() != null) {
            throw CommonErrors.notImplemented(
                    EventsApi.MODEL, "CreateEventBus with DeadLetterConfig");
        }
    }

    public DescribeEventBusResponse describe(DescribeEventBusRequest input, Call call) {
        String name = EventAccess.busName(input.name(), call);
        EventBusEntry bus = store.read(reader -> store.getBus(reader, call.scope(), name));
        return DescribeEventBusResponse.builder()
                .name(bus.name())
                .arn(EventBusEntry.arn(call.scope(), bus.name()))
                .description(bus.description())
                .policy(bus.policy())
                .creationTime(time(bus.created()))
                .lastModifiedTime(time(bus.modified()))
                .build();
    }

    /** The default bus was never made. */
    private static @Nullable Instant time(Instant time) {
        return time.equals(Instant.EPOCH) ? null : time;
    }

    public ListEventBusesResponse list(ListEventBusesRequest input, Call call) {
        String prefix = input.namePrefix() == null ? "" : input.namePrefix();
        List<EventBusEntry> buses =
                store.read(reader -> store.buses(reader, call.scope())).stream()
                        .filter(bus -> bus.name().startsWith(prefix))
                        .toList();
        PageTokens.Page<EventBusEntry> page =
                PageTokens.page(buses, EventBusEntry::name, input.nextToken(), input.limit());
        return ListEventBusesResponse.builder()
                .eventBuses(page.items().stream().map(bus -> shape(bus, call)).toList())
                .nextToken(page.token())
                .build();
    }

    private static EventBus shape(EventBusEntry bus, Call call) {
        return EventBus.builder()
                .name(bus.name())
                .arn(EventBusEntry.arn(call.scope(), bus.name()))
                .description(bus.description())
                .policy(bus.policy())
                .creationTime(time(bus.created()))
                .lastModifiedTime(time(bus.modified()))
                .build();
    }

    public Unit delete(DeleteEventBusRequest input, Call call) {
        if (input.name().equals(EventBusEntry.DEFAULT)) {
            throw CommonErrors.validation(
                    EventsApi.MODEL, "Cannot delete event bus " + input.name() + ".");
        }
        return store.transact(tx -> {
            EventBusEntry bus = store.getBus(tx, call.scope(), input.name());
            if (!store.rules(tx, call.scope(), bus.name(), rule -> true).isEmpty()) {
                throw CommonErrors.validation(
                        EventsApi.MODEL, "Event bus can't be deleted since it has rules.");
            }
            store.deleteBus(tx, call.scope(), bus.name());
            return Unit.INSTANCE;
        });
    }
}
