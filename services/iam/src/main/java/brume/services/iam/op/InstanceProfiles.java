package brume.services.iam.op;

import brume.api.iam.AddRoleToInstanceProfileRequest;
import brume.api.iam.CreateInstanceProfileRequest;
import brume.api.iam.CreateInstanceProfileResponse;
import brume.api.iam.DeleteInstanceProfileRequest;
import brume.api.iam.GetInstanceProfileRequest;
import brume.api.iam.GetInstanceProfileResponse;
import brume.api.iam.IamErrors;
import brume.api.iam.InstanceProfile;
import brume.api.iam.ListInstanceProfilesForRoleRequest;
import brume.api.iam.ListInstanceProfilesForRoleResponse;
import brume.api.iam.ListInstanceProfilesRequest;
import brume.api.iam.ListInstanceProfilesResponse;
import brume.api.iam.RemoveRoleFromInstanceProfileRequest;
import brume.base.AccountId;
import brume.base.Clock;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.IamQuotas;
import brume.services.iam.domain.IamRole;
import brume.services.iam.domain.InstanceProfileEntity;
import brume.services.iam.domain.Reference;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;

/** Instance profiles. */
public final class InstanceProfiles {

    private final IamStore store;
    private final Clock clock;

    public InstanceProfiles(IamStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public CreateInstanceProfileResponse create(CreateInstanceProfileRequest input, Call call) {
        AccountId account = call.account();
        InstanceProfileEntity profile =
                new InstanceProfileEntity(
                        Checks.path(input.path()),
                        input.instanceProfileName(),
                        Checks.newId(EntityKind.INSTANCE_PROFILE),
                        Checks.now(clock),
                        List.of(),
                        Checks.tags(input.tags()));
        return store.transact(tx -> {
            store.create(tx, account, profile);
            return CreateInstanceProfileResponse.builder()
                    .instanceProfile(Shapes.profile(store, tx, account, profile))
                    .build();
        });
    }

    public GetInstanceProfileResponse get(GetInstanceProfileRequest input, Call call) {
        AccountId account = call.account();
        return store.read(reader ->
                GetInstanceProfileResponse.builder()
                        .instanceProfile(
                                Shapes.profile(
                                        store,
                                        reader,
                                        account,
                                        store.getProfile(
                                                reader, account, input.instanceProfileName())))
                        .build());
    }

    public ListInstanceProfilesResponse list(ListInstanceProfilesRequest input, Call call) {
        AccountId account = call.account();
        return store.read(reader -> {
            Page<InstanceProfile> page =
                    store.list(
                                    reader,
                                    account,
                                    EntityKind.INSTANCE_PROFILE,
                                    InstanceProfileEntity.class,
                                    profile -> Checks.under(input.pathPrefix(), profile.path()),
                                    new Page.Request(input.marker(), input.maxItems()))
                            .map(profile -> Shapes.profile(store, reader, account, profile));
            return ListInstanceProfilesResponse.builder()
                    .instanceProfiles(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
    }

    public ListInstanceProfilesForRoleResponse listForRole(
            ListInstanceProfilesForRoleRequest input, Call call) {
        AccountId account = call.account();
        return store.read(reader -> {
            IamRole role = store.getRole(reader, account, input.roleName());
            Reference contained = Reference.toName(Reference.Relation.CONTAINS, role.name());
            Page<InstanceProfile> page =
                    Page.of(
                                    store.referrers(reader, account, contained),
                                    IamStore.Referrer::name,
                                    new Page.Request(input.marker(), input.maxItems()))
                            .map(referrer ->
                                    Shapes.profile(
                                            store,
                                            reader,
                                            account,
                                            store.getProfile(reader, account, referrer.name())));
            return ListInstanceProfilesForRoleResponse.builder()
                    .instanceProfiles(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
    }

    public Unit delete(DeleteInstanceProfileRequest input, Call call) {
        AccountId account = call.account();
        return store.transact(tx -> {
            InstanceProfileEntity profile =
                    store.getProfile(tx, account, input.instanceProfileName());
            if (!profile.roles().isEmpty()) {
                throw IamErrors.deleteConflictException(
                        "Cannot delete entity, must remove roles from instance profile"
                                + " first.");
            }
            store.delete(tx, account, profile);
            return Unit.INSTANCE;
        });
    }

    public Unit addRole(AddRoleToInstanceProfileRequest input, Call call) {
        AccountId account = call.account();
        return store.transact(tx -> {
            InstanceProfileEntity profile =
                    store.getProfile(tx, account, input.instanceProfileName());
            IamRole role = store.getRole(tx, account, input.roleName());
            List<String> roles = new ArrayList<>(profile.roles());
            roles.add(role.name());
            Checks.quota(IamQuotas.ROLES_PER_PROFILE, roles.size());
            store.update(tx, account, profile, profile.withRoles(roles));
            return Unit.INSTANCE;
        });
    }

    public Unit removeRole(RemoveRoleFromInstanceProfileRequest input, Call call) {
        AccountId account = call.account();
        return store.transact(tx -> {
            InstanceProfileEntity profile =
                    store.getProfile(tx, account, input.instanceProfileName());
            List<String> roles = new ArrayList<>(profile.roles());
            if (!roles.removeIf(input.roleName()::equalsIgnoreCase)) {
                throw IamErrors.noSuchEntityException(
                        "The role with name " + input.roleName() + " cannot be found.");
            }
            store.update(tx, account, profile, profile.withRoles(roles));
            return Unit.INSTANCE;
        });
    }
}
