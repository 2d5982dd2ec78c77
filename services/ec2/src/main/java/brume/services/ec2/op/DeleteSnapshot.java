package brume.services.ec2.op;

import brume.api.ec2.DeleteSnapshotRequest;
import brume.api.ec2.Ec2Api;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import brume.wire.Unit;
import java.util.List;

/** Deletes a snapshot. */
public final class DeleteSnapshot implements Ec2Operation<DeleteSnapshotRequest, Unit> {

    private final Ec2Store store;

    public DeleteSnapshot(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DeleteSnapshotRequest, Unit> model() {
        return Ec2Api.DELETE_SNAPSHOT;
    }

    @Override
    public List<Permission> permissions(DeleteSnapshotRequest input, Call call) {
        return List.of(Access.on(store, model().action(), Kind.SNAPSHOT, input.snapshotId(), call));
    }

    @Override
    public Unit perform(DeleteSnapshotRequest input, Call call) {
        return store.transact(tx -> {
            String id =
                    store.get(
                                    tx,
                                    call.scope(),
                                    Kind.SNAPSHOT,
                                    input.snapshotId(),
                                    call.time().toEpochMilli())
                            .id();
            store.delete(tx, call.scope(), Kind.SNAPSHOT, id);
            return Unit.INSTANCE;
        });
    }
}
