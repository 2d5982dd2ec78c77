package brume.services.ec2;

import brume.api.ec2.Ec2Api;
import brume.services.ec2.op.AttachVolume;
import brume.services.ec2.op.CopySnapshot;
import brume.services.ec2.op.CreateSnapshot;
import brume.services.ec2.op.CreateSnapshots;
import brume.services.ec2.op.CreateTags;
import brume.services.ec2.op.CreateVolume;
import brume.services.ec2.op.DeleteSnapshot;
import brume.services.ec2.op.DeleteTags;
import brume.services.ec2.op.DeleteVolume;
import brume.services.ec2.op.DescribeAccountAttributes;
import brume.services.ec2.op.DescribeAvailabilityZones;
import brume.services.ec2.op.DescribeImages;
import brume.services.ec2.op.DescribeInstanceAttribute;
import brume.services.ec2.op.DescribeInstanceCreditSpecifications;
import brume.services.ec2.op.DescribeInstanceStatus;
import brume.services.ec2.op.DescribeInstanceTypes;
import brume.services.ec2.op.DescribeInstances;
import brume.services.ec2.op.DescribeRegions;
import brume.services.ec2.op.DescribeSecurityGroups;
import brume.services.ec2.op.DescribeSnapshotAttribute;
import brume.services.ec2.op.DescribeSnapshots;
import brume.services.ec2.op.DescribeSubnets;
import brume.services.ec2.op.DescribeTags;
import brume.services.ec2.op.DescribeVolumeAttribute;
import brume.services.ec2.op.DescribeVolumeStatus;
import brume.services.ec2.op.DescribeVolumes;
import brume.services.ec2.op.DescribeVolumesModifications;
import brume.services.ec2.op.DescribeVpcs;
import brume.services.ec2.op.DetachVolume;
import brume.services.ec2.op.ModifyInstanceAttribute;
import brume.services.ec2.op.ModifyVolume;
import brume.services.ec2.op.ModifyVolumeAttribute;
import brume.services.ec2.op.RebootInstances;
import brume.services.ec2.op.RunInstances;
import brume.services.ec2.op.StartInstances;
import brume.services.ec2.op.StopInstances;
import brume.services.ec2.op.TerminateInstances;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.util.List;

/** The EC2 control plane: volumes, snapshots and instances as records; no machine runs. */
public final class Ec2Service implements Service {

    private final List<Operation<?, ?>> operations;

    public Ec2Service(ServiceContext context) {
        Ec2Store store = new Ec2Store(context.store());
        operations =
                List.of(
                        new CreateVolume(store),
                        new DeleteVolume(store),
                        new DescribeVolumes(store),
                        new ModifyVolume(store),
                        new DescribeVolumesModifications(store),
                        new AttachVolume(store),
                        new DetachVolume(store),
                        new DescribeVolumeStatus(store),
                        new DescribeVolumeAttribute(store),
                        new ModifyVolumeAttribute(store),
                        new CreateSnapshot(store),
                        new CreateSnapshots(store),
                        new CopySnapshot(store),
                        new DeleteSnapshot(store),
                        new DescribeSnapshots(store),
                        new DescribeSnapshotAttribute(store),
                        new RunInstances(store),
                        new DescribeInstances(store),
                        new DescribeInstanceStatus(store),
                        new DescribeInstanceAttribute(store),
                        new ModifyInstanceAttribute(store),
                        new StartInstances(store),
                        new StopInstances(store),
                        new RebootInstances(store),
                        new TerminateInstances(store),
                        new CreateTags(store),
                        new DeleteTags(store),
                        new DescribeTags(store),
                        new DescribeRegions(),
                        new DescribeAvailabilityZones(),
                        new DescribeAccountAttributes(),
                        new DescribeImages(store),
                        new DescribeInstanceTypes(),
                        new DescribeInstanceCreditSpecifications(store),
                        new DescribeVpcs(),
                        new DescribeSubnets(store),
                        new DescribeSecurityGroups());
    }

    @Override
    public ServiceModel model() {
        return Ec2Api.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }
}
