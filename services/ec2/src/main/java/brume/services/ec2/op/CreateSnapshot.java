package brume.services.ec2.op;

import brume.api.ec2.CreateSnapshotRequest;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Snapshot;
import brume.services.ec2.domain.EbsSnapshot;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.TagRules;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;

/** Makes a snapshot of a volume, attached or not. */
public final class CreateSnapshot implements Ec2Operation<CreateSnapshotRequest, Snapshot> {

    private final Ec2Store store;

    public CreateSnapshot(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<CreateSnapshotRequest, Snapshot> model() {
        return Ec2Api.CREATE_SNAPSHOT;
    }

    @Override
    public List<Permission> permissions(CreateSnapshotRequest input, Call call) {
        SortedMap<String, String> tags = tags(input);
        List<Permission> permissions = new ArrayList<>();
        permissions.add(Access.making(model(), Kind.SNAPSHOT, tags, call));
        permissions.add(Access.on(store, model().action(), Kind.VOLUME, input.volumeId(), call));
        Access.tagging(model(), Kind.SNAPSHOT, tags, call).ifPresent(permissions::add);
        return permissions;
    }

    @Override
    public Snapshot perform(CreateSnapshotRequest input, Call call) {
        Unsupported.refuse("OutpostArn", input.outpostArn());
        Unsupported.refuse(
                "Location", "regional".equals(input.location()) ? null : input.location());
        SortedMap<String, String> tags = tags(input);
        String description = input.description() == null ? "" : input.description();
        EbsSnapshot snapshot =
                store.transact(tx -> {
                    EbsVolume volume =
                            store.get(
                                    tx,
                                    call.scope(),
                                    Kind.VOLUME,
                                    input.volumeId(),
                                    call.time().toEpochMilli());
                    EbsSnapshot made = of(volume, description, tags, call);
                    store.put(tx, call.scope(), Kind.SNAPSHOT, made);
                    return made;
                });
        return Shapes.snapshot(snapshot, call).toBuilder()
                .progress("")
                .storageTier(null)
                .tags(Shapes.tags(snapshot.tags()))
                .build();
    }

    static EbsSnapshot of(
            EbsVolume volume, String description, SortedMap<String, String> tags, Call call) {
        return new EbsSnapshot(
                Kind.SNAPSHOT.newId(),
                volume.id(),
                volume.settings().size(),
                volume.encrypted(),
                description,
                call.time().toEpochMilli(),
                tags);
    }

    private static SortedMap<String, String> tags(CreateSnapshotRequest input) {
        String word = Kind.SNAPSHOT.word();
        return Objects.requireNonNull(TagRules.of(input.tagSpecifications(), word).get(word));
    }
}
