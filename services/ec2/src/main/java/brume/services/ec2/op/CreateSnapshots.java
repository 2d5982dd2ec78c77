package brume.services.ec2.op;

import brume.api.ec2.CreateSnapshotsRequest;
import brume.api.ec2.CreateSnapshotsResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.Snapshot;
import brume.api.ec2.SnapshotInfo;
import brume.services.ec2.domain.EbsSnapshot;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.TagRules;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes snapshots of the volumes of an instance, all at the same moment. */
public final class CreateSnapshots
        implements Ec2Operation<CreateSnapshotsRequest, CreateSnapshotsResult> {

    private final Ec2Store store;

    public CreateSnapshots(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<CreateSnapshotsRequest, CreateSnapshotsResult> model() {
        return Ec2Api.CREATE_SNAPSHOTS;
    }

    @Override
    public List<Permission> permissions(CreateSnapshotsRequest input, Call call) {
        SortedMap<String, String> tags = tags(input);
        String instanceId = instanceId(input);
        List<Permission> permissions = new ArrayList<>();
        permissions.add(Access.making(model(), Kind.SNAPSHOT, tags, call));
        permissions.add(Access.on(store, model().action(), Kind.INSTANCE, instanceId, call));
        List<EbsVolume> volumes =
                store.read(reader ->
                        store.attachedVolumes(
                                reader, call.scope(), instanceId, call.time().toEpochMilli()));
        for (EbsVolume volume : volumes) {
            permissions.add(Access.on(store, model().action(), Kind.VOLUME, volume.id(), call));
        }
        Access.tagging(model(), Kind.SNAPSHOT, tags, call).ifPresent(permissions::add);
        return permissions;
    }

    @Override
    public CreateSnapshotsResult perform(CreateSnapshotsRequest input, Call call) {
        Unsupported.refuse("OutpostArn", input.outpostArn());
        Unsupported.refuse(
                "Location", "regional".equals(input.location()) ? null : input.location());
        List<EbsSnapshot> made = store.transact(tx -> create(tx, input, call));
        return CreateSnapshotsResult.builder()
                .snapshots(made.stream().map(snapshot -> info(snapshot, call)).toList())
                .build();
    }

    private List<EbsSnapshot> create(Transaction tx, CreateSnapshotsRequest input, Call call) {
        long now = call.time().toEpochMilli();
        Ec2Instance instance = store.get(tx, call.scope(), Kind.INSTANCE, instanceId(input), now);
        boolean skipRoot = Boolean.TRUE.equals(input.instanceSpecification().excludeBootVolume());
        List<String> excluded = input.instanceSpecification().excludeDataVolumeIds();
        Set<String> skipped = new HashSet<>(excluded == null ? List.of() : excluded);
        List<EbsSnapshot> made = new ArrayList<>();
        for (EbsVolume volume : store.attachedVolumes(tx, call.scope(), instance.id(), now)) {
            boolean root =
                    volume.attachment(instance.id())
                            .filter(a -> a.device().equals(instance.launch().rootDevice()))
                            .isPresent();
            if ((root && skipRoot) || (!root && skipped.remove(volume.id()))) {
                continue;
            }
            EbsSnapshot snapshot =
                    CreateSnapshot.of(
                            volume,
                            input.description() == null ? "" : input.description(),
                            tagsFor(volume, input),
                            call);
            store.put(tx, call.scope(), Kind.SNAPSHOT, snapshot);
            made.add(snapshot);
        }
        if (!skipped.isEmpty()) {
            throw Ec2Errors.invalidParameterValue(
                    "The volumes to exclude are not data volumes of the instance: "
                            + String.join(", ", skipped));
        }
        return made;
    }

    private static SortedMap<String, String> tagsFor(
            EbsVolume volume, CreateSnapshotsRequest input) {
        SortedMap<String, String> tags = new TreeMap<>();
        if ("volume".equals(input.copyTagsFromSource())) {
            tags.putAll(volume.tags());
        }
        return TagRules.merged(tags, Shapes.tags(tags(input)));
    }

    private static SnapshotInfo info(EbsSnapshot snapshot, Call call) {
        Snapshot shown = Shapes.snapshot(snapshot, call);
        return SnapshotInfo.builder()
                .snapshotId(shown.snapshotId())
                .volumeId(shown.volumeId())
                .volumeSize(shown.volumeSize())
                .description(shown.description())
                .encrypted(shown.encrypted())
                .ownerId(shown.ownerId())
                .startTime(shown.startTime())
                .state(shown.state())
                .progress("")
                .tags(Shapes.tags(snapshot.tags()))
                .build();
    }

    private static String instanceId(CreateSnapshotsRequest input) {
        String id = input.instanceSpecification().instanceId();
        if (id == null) {
            throw Ec2Errors.missingParameter(
                    "The request must contain the parameter InstanceSpecification.InstanceId");
        }
        return id;
    }

    private static SortedMap<String, String> tags(CreateSnapshotsRequest input) {
        String word = Kind.SNAPSHOT.word();
        return Objects.requireNonNull(TagRules.of(input.tagSpecifications(), word).get(word));
    }
}
