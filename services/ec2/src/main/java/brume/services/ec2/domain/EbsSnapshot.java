package brume.services.ec2.domain;

import java.util.SortedMap;

/**
 * A snapshot of a volume. It outlives the volume and keeps its id.
 *
 * @param volumeId of the source, or {@link #COPIED_VOLUME}
 * @param size of the source in GiB
 * @param startedAt milliseconds since the epoch
 */
public record EbsSnapshot(
        String id,
        String volumeId,
        int size,
        boolean encrypted,
        String description,
        long startedAt,
        SortedMap<String, String> tags)
        implements Resource {

    /**
     * "Snapshots created by the CopySnapshot action have an arbitrary volume ID that should not be
     * used for any purpose": AWS shows this one.
     */
    public static final String COPIED_VOLUME = "vol-ffffffff";

    public boolean completed(long now) {
        return now >= startedAt + Ec2Quotas.TRANSITION_MS;
    }

    public String state(long now) {
        return completed(now) ? "completed" : "pending";
    }

    /** A percentage. */
    public String progress(long now) {
        return completed(now) ? "100%" : "0%";
    }

    @Override
    public EbsSnapshot withTags(SortedMap<String, String> changed) {
        return new EbsSnapshot(id, volumeId, size, encrypted, description, startedAt, changed);
    }
}
