package brume.services.iam.op;

import brume.api.iam.CreateRoleRequest;
import brume.api.iam.CreateRoleResponse;
import brume.api.iam.DeleteRoleRequest;
import brume.api.iam.GetRoleRequest;
import brume.api.iam.GetRoleResponse;
import brume.api.iam.IamErrors;
import brume.api.iam.ListRolesRequest;
import brume.api.iam.ListRolesResponse;
import brume.api.iam.UpdateAssumeRolePolicyRequest;
import brume.api.iam.UpdateRoleDescriptionRequest;
import brume.api.iam.UpdateRoleDescriptionResponse;
import brume.api.iam.UpdateRoleRequest;
import brume.api.iam.UpdateRoleResponse;
import brume.base.AccountId;
import brume.base.Clock;
import brume.iam.PolicyKind;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.Grants;
import brume.services.iam.domain.IamQuotas;
import brume.services.iam.domain.IamRole;
import brume.services.iam.domain.PolicyText;
import brume.services.iam.domain.Reference;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.wire.CommonErrors;
import brume.wire.Unit;
import java.util.function.UnaryOperator;

/** Roles. */
public final class Roles {

    private static final int SESSION_SECONDS_DEFAULT = 3600;

    private final IamStore store;
    private final Clock clock;

    public Roles(IamStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public CreateRoleResponse create(CreateRoleRequest input, Call call) {
        AccountId account = call.account();
        checkTrustPolicy(input.assumeRolePolicyDocument());
        if (Checks.path(input.path()).startsWith(IamRole.SERVICE_LINKED_PATH)) {
            throw CommonErrors.validation(
                    brume.api.iam.IamApi.MODEL,
                    "The path "
                            + IamRole.SERVICE_LINKED_PATH
                            + " is reserved for service-linked roles.");
        }
        IamRole role =
                new IamRole(
                        Checks.path(input.path()),
                        input.roleName(),
                        Checks.newId(EntityKind.ROLE),
                        Checks.now(clock),
                        input.assumeRolePolicyDocument(),
                        input.description(),
                        input.maxSessionDuration() == null
                                ? SESSION_SECONDS_DEFAULT
                                : input.maxSessionDuration(),
                        input.permissionsBoundary(),
                        Checks.tags(input.tags()),
                        Grants.NONE);
        store.transact(tx -> {
            Checks.boundary(store, tx, account, role.boundary());
            store.create(tx, account, role);
            return role;
        });
        return CreateRoleResponse.builder().role(Shapes.roleCreated(account, role)).build();
    }

    private static void checkTrustPolicy(String document) {
        Checks.policy(document, PolicyKind.TRUST);
        Checks.quota(IamQuotas.TRUST_POLICY_SIZE, PolicyText.size(document));
    }

    public GetRoleResponse get(GetRoleRequest input, Call call) {
        IamRole role =
                store.read(reader -> store.getRole(reader, call.account(), input.roleName()));
        return GetRoleResponse.builder().role(Shapes.roleDetail(call.account(), role)).build();
    }

    public ListRolesResponse list(ListRolesRequest input, Call call) {
        AccountId account = call.account();
        Page<IamRole> page =
                store.read(reader ->
                        store.list(
                                reader,
                                account,
                                EntityKind.ROLE,
                                IamRole.class,
                                role -> Checks.under(input.pathPrefix(), role.path()),
                                new Page.Request(input.marker(), input.maxItems())));
        return ListRolesResponse.builder()
                .roles(page.map(role -> Shapes.role(account, role)).items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    public UpdateRoleResponse update(UpdateRoleRequest input, Call call) {
        change(
                call,
                input.roleName(),
                role ->
                        role.withSettings(
                                input.description() == null
                                        ? role.description()
                                        : input.description(),
                                input.maxSessionDuration() == null
                                        ? SESSION_SECONDS_DEFAULT
                                        : input.maxSessionDuration()));
        return UpdateRoleResponse.builder().build();
    }

    public UpdateRoleDescriptionResponse updateDescription(
            UpdateRoleDescriptionRequest input, Call call) {
        IamRole changed =
                change(
                        call,
                        input.roleName(),
                        role -> role.withSettings(input.description(), role.maxSessionSeconds()));
        return UpdateRoleDescriptionResponse.builder()
                .role(Shapes.role(call.account(), changed))
                .build();
    }

    public Unit updateTrustPolicy(UpdateAssumeRolePolicyRequest input, Call call) {
        checkTrustPolicy(input.policyDocument());
        change(call, input.roleName(), role -> role.withTrustPolicy(input.policyDocument()));
        return Unit.INSTANCE;
    }

    private IamRole change(Call call, String name, UnaryOperator<IamRole> change) {
        return store.transact(tx -> {
            IamRole role = store.getRole(tx, call.account(), name);
            requireOwn(role);
            IamRole changed = change.apply(role);
            store.update(tx, call.account(), role, changed);
            return changed;
        });
    }

    /** Only the service may change or delete a service-linked role. */
    static void requireOwn(IamRole role) {
        if (role.serviceLinked()) {
            String service = role.path().split("/")[2];
            throw IamErrors.unmodifiableEntityException(
                    "Cannot perform the operation on the protected role '"
                            + role.name()
                            + "' - this role is only modifiable by AWS ("
                            + service
                            + ")");
        }
    }

    public Unit delete(DeleteRoleRequest input, Call call) {
        AccountId account = call.account();
        return store.transact(tx -> {
            IamRole role = store.getRole(tx, account, input.roleName());
            requireOwn(role);
            Reference contained = Reference.toName(Reference.Relation.CONTAINS, role.name());
            if (!store.referrers(tx, account, contained).isEmpty()) {
                throw IamErrors.deleteConflictException(
                        "Cannot delete entity, must remove roles from instance profile"
                                + " first.");
            }
            Users.requireNoGrants(role.grants());
            store.delete(tx, account, role);
            return Unit.INSTANCE;
        });
    }
}
