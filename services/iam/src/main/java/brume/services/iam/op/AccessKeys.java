package brume.services.iam.op;

import brume.api.iam.AccessKey;
import brume.api.iam.AccessKeyLastUsed;
import brume.api.iam.AccessKeyMetadata;
import brume.api.iam.CreateAccessKeyRequest;
import brume.api.iam.CreateAccessKeyResponse;
import brume.api.iam.DeleteAccessKeyRequest;
import brume.api.iam.GetAccessKeyLastUsedRequest;
import brume.api.iam.GetAccessKeyLastUsedResponse;
import brume.api.iam.IamApi;
import brume.api.iam.IamErrors;
import brume.api.iam.ListAccessKeysRequest;
import brume.api.iam.ListAccessKeysResponse;
import brume.api.iam.StatusType;
import brume.api.iam.UpdateAccessKeyRequest;
import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Ids;
import brume.services.iam.domain.AccessKeyEntry;
import brume.services.iam.domain.IamQuotas;
import brume.services.iam.domain.IamUser;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.spi.Principal;
import brume.store.Reader;
import brume.wire.CommonErrors;
import brume.wire.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Long-term access keys of users. */
public final class AccessKeys {

    private final IamStore store;
    private final Clock clock;

    public AccessKeys(IamStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public CreateAccessKeyResponse create(CreateAccessKeyRequest input, Call call) {
        if (input.userName() == null && call.principal() instanceof Principal.Root) {
            throw CommonErrors.notImplemented(IamApi.MODEL, "access keys of the root user");
        }
        AccountId account = call.account();
        String name = Access.userName(input.userName(), call);
        AccessKeyEntry entry =
                store.transact(tx -> {
                    IamUser user = store.getUser(tx, account, name);
                    int present = store.accessKeys(tx, account, user.name()).size();
                    Checks.quota(IamQuotas.ACCESS_KEYS_PER_USER, present + 1);
                    AccessKeyEntry made =
                            new AccessKeyEntry(
                                    "AKIA" + Ids.upper(16),
                                    user.name(),
                                    Ids.secret(40),
                                    true,
                                    Checks.now(clock));
                    store.putAccessKey(tx, account, made);
                    return made;
                });
        return CreateAccessKeyResponse.builder()
                .accessKey(
                        AccessKey.builder()
                                .userName(entry.userName())
                                .accessKeyId(entry.id())
                                .status(StatusType.ACTIVE)
                                .secretAccessKey(entry.secret())
                                .createDate(entry.created())
                                .build())
                .build();
    }

    public ListAccessKeysResponse list(ListAccessKeysRequest input, Call call) {
        List<AccessKeyEntry> entries = List.of();
        if (input.userName() != null || !(call.principal() instanceof Principal.Root)) {
            String name = Access.userName(input.userName(), call);
            entries =
                    store.read(reader -> {
                        IamUser user = store.getUser(reader, call.account(), name);
                        return store.accessKeys(reader, call.account(), user.name());
                    });
        }
        Page<AccessKeyEntry> page =
                Page.of(
                        entries,
                        AccessKeyEntry::id,
                        new Page.Request(input.marker(), input.maxItems()));
        return ListAccessKeysResponse.builder()
                .accessKeyMetadata(page.map(AccessKeys::metadata).items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private static AccessKeyMetadata metadata(AccessKeyEntry entry) {
        return AccessKeyMetadata.builder()
                .userName(entry.userName())
                .accessKeyId(entry.id())
                .status(entry.active() ? StatusType.ACTIVE : StatusType.INACTIVE)
                .createDate(entry.created())
                .build();
    }

    public Unit update(UpdateAccessKeyRequest input, Call call) {
        AccountId account = call.account();
        return store.transact(tx -> {
            AccessKeyEntry entry =
                    get(
                            tx,
                            account,
                            owner(tx, input.userName(), input.accessKeyId(), call),
                            input.accessKeyId());
            boolean active = input.status().equals(StatusType.ACTIVE);
            store.putAccessKey(tx, account, entry.withActive(active));
            return Unit.INSTANCE;
        });
    }

    public Unit delete(DeleteAccessKeyRequest input, Call call) {
        AccountId account = call.account();
        return store.transact(tx -> {
            String owner = owner(tx, input.userName(), input.accessKeyId(), call);
            store.deleteAccessKey(tx, account, get(tx, account, owner, input.accessKeyId()));
            return Unit.INSTANCE;
        });
    }

    /** "If you do not specify a user name, IAM determines it from the access key ID". */
    private String owner(Reader reader, @Nullable String given, String keyId, Call call) {
        if (given != null) {
            return store.getUser(reader, call.account(), given).name();
        }
        return call.principal() instanceof Principal.User user
                ? user.name()
                : store.findKeyOwner(reader, keyId)
                        .filter(owner -> owner.account().equals(call.account().value()))
                        .map(IamStore.KeyOwner::userName)
                        .orElse("");
    }

    private AccessKeyEntry get(Reader reader, AccountId account, String userName, String keyId) {
        return store.findAccessKey(reader, account, userName, keyId)
                .orElseThrow(() ->
                        IamErrors.noSuchEntityException(
                                "The Access Key with id " + keyId + " cannot be found."));
    }

    /** Use is not recorded, so every key answers what AWS answers for one that was never used. */
    public GetAccessKeyLastUsedResponse lastUsed(GetAccessKeyLastUsedRequest input, Call call) {
        IamStore.KeyOwner owner =
                store.read(reader -> store.findKeyOwner(reader, input.accessKeyId()))
                        .filter(found -> found.account().equals(call.account().value()))
                        .orElseThrow(() ->
                                CommonErrors.accessDenied(
                                        IamApi.MODEL,
                                        "Could not find the access key "
                                                + input.accessKeyId()
                                                + " in this account."));
        return GetAccessKeyLastUsedResponse.builder()
                .userName(owner.userName())
                .accessKeyLastUsed(
                        AccessKeyLastUsed.builder().serviceName("N/A").region("N/A").build())
                .build();
    }
}
