package brume.services.lambda.op;

import brume.api.lambda.DeleteFunctionEventInvokeConfigRequest;
import brume.api.lambda.DestinationConfig;
import brume.api.lambda.FunctionEventInvokeConfig;
import brume.api.lambda.GetFunctionEventInvokeConfigRequest;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.ListFunctionEventInvokeConfigsRequest;
import brume.api.lambda.ListFunctionEventInvokeConfigsResponse;
import brume.api.lambda.OnFailure;
import brume.api.lambda.OnSuccess;
import brume.api.lambda.PutFunctionEventInvokeConfigRequest;
import brume.api.lambda.UpdateFunctionEventInvokeConfigRequest;
import brume.base.Clock;
import brume.services.lambda.domain.EventInvokeConfig;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.store.EventInvokeStore;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Operation;
import brume.store.Reader;
import brume.wire.ServiceException;
import brume.wire.Unit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operations on what happens to asynchronous events. */
public final class EventInvokeOperations {

    private static final int PAGE_MAX = 50;

    private final FunctionStore functions;
    private final EventInvokeStore configs;
    private final Clock clock;

    public EventInvokeOperations(FunctionStore functions, Clock clock) {
        this.functions = functions;
        this.configs = functions.eventInvokes();
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                FunctionOperations.on(
                        LambdaApi.PUT_FUNCTION_EVENT_INVOKE_CONFIG,
                        PutFunctionEventInvokeConfigRequest::functionName,
                        PutFunctionEventInvokeConfigRequest::qualifier,
                        this::put),
                FunctionOperations.on(
                        LambdaApi.UPDATE_FUNCTION_EVENT_INVOKE_CONFIG,
                        UpdateFunctionEventInvokeConfigRequest::functionName,
                        UpdateFunctionEventInvokeConfigRequest::qualifier,
                        this::update),
                FunctionOperations.on(
                        LambdaApi.GET_FUNCTION_EVENT_INVOKE_CONFIG,
                        GetFunctionEventInvokeConfigRequest::functionName,
                        GetFunctionEventInvokeConfigRequest::qualifier,
                        (input, reference) ->
                                functions.read(reader -> answer(get(reader, reference)))),
                FunctionOperations.on(
                        LambdaApi.DELETE_FUNCTION_EVENT_INVOKE_CONFIG,
                        DeleteFunctionEventInvokeConfigRequest::functionName,
                        DeleteFunctionEventInvokeConfigRequest::qualifier,
                        this::delete),
                FunctionOperations.on(
                        LambdaApi.LIST_FUNCTION_EVENT_INVOKE_CONFIGS,
                        ListFunctionEventInvokeConfigsRequest::functionName,
                        input -> null,
                        this::list));
    }

    private FunctionEventInvokeConfig put(
            PutFunctionEventInvokeConfigRequest input, FunctionReference reference) {
        if (input.maximumRetryAttempts() == null
                && input.maximumEventAgeInSeconds() == null
                && input.destinationConfig() == null) {
            throw LambdaErrors.invalidParameterValueException(
                    "You must specify at least one of error handling or destination setting.");
        }
        return functions.transact(transaction -> {
            exists(transaction, reference);
            EventInvokeConfig none = EventInvokeConfig.of(reference);
            EventInvokeConfig config =
                    merged(
                            transaction,
                            none,
                            input.maximumRetryAttempts(),
                            input.maximumEventAgeInSeconds(),
                            input.destinationConfig());
            configs.put(transaction, config);
            return answer(config);
        });
    }

    private FunctionEventInvokeConfig update(
            UpdateFunctionEventInvokeConfigRequest input, FunctionReference reference) {
        return functions.transact(transaction -> {
            exists(transaction, reference);
            EventInvokeConfig config =
                    merged(
                            transaction,
                            get(transaction, reference),
                            input.maximumRetryAttempts(),
                            input.maximumEventAgeInSeconds(),
                            input.destinationConfig());
            configs.put(transaction, config);
            return answer(config);
        });
    }

    private void exists(Reader reader, FunctionReference reference) {
        if (functions.find(reader, reference, 1).isEmpty()) {
            throw LambdaErrors.resourceNotFoundException("The function doesn't exist.");
        }
    }

    private EventInvokeConfig get(Reader reader, FunctionReference reference) {
        return configs.find(reader, reference)
                .orElseThrow(() ->
                        LambdaErrors.resourceNotFoundException(
                                "The function "
                                        + EventInvokeConfig.of(reference).reference().qualifiedArn()
                                        + " doesn't have an EventInvokeConfig"));
    }

    private EventInvokeConfig merged(
            Reader reader,
            EventInvokeConfig before,
            @Nullable Integer retries,
            @Nullable Integer age,
            @Nullable DestinationConfig destinations) {
        String success = before.onSuccess();
        String failure = before.onFailure();
        if (destinations != null) {
            OnSuccess onSuccess = destinations.onSuccess();
            OnFailure onFailure = destinations.onFailure();
            success = onSuccess == null ? success : text(onSuccess.destination());
            failure = onFailure == null ? failure : text(onFailure.destination());
            check(reader, before.reference(), success, destinations);
            check(reader, before.reference(), failure, destinations);
        }
        return new EventInvokeConfig(
                before.account(),
                before.region(),
                before.functionName(),
                before.qualifier(),
                retries == null ? before.retriesMax() : retries,
                age == null ? before.ageSecondsMax() : age,
                success,
                failure,
                clock.now());
    }

    private static @Nullable String text(@Nullable String destination) {
        return destination == null || destination.isEmpty() ? null : destination;
    }

    /** A function that exists, an event bus, a queue, a topic, or a bucket for failures only. */
    private void check(
            Reader reader,
            FunctionReference own,
            @Nullable String destination,
            DestinationConfig all) {
        if (destination == null) {
            return;
        }
        String[] parts = destination.split(":", 7);
        String service = parts.length > 2 ? parts[2] : "";
        switch (service) {
            case "lambda" -> checkFunction(reader, own, destination);
            case "events", "sqs", "sns" -> {}
            case "s3" -> {
                OnSuccess success = all.onSuccess();
                if (success != null && destination.equals(success.destination())) {
                    throw invalid(all);
                }
            }
            default -> throw invalid(all);
        }
    }

    private void checkFunction(Reader reader, FunctionReference own, String destination) {
        FunctionReference reference = FunctionReference.parse(destination, null, own.scope());
        if (reference.unqualified().equals(own.unqualified())) {
            throw LambdaErrors.invalidParameterValueException(
                    "You can't specify the function as a destination for itself.");
        }
        if (functions.find(reader, reference, 1).isEmpty()) {
            throw LambdaErrors.invalidParameterValueException(
                    "The destination ARN " + destination + " is invalid.");
        }
    }

    private static ServiceException invalid(DestinationConfig config) {
        return LambdaErrors.invalidParameterValueException(
                "The provided destination config " + shown(config) + " is invalid.");
    }

    static String shown(DestinationConfig config) {
        OnSuccess success = config.onSuccess();
        OnFailure failure = config.onFailure();
        return "DestinationConfig(onSuccess="
                + (success == null ? null : "OnSuccess(destination=" + success.destination() + ")")
                + ", onFailure="
                + (failure == null ? null : "OnFailure(destination=" + failure.destination() + ")")
                + ")";
    }

    private Unit delete(DeleteFunctionEventInvokeConfigRequest input, FunctionReference reference) {
        return functions.transact(transaction -> {
            var ignored = get(transaction, reference);
            configs.delete(transaction, reference);
            return Unit.INSTANCE;
        });
    }

    private ListFunctionEventInvokeConfigsResponse list(
            ListFunctionEventInvokeConfigsRequest input, FunctionReference reference) {
        int limit = Markers.limit(input.maxItems(), PAGE_MAX);
        Optional<String> after = Markers.decode(input.marker());
        List<EventInvokeConfig> found =
                functions.read(reader -> {
                    exists(reader, reference.unqualified());
                    return configs.list(
                            reader, reference.scope(), reference.name(), after, limit + 1);
                });
        Markers.Page<EventInvokeConfig> page =
                Markers.Page.of(found, limit, EventInvokeConfig::qualifier);
        return ListFunctionEventInvokeConfigsResponse.builder()
                .functionEventInvokeConfigs(
                        page.items().stream().map(EventInvokeOperations::answer).toList())
                .nextMarker(page.next())
                .build();
    }

    private static FunctionEventInvokeConfig answer(EventInvokeConfig config) {
        return FunctionEventInvokeConfig.builder()
                .lastModified(config.modified())
                .functionArn(config.reference().qualifiedArn())
                .maximumRetryAttempts(config.retriesMax())
                .maximumEventAgeInSeconds(config.ageSecondsMax())
                .destinationConfig(
                        DestinationConfig.builder()
                                .onSuccess(new OnSuccess(config.onSuccess()))
                                .onFailure(new OnFailure(config.onFailure()))
                                .build())
                .build();
    }
}
