package brume.services.iam.op;

import brume.api.iam.DeleteRolePermissionsBoundaryRequest;
import brume.api.iam.DeleteUserPermissionsBoundaryRequest;
import brume.api.iam.IamErrors;
import brume.api.iam.PutRolePermissionsBoundaryRequest;
import brume.api.iam.PutUserPermissionsBoundaryRequest;
import brume.services.iam.domain.Bounded;
import brume.services.iam.domain.IamRole;
import brume.services.iam.domain.Identity;
import brume.services.iam.store.IamStore;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.Unit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Permissions boundaries of users and roles. */
public final class PermissionsBoundaries {

    private final IamStore store;

    public PermissionsBoundaries(IamStore store) {
        this.store = store;
    }

    public Unit putUser(PutUserPermissionsBoundaryRequest input, Call call) {
        return put(
                call,
                tx -> store.getUser(tx, call.account(), input.userName()),
                input.permissionsBoundary());
    }

    public Unit putRole(PutRolePermissionsBoundaryRequest input, Call call) {
        return put(
                call,
                tx -> store.getRole(tx, call.account(), input.roleName()),
                input.permissionsBoundary());
    }

    public Unit deleteUser(DeleteUserPermissionsBoundaryRequest input, Call call) {
        return put(call, tx -> store.getUser(tx, call.account(), input.userName()), null);
    }

    public Unit deleteRole(DeleteRolePermissionsBoundaryRequest input, Call call) {
        return put(call, tx -> store.getRole(tx, call.account(), input.roleName()), null);
    }

    private <E extends Identity & Bounded<? extends Identity>> Unit put(
            Call call, Function<Reader, E> get, @Nullable String policyArn) {
        return store.transact(tx -> {
            E identity = get.apply(tx);
            if (identity instanceof IamRole role) {
                Roles.requireOwn(role);
            }
            if (policyArn == null && identity.boundary() == null) {
                throw IamErrors.noSuchEntityException(
                        "Cannot find the permissions boundary of the "
                                + identity.kind().word()
                                + ' '
                                + identity.name()
                                + ".");
            }
            Checks.boundary(store, tx, call.account(), policyArn);
            store.update(tx, call.account(), identity, identity.withBoundary(policyArn));
            return Unit.INSTANCE;
        });
    }
}
