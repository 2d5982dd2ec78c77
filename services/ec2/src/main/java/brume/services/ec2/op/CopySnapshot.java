package brume.services.ec2.op;

import brume.api.ec2.CopySnapshotRequest;
import brume.api.ec2.CopySnapshotResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.base.Region;
import brume.base.Scope;
import brume.services.ec2.domain.AwsRegion;
import brume.services.ec2.domain.EbsSnapshot;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.TagRules;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;

/** Copies a snapshot of the account from a region, possibly the same, into the call's region. */
public final class CopySnapshot implements Ec2Operation<CopySnapshotRequest, CopySnapshotResult> {

    private final Ec2Store store;

    public CopySnapshot(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<CopySnapshotRequest, CopySnapshotResult> model() {
        return Ec2Api.COPY_SNAPSHOT;
    }

    @Override
    public List<Permission> permissions(CopySnapshotRequest input, Call call) {
        SortedMap<String, String> tags = tags(input);
        List<Permission> permissions = new ArrayList<>();
        permissions.add(Access.making(model(), Kind.SNAPSHOT, tags, call));
        permissions.add(
                Access.fixed(
                        model(),
                        Access.arn(
                                source(input, call),
                                Kind.SNAPSHOT.word(),
                                input.sourceSnapshotId(),
                                false),
                        call));
        Access.tagging(model(), Kind.SNAPSHOT, tags, call).ifPresent(permissions::add);
        return permissions;
    }

    @Override
    public CopySnapshotResult perform(CopySnapshotRequest input, Call call) {
        Unsupported.refuse("DestinationOutpostArn", input.destinationOutpostArn());
        Unsupported.refuse("DestinationAvailabilityZone", input.destinationAvailabilityZone());
        Unsupported.refuse("KmsKeyId", input.kmsKeyId());
        // CompletionDurationMinutes is kept to: a copy takes far less than its least value.
        String destination = input.destinationRegion();
        if (destination != null && !destination.equals(call.region().value())) {
            throw Ec2Errors.invalidParameterValue(
                    "The destination region "
                            + destination
                            + " is not the region that the request was sent to");
        }
        SortedMap<String, String> tags = tags(input);
        EbsSnapshot copy = store.transact(tx -> copy(tx, input, tags, call));
        return CopySnapshotResult.builder()
                .snapshotId(copy.id())
                .tags(Shapes.tagsOrNull(copy.tags()))
                .build();
    }

    private EbsSnapshot copy(
            Transaction tx, CopySnapshotRequest input, SortedMap<String, String> tags, Call call) {
        long now = call.time().toEpochMilli();
        Scope from = source(input, call);
        EbsSnapshot source = store.get(tx, from, Kind.SNAPSHOT, input.sourceSnapshotId(), now);
        if (!source.completed(now)) {
            throw Ec2Errors.incorrectState("Snapshot '" + source.id() + "' is not 'completed'.");
        }
        String description = input.description();
        EbsSnapshot copy =
                new EbsSnapshot(
                        Kind.SNAPSHOT.newId(),
                        EbsSnapshot.COPIED_VOLUME,
                        source.size(),
                        source.encrypted() || Boolean.TRUE.equals(input.encrypted()),
                        description == null ? "" : description,
                        now,
                        tags);
        store.put(tx, call.scope(), Kind.SNAPSHOT, copy);
        return copy;
    }

    private static Scope source(CopySnapshotRequest input, Call call) {
        return AwsRegion.find(input.sourceRegion())
                .map(region -> new Scope(call.account(), new Region(region.name())))
                .or(() ->
                        input.sourceRegion().equals(call.region().value())
                                ? java.util.Optional.of(call.scope())
                                : java.util.Optional.empty())
                .orElseThrow(() ->
                        Ec2Errors.invalidParameterValue(
                                "Invalid region name: '" + input.sourceRegion() + "'"));
    }

    private static SortedMap<String, String> tags(CopySnapshotRequest input) {
        String word = Kind.SNAPSHOT.word();
        return Objects.requireNonNull(TagRules.of(input.tagSpecifications(), word).get(word));
    }
}
