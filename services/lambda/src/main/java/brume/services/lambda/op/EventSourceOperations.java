package brume.services.lambda.op;

import static brume.services.lambda.op.CreateFunction.orElse;

import brume.api.lambda.CreateEventSourceMappingRequest;
import brume.api.lambda.DeleteEventSourceMappingRequest;
import brume.api.lambda.EventSourceMappingConfiguration;
import brume.api.lambda.GetEventSourceMappingRequest;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.ListEventSourceMappingsRequest;
import brume.api.lambda.ListEventSourceMappingsResponse;
import brume.api.lambda.UpdateEventSourceMappingRequest;
import brume.base.Ids;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.EventSourceMapping.Kind;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.store.EventSourceStore;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The operations on event source mappings. */
public final class EventSourceOperations {

    private static final int PAGE_MAX = 100;

    private final FunctionStore functions;
    private final EventSourceStore sources;
    private final SourceAccess access;

    public EventSourceOperations(
            FunctionStore functions, EventSourceStore sources, SourceAccess access) {
        this.functions = functions;
        this.sources = sources;
        this.access = access;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                Operation.of(
                        LambdaApi.CREATE_EVENT_SOURCE_MAPPING,
                        (input, call) ->
                                List.of(
                                        ofFunction(
                                                LambdaApi.CREATE_EVENT_SOURCE_MAPPING.action(),
                                                reference(input.functionName(), call))),
                        this::create),
                Operation.of(
                        LambdaApi.GET_EVENT_SOURCE_MAPPING,
                        permission(
                                LambdaApi.GET_EVENT_SOURCE_MAPPING,
                                GetEventSourceMappingRequest::uuid),
                        (input, call) ->
                                sources.read(
                                        reader -> shape(reader, get(reader, input.uuid(), call)))),
                Operation.of(
                        LambdaApi.UPDATE_EVENT_SOURCE_MAPPING,
                        permission(
                                LambdaApi.UPDATE_EVENT_SOURCE_MAPPING,
                                UpdateEventSourceMappingRequest::uuid),
                        this::update),
                Operation.of(
                        LambdaApi.DELETE_EVENT_SOURCE_MAPPING,
                        permission(
                                LambdaApi.DELETE_EVENT_SOURCE_MAPPING,
                                DeleteEventSourceMappingRequest::uuid),
                        this::delete),
                Operation.of(
                        LambdaApi.LIST_EVENT_SOURCE_MAPPINGS,
                        (input, call) ->
                                List.of(
                                        Permission.of(
                                                LambdaApi.LIST_EVENT_SOURCE_MAPPINGS.action(),
                                                "*")),
                        this::list));
    }

    /** The function is a condition, as the Service Authorization Reference has it. */
    private static Permission ofFunction(String action, FunctionReference function) {
        return Permission.of(action, "*")
                .withContext(Map.of("lambda:FunctionArn", List.of(function.arn())));
    }

    /** An operation on one mapping asks for its action on it, with the function as a condition. */
    private <I extends Shape> java.util.function.BiFunction<I, Call, List<Permission>> permission(
            OperationModel<I, ?> model, Function<I, String> uuid) {
        return (input, call) -> {
            String id = uuid.apply(input);
            Permission permission =
                    Permission.of(model.action(), EventSourceMapping.arn(call.scope(), id));
            return List.of(
                    sources.read(reader -> sources.find(reader, call.scope(), id))
                            .map(m ->
                                    permission.withContext(
                                            Map.of(
                                                    "lambda:FunctionArn",
                                                    List.of(m.function().arn()))))
                            .orElse(permission));
        };
    }

    private static FunctionReference reference(String name, Call call) {
        return FunctionReference.parse(name, null, call.scope());
    }

    private EventSourceMapping get(Reader reader, String uuid, Call call) {
        return sources.find(reader, call.scope(), uuid)
                .orElseThrow(() ->
                        LambdaErrors.resourceNotFoundException(
                                "The resource you requested does not exist."));
    }

    private EventSourceMappingConfiguration shape(Reader reader, EventSourceMapping mapping) {
        return EventSourceShapes.of(mapping, sources.result(reader, mapping.uuid()));
    }

    private EventSourceMappingConfiguration create(
            CreateEventSourceMappingRequest input, Call call) {
        EventSourceSettings.refuseUnbuilt(input);
        Kind kind = EventSourceChecks.kind(input.eventSourceArn());
        String source = String.valueOf(input.eventSourceArn());
        var settings = EventSourceSettings.of(kind, source, input);
        Map<String, String> tags = orElse(input.tags(), Map.of());
        Checks.tags(tags);
        FunctionReference reference = reference(input.functionName(), call);
        LambdaFunction function = function(reference);
        boolean enabled = orElse(input.enabled(), true);
        EventSourceMapping mapping =
                new EventSourceMapping(
                        Ids.uuid(),
                        call.account().value(),
                        call.region().value(),
                        reference.name(),
                        reference.qualifier().orElse(null),
                        source,
                        enabled,
                        enabled ? EventSourceMapping.CREATING : EventSourceMapping.DISABLED,
                        Ids.uuid(),
                        settings,
                        call.time(),
                        call.time(),
                        tags);
        access.check(mapping, function);
        return sources.transact(transaction -> {
            sources.list(transaction, call.scope(), Optional.empty()).stream()
                    .filter(other -> other.sourceArn().equals(source))
                    .filter(other -> other.function().equals(mapping.function()))
                    .findFirst()
                    .ifPresent(EventSourceOperations::duplicate);
            sources.put(transaction, mapping);
            return shape(transaction, mapping);
        });
    }

    private LambdaFunction function(FunctionReference reference) {
        return functions
                .find(reference, 1)
                .orElseThrow(() -> EventSourceChecks.invalid("Function does not exist"));
    }

    private static void duplicate(EventSourceMapping other) {
        boolean queue = other.kind() == Kind.QUEUE;
        throw LambdaErrors.resourceConflictException(
                (queue ? "An event source mapping with SQS arn (\" " : "The event source arn (\" ")
                        + other.sourceArn()
                        + " \") and function (\" "
                        + other.functionName()
                        + (queue ? " \") already exists." : " \") provided mapping already exists.")
                        + " Please update or delete the existing mapping with UUID "
                        + other.uuid());
    }

    private EventSourceMappingConfiguration update(
            UpdateEventSourceMappingRequest input, Call call) {
        EventSourceMapping present = sources.read(reader -> get(reader, input.uuid(), call));
        EventSourceSettings.refuseUnbuilt(input);
        FunctionReference reference =
                input.functionName() == null
                        ? present.function()
                        : reference(input.functionName(), call);
        if (input.functionName() != null) {
            access.check(present, function(reference));
        }
        return sources.transact(transaction -> {
            EventSourceMapping before = get(transaction, input.uuid(), call);
            if (!before.settled()) {
                throw inUse("update");
            }
            boolean enabled = orElse(input.enabled(), before.enabled());
            EventSourceMapping after =
                    new EventSourceMapping(
                            before.uuid(),
                            before.account(),
                            before.region(),
                            reference.name(),
                            reference.qualifier().orElse(null),
                            before.sourceArn(),
                            enabled,
                            transition(before.enabled(), enabled),
                            Ids.uuid(),
                            EventSourceSettings.merge(before, input),
                            before.created(),
                            call.time(),
                            before.tags());
            sources.put(transaction, after);
            return shape(transaction, after);
        });
    }

    private static String transition(boolean before, boolean after) {
        if (before == after) {
            return EventSourceMapping.UPDATING;
        }
        return after ? EventSourceMapping.ENABLING : EventSourceMapping.DISABLING;
    }

    private static RuntimeException inUse(String action) {
        return LambdaErrors.resourceInUseException(
                "Cannot " + action + " the event source mapping because it is in use.");
    }

    private EventSourceMappingConfiguration delete(
            DeleteEventSourceMappingRequest input, Call call) {
        return sources.transact(transaction -> {
            EventSourceMapping mapping = get(transaction, input.uuid(), call);
            if (!mapping.settled()) {
                throw inUse("delete");
            }
            EventSourceMapping deleting = mapping.withState(EventSourceMapping.DELETING);
            sources.put(transaction, deleting);
            return shape(transaction, deleting);
        });
    }

    private ListEventSourceMappingsResponse list(ListEventSourceMappingsRequest input, Call call) {
        int limit = Markers.limit(input.maxItems(), PAGE_MAX);
        Optional<String> after = Markers.decode(input.marker());
        Optional<FunctionReference> function =
                Optional.ofNullable(input.functionName()).map(name -> reference(name, call));
        return sources.read(reader -> {
            List<EventSourceMapping> found =
                    sources.list(reader, call.scope(), after).stream()
                            .filter(m ->
                                    input.eventSourceArn() == null
                                            || input.eventSourceArn().equals(m.sourceArn()))
                            .filter(m -> function.map(m.function()::equals).orElse(true))
                            .limit(limit + 1L)
                            .toList();
            Markers.Page<EventSourceMapping> page =
                    Markers.Page.of(found, limit, EventSourceMapping::uuid);
            return ListEventSourceMappingsResponse.builder()
                    .eventSourceMappings(page.items().stream().map(m -> shape(reader, m)).toList())
                    .nextMarker(page.next())
                    .build();
        });
    }
}
