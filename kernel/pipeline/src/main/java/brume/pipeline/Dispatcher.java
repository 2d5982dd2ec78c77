package brume.pipeline;

import brume.spi.Call;
import brume.spi.IdentityDirectory;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Prepared;
import brume.wire.CommonErrors;
import brume.wire.ServiceException;
import brume.wire.Shape;
import brume.wire.Validation;
import java.util.Optional;

/**
 * Steps 4b to 6: checks the input against the model, asks the policies, carries the operation out.
 * Requests from clients and calls between services meet here.
 */
public final class Dispatcher {

    private final Authorizer authorizer;

    public Dispatcher(IdentityDirectory directory) {
        this.authorizer = new Authorizer(directory);
    }

    /**
     * Carries out one operation for a known caller.
     *
     * @throws ServiceException what the caller is told
     */
    <I extends Shape, O extends Shape> O perform(Operation<I, O> operation, I input, Call call) {
        Validation.check(operation.model(), input);
        Prepared<O> prepared = operation.prepare(input, call);
        for (Permission permission : prepared.permissions()) {
            Optional<String> refusal = authorizer.findRefusal(call, permission);
            if (refusal.isPresent()) {
                String reason = permission.refusal().orElse(refusal.get());
                if (!prepared.goesOnWithout(permission, reason)) {
                    throw CommonErrors.accessDenied(operation.model().service(), reason);
                }
            }
        }
        return prepared.handle();
    }

    Optional<String> findRefusal(Call call, Permission permission) {
        return authorizer.findRefusal(call, permission);
    }
}
