package brume.services.events.op;

import brume.api.events.EventsApi;
import brume.base.Arn;
import brume.base.Scope;
import brume.services.events.domain.ConnectionEntry;
import brume.services.events.domain.EventBusEntry;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How requests name buses and rules, and the permission that each operation asks for. Source:
 * Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge".
 */
public final class EventAccess {

    private static final String BUS_PREFIX = "event-bus/";

    public <I extends Shape, O extends Shape> Operation<I, O> any(
            OperationModel<I, O> model, BiFunction<I, Call, O> body) {
        return Operation.of(
                model, (input, call) -> List.of(Permission.of(model.action(), "*")), body);
    }

    public <I extends Shape, O extends Shape> Operation<I, O> bus(
            OperationModel<I, O> model,
            Function<I, @Nullable String> bus,
            BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) ->
                        List.of(
                                Permission.of(
                                        model.action(),
                                        EventBusEntry.arn(
                                                call.scope(), busName(bus.apply(input), call)))),
                body);
    }

    public <I extends Shape, O extends Shape> Operation<I, O> rule(
            OperationModel<I, O> model,
            Function<I, @Nullable String> bus,
            Function<I, String> rule,
            BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) -> {
                    String name = busName(bus.apply(input), call);
                    String path = name.equals(EventBusEntry.DEFAULT) ? "" : name + '/';
                    return List.of(
                            Permission.of(
                                    model.action(),
                                    call.scope()
                                            .arn("events", "rule/" + path + rule.apply(input))
                                            .toString()));
                },
                body);
    }

    public <I extends Shape, O extends Shape> Operation<I, O> connection(
            OperationModel<I, O> model, Function<I, String> name, BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) ->
                        List.of(
                                Permission.of(
                                        model.action(),
                                        ConnectionEntry.resource(call.scope(), name.apply(input)))),
                body);
    }

    public <I extends Shape, O extends Shape> Operation<I, O> arn(
            OperationModel<I, O> model, Function<I, String> arn, BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) -> List.of(Permission.of(model.action(), arn.apply(input))),
                body);
    }

    /** The bus that a request names by name, by ARN or not at all. */
    static String busName(@Nullable String nameOrArn, Call call) {
        if (nameOrArn == null) {
            return EventBusEntry.DEFAULT;
        }
        Arn arn = Arn.find(nameOrArn).orElse(null);
        if (arn == null) {
            return nameOrArn;
        }
        Scope scope = call.scope();
        if (!arn.account().equals(scope.account().value())
                || !arn.region().equals(scope.region().value())) {
            throw CommonErrors.notImplemented(
                    EventsApi.MODEL, "event buses of other accounts and regions");
        }
        return arn.resource().startsWith(BUS_PREFIX)
                ? arn.resource().substring(BUS_PREFIX.length())
                : arn.resource();
    }
}
