package brume.services.iam.op;

import brume.api.iam.AddUserToGroupRequest;
import brume.api.iam.CreateGroupRequest;
import brume.api.iam.CreateGroupResponse;
import brume.api.iam.DeleteGroupRequest;
import brume.api.iam.GetGroupRequest;
import brume.api.iam.GetGroupResponse;
import brume.api.iam.IamErrors;
import brume.api.iam.ListGroupsRequest;
import brume.api.iam.ListGroupsResponse;
import brume.api.iam.RemoveUserFromGroupRequest;
import brume.api.iam.UpdateGroupRequest;
import brume.base.AccountId;
import brume.base.Clock;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.Grants;
import brume.services.iam.domain.IamGroup;
import brume.services.iam.domain.IamQuotas;
import brume.services.iam.domain.IamUser;
import brume.services.iam.domain.Reference;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;

/** Groups and who is in them. */
public final class Groups {

    private final IamStore store;
    private final Clock clock;

    public Groups(IamStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public CreateGroupResponse create(CreateGroupRequest input, Call call) {
        IamGroup group =
                new IamGroup(
                        Checks.path(input.path()),
                        input.groupName(),
                        Checks.newId(EntityKind.GROUP),
                        Checks.now(clock),
                        Grants.NONE);
        store.transact(tx -> {
            store.create(tx, call.account(), group);
            return group;
        });
        return CreateGroupResponse.builder().group(Shapes.group(call.account(), group)).build();
    }

    public GetGroupResponse get(GetGroupRequest input, Call call) {
        AccountId account = call.account();
        return store.read(reader -> {
            IamGroup group = store.getGroup(reader, account, input.groupName());
            Page<IamUser> page =
                    Page.of(
                            members(reader, account, group),
                            IamUser::name,
                            new Page.Request(input.marker(), input.maxItems()));
            return GetGroupResponse.builder()
                    .group(Shapes.group(account, group))
                    .users(page.map(user -> Shapes.user(account, user)).items())
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
    }

    private List<IamUser> members(Reader reader, AccountId account, IamGroup group) {
        Reference membership = Reference.toName(Reference.Relation.MEMBER, group.name());
        return store.referrers(reader, account, membership).stream()
                .flatMap(member -> store.findUser(reader, account, member.name()).stream())
                .sorted(java.util.Comparator.comparing(IamUser::name))
                .toList();
    }

    public Unit update(UpdateGroupRequest input, Call call) {
        AccountId account = call.account();
        return store.transact(tx -> {
            IamGroup group = store.getGroup(tx, account, input.groupName());
            String name = input.newGroupName() == null ? group.name() : input.newGroupName();
            String path = input.newPath() == null ? group.path() : input.newPath();
            for (IamUser user : members(tx, account, group)) {
                List<String> groups = new ArrayList<>(user.groups());
                groups.replaceAll(old -> old.equals(group.name()) ? name : old);
                store.update(tx, account, user, user.withGroups(groups));
            }
            store.update(tx, account, group, group.withName(path, name));
            return Unit.INSTANCE;
        });
    }

    public Unit delete(DeleteGroupRequest input, Call call) {
        AccountId account = call.account();
        return store.transact(tx -> {
            IamGroup group = store.getGroup(tx, account, input.groupName());
            if (!members(tx, account, group).isEmpty()) {
                throw IamErrors.deleteConflictException(
                        "Cannot delete entity, must remove users from group first.");
            }
            Users.requireNoGrants(group.grants());
            store.delete(tx, account, group);
            return Unit.INSTANCE;
        });
    }

    public ListGroupsResponse list(ListGroupsRequest input, Call call) {
        AccountId account = call.account();
        Page<IamGroup> page =
                store.read(reader ->
                        store.list(
                                reader,
                                account,
                                EntityKind.GROUP,
                                IamGroup.class,
                                group -> Checks.under(input.pathPrefix(), group.path()),
                                new Page.Request(input.marker(), input.maxItems())));
        return ListGroupsResponse.builder()
                .groups(page.map(group -> Shapes.group(account, group)).items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    public Unit addUser(AddUserToGroupRequest input, Call call) {
        AccountId account = call.account();
        return store.transact(tx -> {
            IamGroup group = store.getGroup(tx, account, input.groupName());
            IamUser user = store.getUser(tx, account, input.userName());
            if (!user.groups().contains(group.name())) {
                List<String> groups = new ArrayList<>(user.groups());
                groups.add(group.name());
                Checks.quota(IamQuotas.GROUPS_PER_USER, groups.size());
                store.update(tx, account, user, user.withGroups(groups));
            }
            return Unit.INSTANCE;
        });
    }

    public Unit removeUser(RemoveUserFromGroupRequest input, Call call) {
        AccountId account = call.account();
        return store.transact(tx -> {
            IamGroup group = store.getGroup(tx, account, input.groupName());
            IamUser user = store.getUser(tx, account, input.userName());
            List<String> groups = new ArrayList<>(user.groups());
            if (!groups.remove(group.name())) {
                throw IamErrors.noSuchEntityException(
                        "User " + user.name() + " is not in group " + group.name() + ".");
            }
            store.update(tx, account, user, user.withGroups(groups));
            return Unit.INSTANCE;
        });
    }
}
