package brume.services.events.op;

import brume.api.events.EventsApi;
import brume.api.events.PutEventsRequest;
import brume.api.events.PutEventsRequestEntry;
import brume.api.events.PutEventsResponse;
import brume.api.events.PutEventsResultEntry;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Scope;
import brume.services.events.domain.EventBusEntry;
import brume.services.events.domain.EventEnvelope;
import brume.services.events.domain.EventsQuotas;
import brume.services.events.store.EventStore;
import brume.services.events.worker.Deliveries;
import brume.services.events.worker.RuleMatcher;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import brume.wire.OperationModel;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes custom events. What matches a rule is in the delivery queue before the answer is given;
 * what matches none is forgotten, and so is an event for a bus that does not exist, as AWS does it.
 */
public final class PutEvents implements Operation<PutEventsRequest, PutEventsResponse> {

    private static final int TIME_BYTES = 14;

    private final EventStore store;
    private final RuleMatcher matcher;
    private final Deliveries deliveries;
    private final Clock clock;

    public PutEvents(EventStore store, RuleMatcher matcher, Deliveries deliveries, Clock clock) {
        this.store = store;
        this.matcher = matcher;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    @Override
    public OperationModel<PutEventsRequest, PutEventsResponse> model() {
        return EventsApi.PUT_EVENTS;
    }

    @Override
    public List<Permission> permissions(PutEventsRequest input, Call call) {
        return input.entries().stream()
                .map(entry -> EventAccess.busName(entry.eventBusName(), call))
                .distinct()
                .map(bus -> permission(call, bus))
                .toList();
    }

    private Permission permission(Call call, String bus) {
        Optional<String> policy =
                store.read(reader -> store.findBus(reader, call.scope(), bus))
                        .flatMap(found -> Optional.ofNullable(found.policy()));
        return Permission.of(model().action(), EventBusEntry.arn(call.scope(), bus))
                .withResourcePolicy(policy);
    }

    /** An event and the rules of its bus that it matches. */
    private record Matched(String bus, JsonNode event, List<String> rules) {}

    @Override
    public PutEventsResponse handle(PutEventsRequest input, Call call) {
        if (input.endpointId() != null) {
            throw CommonErrors.notImplemented(EventsApi.MODEL, "PutEvents with EndpointId");
        }
        if (input.entries().stream().mapToLong(PutEvents::size).sum()
                > EventsQuotas.ENTRIES_BYTES.value()) {
            throw CommonErrors.validation(
                    EventsApi.MODEL, "Total size of the entries in the request is over the limit.");
        }
        List<PutEventsResultEntry> results = new ArrayList<>();
        List<Matched> matched = new ArrayList<>();
        int failed = 0;
        for (PutEventsRequestEntry entry : input.entries()) {
            PutEventsResultEntry fault = findFault(entry);
            if (fault != null) {
                failed++;
                results.add(fault);
                continue;
            }
            String id = Ids.uuid();
            results.add(PutEventsResultEntry.builder().eventId(id).build());
            String bus = EventAccess.busName(entry.eventBusName(), call);
            JsonNode event = envelope(entry, id, call.scope());
            List<String> rules = matcher.match(call.scope(), bus, event);
            if (!rules.isEmpty()) {
                matched.add(new Matched(bus, event, rules));
            }
        }
        append(call.scope(), matched);
        return PutEventsResponse.builder().failedEntryCount(failed).entries(results).build();
    }

    private void append(Scope scope, List<Matched> matched) {
        if (matched.isEmpty()) {
            return;
        }
        store.transact(tx -> {
            for (Matched match : matched) {
                for (String name : match.rules()) {
                    store.findRule(tx, scope, match.bus(), name)
                            .ifPresent(rule -> deliveries.append(tx, scope, rule, match.event()));
                }
            }
            return matched;
        });
    }

    /** The size of an entry as the "PutEvents entry size" page computes it. */
    private static long size(PutEventsRequestEntry entry) {
        long size = entry.time() == null ? 0 : TIME_BYTES;
        size += bytes(entry.source()) + bytes(entry.detailType()) + bytes(entry.detail());
        if (entry.resources() != null) {
            size += entry.resources().stream().mapToLong(PutEvents::bytes).sum();
        }
        return size;
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static @Nullable PutEventsResultEntry findFault(PutEventsRequestEntry entry) {
        if (entry.source() == null || entry.source().isEmpty()) {
            return missing("Source");
        }
        if (entry.detailType() == null || entry.detailType().isEmpty()) {
            return missing("DetailType");
        }
        if (entry.detail() == null || entry.detail().isEmpty()) {
            return missing("Detail");
        }
        if (entry.source().startsWith("aws.")) {
            return fault("NotAuthorizedForSource", "Not authorized for the source.");
        }
        return detail(entry).isPresent() ? null : fault("MalformedDetail", "Detail is malformed.");
    }

    private static Optional<JsonNode> detail(PutEventsRequestEntry entry) {
        try {
            return Optional.ofNullable(entry.detail())
                    .map(Documents::parse)
                    .filter(JsonNode::isObject);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static PutEventsResultEntry missing(String name) {
        return fault(
                "InvalidArgument",
                "Parameter "
                        + name
                        + " is not valid. Reason: "
                        + name
                        + " is a required argument.");
    }

    private static PutEventsResultEntry fault(String code, String message) {
        return PutEventsResultEntry.builder().errorCode(code).errorMessage(message).build();
    }

    private JsonNode envelope(PutEventsRequestEntry entry, String id, Scope scope) {
        return EventEnvelope.of(
                id,
                String.valueOf(entry.detailType()),
                String.valueOf(entry.source()),
                scope,
                entry.time() == null ? clock.now() : entry.time(),
                entry.resources() == null ? List.of() : entry.resources(),
                detail(entry).orElseThrow());
    }
}
