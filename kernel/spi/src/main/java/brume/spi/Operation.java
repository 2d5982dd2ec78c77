package brume.spi;

import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.List;

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
     * What the caller must be permitted to do; all of them. By default the operation's own action on
     * every resource. May read the store, must change nothing.
     */
    default List<Permission> permissions(I input, Call call) {
        return List.of(Permission.of(model().action(), "*"));
    }
}
