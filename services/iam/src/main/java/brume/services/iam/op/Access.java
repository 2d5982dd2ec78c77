package brume.services.iam.op;

import brume.base.AccountId;
import brume.services.iam.domain.Entity;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.IamGroup;
import brume.services.iam.domain.IamRole;
import brume.services.iam.domain.IamUser;
import brume.services.iam.domain.InstanceProfileEntity;
import brume.services.iam.store.IamStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The permission that each operation asks for. Source: Service Authorization Reference, "Actions,
 * resources, and condition keys for AWS Identity and Access Management".
 */
public final class Access {

    private final IamStore store;

    public Access(IamStore store) {
        this.store = store;
    }

    /** An operation on no particular resource. */
    public <I extends Shape, O extends Shape> Operation<I, O> any(
            OperationModel<I, O> model, BiFunction<I, Call, O> body) {
        return Operation.of(
                model, (input, call) -> List.of(Permission.of(model.action(), "*")), body);
    }

    /** An operation on a user; without a name, on the caller. */
    public <I extends Shape, O extends Shape> Operation<I, O> user(
            OperationModel<I, O> model,
            Function<I, @Nullable String> name,
            BiFunction<I, Call, O> body) {
        return named(model, EntityKind.USER, name, body);
    }

    public <I extends Shape, O extends Shape> Operation<I, O> group(
            OperationModel<I, O> model,
            Function<I, @Nullable String> name,
            BiFunction<I, Call, O> body) {
        return named(model, EntityKind.GROUP, name, body);
    }

    public <I extends Shape, O extends Shape> Operation<I, O> role(
            OperationModel<I, O> model,
            Function<I, @Nullable String> name,
            BiFunction<I, Call, O> body) {
        return named(model, EntityKind.ROLE, name, body);
    }

    public <I extends Shape, O extends Shape> Operation<I, O> profile(
            OperationModel<I, O> model,
            Function<I, @Nullable String> name,
            BiFunction<I, Call, O> body) {
        return named(model, EntityKind.INSTANCE_PROFILE, name, body);
    }

    /** An operation on a managed policy. */
    public <I extends Shape, O extends Shape> Operation<I, O> policy(
            OperationModel<I, O> model, Function<I, String> arn, BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) -> List.of(Permission.of(model.action(), arn.apply(input))),
                body);
    }

    /** An operation on a resource whose ARN follows from the request. */
    public <I extends Shape, O extends Shape> Operation<I, O> resource(
            OperationModel<I, O> model,
            BiFunction<I, Call, String> arn,
            BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) -> List.of(Permission.of(model.action(), arn.apply(input, call))),
                body);
    }

    /** An operation that makes an entity, whose path is in the request. */
    public <I extends Shape, O extends Shape> Operation<I, O> created(
            OperationModel<I, O> model,
            EntityKind kind,
            Function<I, @Nullable String> path,
            Function<I, String> name,
            BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) -> {
                    String given = path.apply(input);
                    String arn =
                            arn(call.account(), kind, given == null ? "/" : given)
                                    + name.apply(input);
                    return List.of(Permission.of(model.action(), arn));
                },
                body);
    }

    /** An operation that gives a managed policy to an identity or takes it away. */
    public <I extends Shape, O extends Shape> Operation<I, O> attachment(
            OperationModel<I, O> model,
            EntityKind kind,
            Function<I, String> name,
            Function<I, String> policyArn,
            BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) ->
                        List.of(
                                Permission.of(
                                                model.action(),
                                                resource(call, kind, name.apply(input)))
                                        .withContext(
                                                Map.of(
                                                        "iam:PolicyARN",
                                                        List.of(policyArn.apply(input))))),
                body);
    }

    private <I extends Shape, O extends Shape> Operation<I, O> named(
            OperationModel<I, O> model,
            EntityKind kind,
            Function<I, @Nullable String> name,
            BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) ->
                        List.of(
                                Permission.of(
                                        model.action(), resource(call, kind, name.apply(input)))),
                body);
    }

    private String resource(Call call, EntityKind kind, @Nullable String name) {
        if (name == null) {
            return call.principal() instanceof Principal.User user ? user.arn() : "*";
        }
        AccountId account = call.account();
        return store.read(reader -> store.find(reader, account, kind, type(kind), name))
                .map(entity -> entity.arn(account))
                .orElse(arn(account, kind, "/") + name);
    }

    private static Class<? extends Entity> type(EntityKind kind) {
        return switch (kind) {
            case USER -> IamUser.class;
            case GROUP -> IamGroup.class;
            case ROLE -> IamRole.class;
            case INSTANCE_PROFILE -> InstanceProfileEntity.class;
            case POLICY -> brume.services.iam.domain.ManagedPolicy.class;
        };
    }

    private static String arn(AccountId account, EntityKind kind, String path) {
        return "arn:aws:iam::" + account + ':' + kind.word() + path;
    }

    /** The name given, or the caller's own, as the operations on a user's own keys allow. */
    static String userName(@Nullable String given, Call call) {
        return Optional.ofNullable(given)
                .or(() ->
                        call.principal() instanceof Principal.User user
                                ? Optional.of(user.name())
                                : Optional.empty())
                .orElseThrow(() ->
                        brume.wire.CommonErrors.validation(
                                brume.api.iam.IamApi.MODEL,
                                "Must specify userName when calling with non-User"
                                        + " credentials"));
    }
}
