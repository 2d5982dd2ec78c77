package brume.services.ec2.op;

import brume.api.ec2.Snapshot;
import brume.api.ec2.Tag;
import brume.api.ec2.Volume;
import brume.api.ec2.VolumeAttachment;
import brume.api.ec2.VolumeModification;
import brume.services.ec2.domain.EbsSnapshot;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.EbsVolume.Attachment;
import brume.services.ec2.domain.EbsVolume.Modification;
import brume.services.ec2.domain.ResourceIds;
import brume.services.ec2.domain.Times;
import brume.services.ec2.domain.VolumeSettings;
import brume.spi.Call;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Volumes and snapshots as the API shows them. */
final class Shapes {

    private Shapes() {}

    static List<Tag> tags(SortedMap<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    /** Tags as Describe operations show them: no list rather than an empty one. */
    static @Nullable List<Tag> tagsOrNull(SortedMap<String, String> tags) {
        return tags.isEmpty() ? null : tags(tags);
    }

    static Volume volume(EbsVolume volume, Call call) {
        long now = call.time().toEpochMilli();
        VolumeSettings settings = volume.settings();
        return Volume.builder()
                .volumeId(volume.id())
                .availabilityZone(volume.zone())
                .size(settings.size())
                .volumeType(settings.type())
                .iops(settings.iops())
                .throughput(settings.throughput())
                .multiAttachEnabled(settings.multiAttach())
                .encrypted(volume.encrypted())
                .kmsKeyId(volume.encrypted() ? defaultKeyArn(call) : null)
                .snapshotId(volume.snapshotId())
                .createTime(Times.of(volume.createdAt()))
                .state(volume.state(now))
                .attachments(
                        volume.attachments(now).stream()
                                .map(attachment -> attachment(volume, attachment, now))
                                .toList())
                .tags(tagsOrNull(volume.tags()))
                .build();
    }

    static VolumeAttachment attachment(EbsVolume volume, Attachment attachment, long now) {
        return VolumeAttachment.builder()
                .volumeId(volume.id())
                .instanceId(attachment.instanceId())
                .device(attachment.device())
                .attachTime(Times.of(attachment.attachedAt()))
                .deleteOnTermination(attachment.deleteOnTermination())
                .state(attachment.state(now))
                .build();
    }

    static Snapshot snapshot(EbsSnapshot snapshot, Call call) {
        long now = call.time().toEpochMilli();
        return Snapshot.builder()
                .snapshotId(snapshot.id())
                .volumeId(snapshot.volumeId())
                .volumeSize(snapshot.size())
                .description(snapshot.description())
                .encrypted(snapshot.encrypted())
                .kmsKeyId(snapshot.encrypted() ? defaultKeyArn(call) : null)
                .ownerId(call.account().value())
                .startTime(Times.of(snapshot.startedAt()))
                .state(snapshot.state(now))
                .progress(snapshot.progress(now))
                .storageTier("standard")
                .tags(tagsOrNull(snapshot.tags()))
                .build();
    }

    static VolumeModification modification(String volumeId, Modification change, long now) {
        VolumeSettings original = change.original();
        VolumeSettings target = change.target();
        String state = change.state(now);
        boolean completed = state.equals("completed");
        return VolumeModification.builder()
                .volumeId(volumeId)
                .modificationState(state)
                .originalSize(original.size())
                .originalVolumeType(original.type())
                .originalIops(original.iops())
                .originalThroughput(original.throughput())
                .originalMultiAttachEnabled(original.multiAttach())
                .targetSize(target.size())
                .targetVolumeType(target.type())
                .targetIops(target.iops())
                .targetThroughput(target.throughput())
                .targetMultiAttachEnabled(target.multiAttach())
                .progress(completed ? 100L : 0L)
                .startTime(Times.of(change.startedAt()))
                .endTime(completed ? Times.of(change.endsAt()) : null)
                .build();
    }

    /** The account's key of AWS's for EBS, {@code alias/aws/ebs}. */
    private static String defaultKeyArn(Call call) {
        String digits = ResourceIds.fixed("", call.scope(), "ebs");
        return call.scope()
                .arn(
                        "kms",
                        "key/00000000-"
                                + digits.substring(0, 4)
                                + "-4000-8000-"
                                + digits.substring(4, 16))
                .toString();
    }
}
