package brume.services.ec2.op;

import brume.api.ec2.DescribeSnapshotsRequest;
import brume.api.ec2.DescribeSnapshotsResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.Snapshot;
import brume.base.AccountId;
import brume.services.ec2.domain.Filters;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists the account's snapshots; there are no public or shared ones. */
public final class DescribeSnapshots
        implements Ec2Operation<DescribeSnapshotsRequest, DescribeSnapshotsResult> {

    private static final String SELF = "self";
    private static final Set<String> OWNER_ALIASES = Set.of(SELF, "amazon", "aws-marketplace");

    /** Source: API_DescribeSnapshots. */
    private static final Filters<Snapshot> FILTERS =
            new Filters<Snapshot>()
                    .onTags(Snapshot::tags)
                    .on("description", Snapshot::description)
                    .on("encrypted", Snapshot::encrypted)
                    .on("owner-alias", Snapshot::ownerAlias)
                    .on("owner-id", Snapshot::ownerId)
                    .on("progress", Snapshot::progress)
                    .on("snapshot-id", Snapshot::snapshotId)
                    .on("start-time", Snapshot::startTime)
                    .on("status", Snapshot::state)
                    .on("storage-tier", Snapshot::storageTier)
                    .onAbsent("transfer-type")
                    .on("volume-id", Snapshot::volumeId)
                    .on("volume-size", Snapshot::volumeSize);

    private final Ec2Store store;

    public DescribeSnapshots(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DescribeSnapshotsRequest, DescribeSnapshotsResult> model() {
        return Ec2Api.DESCRIBE_SNAPSHOTS;
    }

    @Override
    public DescribeSnapshotsResult perform(DescribeSnapshotsRequest input, Call call) {
        boolean own = covers(input.ownerIds(), call) && covers(input.restorableByUserIds(), call);
        Page<Snapshot> page =
                new Listing<>(store, Kind.SNAPSHOT, (reader, s) -> Shapes.snapshot(s, call))
                        .page(
                                call,
                                new Page.Request(
                                        input.snapshotIds(),
                                        "snapshotSet",
                                        input.maxResults(),
                                        input.nextToken()),
                                FILTERS.of(input.filters()).and(snapshot -> own));
        return DescribeSnapshotsResult.builder()
                .snapshots(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    /** Whether a list of accounts is absent or names the caller's. */
    private static boolean covers(@Nullable List<String> accounts, Call call) {
        if (accounts == null || accounts.isEmpty()) {
            return true;
        }
        boolean own = false;
        for (String account : accounts) {
            if (!OWNER_ALIASES.contains(account)
                    && !account.equals("all")
                    && !AccountId.isValid(account)) {
                throw Ec2Errors.invalidParameterValue("Invalid user ID: \"" + account + '"');
            }
            own |= account.equals(SELF) || account.equals(call.account().value());
        }
        return own;
    }
}
