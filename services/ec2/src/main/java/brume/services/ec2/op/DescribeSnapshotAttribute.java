package brume.services.ec2.op;

import brume.api.ec2.DescribeSnapshotAttributeRequest;
import brume.api.ec2.DescribeSnapshotAttributeResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;

/** Shows with whom a snapshot is shared: with nobody, for sharing is not built. */
public final class DescribeSnapshotAttribute
        implements Ec2Operation<DescribeSnapshotAttributeRequest, DescribeSnapshotAttributeResult> {

    private final Ec2Store store;

    public DescribeSnapshotAttribute(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DescribeSnapshotAttributeRequest, DescribeSnapshotAttributeResult>
            model() {
        return Ec2Api.DESCRIBE_SNAPSHOT_ATTRIBUTE;
    }

    @Override
    public List<Permission> permissions(DescribeSnapshotAttributeRequest input, Call call) {
        return List.of(Access.on(store, model().action(), Kind.SNAPSHOT, input.snapshotId(), call));
    }

    @Override
    public DescribeSnapshotAttributeResult perform(
            DescribeSnapshotAttributeRequest input, Call call) {
        String id =
                store.read(reader ->
                        store.get(
                                        reader,
                                        call.scope(),
                                        Kind.SNAPSHOT,
                                        input.snapshotId(),
                                        call.time().toEpochMilli())
                                .id());
        var result = DescribeSnapshotAttributeResult.builder().snapshotId(id);
        return switch (input.attribute()) {
            case "createVolumePermission" -> result.createVolumePermissions(List.of()).build();
            case "productCodes" -> result.productCodes(List.of()).build();
            default ->
                    throw Ec2Errors.invalidParameterValue(
                            "Value ("
                                    + input.attribute()
                                    + ") for parameter attribute is invalid. Unknown attribute.");
        };
    }
}
