package brume.spi;

import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.List;
import java.util.function.BiFunction;

/**
 * One operation of a service: check, domain, transaction, output. The input has passed the model's
 * constraints when it arrives here, so its required members are present.
 */
public interface Operation<I extends Shape, O extends Shape> {

    OperationModel<I, O> model();

    /**
     * Carries the operation out.
     *
     * @throws brume.wire.ServiceException what the client is told
     */
    O handle(I input, Call call);

    /**
     * What the caller must be permitted to do; all of them. By default the operation's own action
     * on every resource. May read the store, must change nothing.
     */
    default List<Permission> permissions(I input, Call call) {
        return List.of(Permission.of(model().action(), "*"));
    }

    /**
     * Reads a request once for both questions, what it needs and what it does. By default there is
     * nothing to be shared between {@link #permissions} and {@link #handle}.
     */
    default Prepared<O> prepare(I input, Call call) {
        List<Permission> permissions = permissions(input, call);
        return new Prepared<>() {
            @Override
            public List<Permission> permissions() {
                return permissions;
            }

            @Override
            public O handle() {
                return Operation.this.handle(input, call);
            }
        };
    }

    /** An operation that needs no class of its own: one of several small ones of a resource. */
    static <I extends Shape, O extends Shape> Operation<I, O> of(
            OperationModel<I, O> model,
            BiFunction<I, Call, List<Permission>> permissions,
            BiFunction<I, Call, O> body) {
        return new Operation<>() {
            @Override
            public OperationModel<I, O> model() {
                return model;
            }

            @Override
            public List<Permission> permissions(I input, Call call) {
                return permissions.apply(input, call);
            }

            @Override
            public O handle(I input, Call call) {
                return body.apply(input, call);
            }
        };
    }
}
