package brume.services.iam.op;

import brume.api.iam.CreateUserRequest;
import brume.api.iam.CreateUserResponse;
import brume.api.iam.DeleteUserRequest;
import brume.api.iam.GetUserRequest;
import brume.api.iam.GetUserResponse;
import brume.api.iam.IamErrors;
import brume.api.iam.ListGroupsForUserRequest;
import brume.api.iam.ListGroupsForUserResponse;
import brume.api.iam.ListUsersRequest;
import brume.api.iam.ListUsersResponse;
import brume.api.iam.UpdateUserRequest;
import brume.api.iam.User;
import brume.base.AccountId;
import brume.base.Clock;
import brume.services.iam.domain.AccessKeyEntry;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.Grants;
import brume.services.iam.domain.IamGroup;
import brume.services.iam.domain.IamUser;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.spi.Principal;
import brume.wire.Unit;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Users. */
public final class Users {

    private final IamStore store;
    private final Clock clock;

    public Users(IamStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public CreateUserResponse create(CreateUserRequest input, Call call) {
        AccountId account = call.account();
        IamUser user =
                new IamUser(
                        Checks.path(input.path()),
                        input.userName(),
                        Checks.newId(EntityKind.USER),
                        Checks.now(clock),
                        input.permissionsBoundary(),
                        Checks.tags(input.tags()),
                        Grants.NONE,
                        List.of());
        store.transact(tx -> {
            Checks.boundary(store, tx, account, user.boundary());
            store.create(tx, account, user);
            return user;
        });
        return CreateUserResponse.builder().user(Shapes.userDetail(account, user)).build();
    }

    public GetUserResponse get(GetUserRequest input, Call call) {
        if (input.userName() == null && call.principal() instanceof Principal.Root root) {
            return GetUserResponse.builder().user(root(root)).build();
        }
        String name = Access.userName(input.userName(), call);
        IamUser user = store.read(reader -> store.getUser(reader, call.account(), name));
        return GetUserResponse.builder().user(Shapes.userDetail(call.account(), user)).build();
    }

    /** The root user has no name; its id is the account's. */
    private static User root(Principal.Root root) {
        return User.builder()
                .userId(root.accountId().value())
                .arn(root.arn())
                .createDate(Instant.EPOCH)
                .build();
    }

    public Unit update(UpdateUserRequest input, Call call) {
        AccountId account = call.account();
        return store.transact(tx -> {
            IamUser user = store.getUser(tx, account, input.userName());
            String name = input.newUserName() == null ? user.name() : input.newUserName();
            String path = input.newPath() == null ? user.path() : input.newPath();
            store.update(tx, account, user, user.withName(path, name));
            for (AccessKeyEntry key : store.accessKeys(tx, account, user.name())) {
                store.deleteAccessKey(tx, account, key);
                store.putAccessKey(tx, account, key.withUserName(name));
            }
            return Unit.INSTANCE;
        });
    }

    public Unit delete(DeleteUserRequest input, Call call) {
        AccountId account = call.account();
        return store.transact(tx -> {
            IamUser user = store.getUser(tx, account, input.userName());
            if (!store.accessKeys(tx, account, user.name()).isEmpty()) {
                throw IamErrors.deleteConflictException(
                        "Cannot delete entity, must delete access keys first.");
            }
            requireNoGrants(user.grants());
            if (!user.groups().isEmpty()) {
                throw IamErrors.deleteConflictException(
                        "Cannot delete entity, must remove users from group first.");
            }
            store.delete(tx, account, user);
            return Unit.INSTANCE;
        });
    }

    static void requireNoGrants(Grants grants) {
        if (!grants.attached().isEmpty()) {
            throw IamErrors.deleteConflictException(
                    "Cannot delete entity, must detach all policies first.");
        }
        if (!grants.inline().isEmpty()) {
            throw IamErrors.deleteConflictException(
                    "Cannot delete entity, must delete policies first.");
        }
    }

    public ListUsersResponse list(ListUsersRequest input, Call call) {
        AccountId account = call.account();
        Page<User> page =
                store.read(reader ->
                                store.list(
                                        reader,
                                        account,
                                        EntityKind.USER,
                                        IamUser.class,
                                        user -> Checks.under(input.pathPrefix(), user.path()),
                                        new Page.Request(input.marker(), input.maxItems())))
                        .map(user -> Shapes.user(account, user));
        return ListUsersResponse.builder()
                .users(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    public ListGroupsForUserResponse listGroups(ListGroupsForUserRequest input, Call call) {
        AccountId account = call.account();
        List<IamGroup> groups =
                store.read(reader ->
                        store.getUser(reader, account, input.userName()).groups().stream()
                                .flatMap(name -> store.findGroup(reader, account, name).stream())
                                .sorted(Comparator.comparing(IamGroup::name))
                                .toList());
        Page<IamGroup> page =
                Page.of(groups, IamGroup::name, new Page.Request(input.marker(), input.maxItems()));
        return ListGroupsForUserResponse.builder()
                .groups(page.map(group -> Shapes.group(account, group)).items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }
}
