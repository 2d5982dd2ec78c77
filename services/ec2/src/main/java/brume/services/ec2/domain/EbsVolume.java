package brume.services.ec2.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * An EBS volume, without its bytes. Times are milliseconds since the epoch.
 *
 * @param settings size, type and performance
 * @param snapshotId the snapshot that it was created from, or empty text
 * @param attachments in the order in which they were made; may contain some that have ended
 * @param modification the latest one, or null
 */
public record EbsVolume(
        String id,
        String zone,
        VolumeSettings settings,
        boolean encrypted,
        String snapshotId,
        long createdAt,
        boolean autoEnableIo,
        SortedMap<String, String> tags,
        List<Attachment> attachments,
        @Nullable Modification modification)
        implements Resource {

    /**
     * The link of a volume to an instance.
     *
     * @param detachedAt when DetachVolume was called, or 0
     */
    public record Attachment(
            String instanceId,
            String device,
            long attachedAt,
            boolean deleteOnTermination,
            long detachedAt) {

        public String state(long now) {
            if (detachedAt > 0) {
                return "detaching";
            }
            return now < attachedAt + Ec2Quotas.TRANSITION_MS ? "attaching" : "attached";
        }

        boolean ended(long now) {
            return detachedAt > 0 && now >= detachedAt + Ec2Quotas.TRANSITION_MS;
        }
    }

    /** A change of settings by ModifyVolume. */
    public record Modification(long startedAt, VolumeSettings original, VolumeSettings target) {

        public String state(long now) {
            if (now < startedAt + Ec2Quotas.TRANSITION_MS) {
                return "modifying";
            }
            return now < endsAt() ? "optimizing" : "completed";
        }

        /** When the volume has its new performance. */
        public long endsAt() {
            return startedAt + 2 * Ec2Quotas.TRANSITION_MS;
        }
    }

    /** The attachments that exist at {@code now}. */
    public List<Attachment> attachments(long now) {
        return attachments.stream().filter(attachment -> !attachment.ended(now)).toList();
    }

    /** The attachment to an instance that nobody has begun to end. */
    public Optional<Attachment> attachment(String instanceId) {
        return attachments.stream()
                .filter(a -> a.instanceId().equals(instanceId) && a.detachedAt() == 0)
                .findFirst();
    }

    public String state(long now) {
        if (!attachments(now).isEmpty()) {
            return "in-use";
        }
        return now < createdAt + Ec2Quotas.TRANSITION_MS ? "creating" : "available";
    }

    public EbsVolume attached(Attachment added) {
        List<Attachment> changed = new ArrayList<>(attachments(added.attachedAt()));
        changed.add(added);
        return withAttachments(changed);
    }

    /** The volume with its attachment to an instance being undone from {@code now} on. */
    public EbsVolume detached(String instanceId, long now) {
        return withAttachments(
                attachments(now).stream()
                        .map(a ->
                                a.instanceId().equals(instanceId) && a.detachedAt() == 0
                                        ? new Attachment(
                                                a.instanceId(),
                                                a.device(),
                                                a.attachedAt(),
                                                a.deleteOnTermination(),
                                                now)
                                        : a)
                        .toList());
    }

    public EbsVolume withDeleteOnTermination(String instanceId, boolean delete) {
        return withAttachments(
                attachments.stream()
                        .map(a ->
                                a.instanceId().equals(instanceId) && a.detachedAt() == 0
                                        ? new Attachment(
                                                a.instanceId(),
                                                a.device(),
                                                a.attachedAt(),
                                                delete,
                                                0)
                                        : a)
                        .toList());
    }

    private EbsVolume withAttachments(List<Attachment> changed) {
        return new EbsVolume(
                id,
                zone,
                settings,
                encrypted,
                snapshotId,
                createdAt,
                autoEnableIo,
                tags,
                List.copyOf(changed),
                modification);
    }

    @Override
    public EbsVolume withTags(SortedMap<String, String> changed) {
        return new EbsVolume(
                id,
                zone,
                settings,
                encrypted,
                snapshotId,
                createdAt,
                autoEnableIo,
                changed,
                attachments,
                modification);
    }

    public EbsVolume withAutoEnableIo(boolean changed) {
        return new EbsVolume(
                id,
                zone,
                settings,
                encrypted,
                snapshotId,
                createdAt,
                changed,
                tags,
                attachments,
                modification);
    }

    /** The volume with the target settings of {@code change}. */
    public EbsVolume modified(Modification change) {
        return new EbsVolume(
                id,
                zone,
                change.target(),
                encrypted,
                snapshotId,
                createdAt,
                autoEnableIo,
                tags,
                attachments,
                change);
    }
}
