package brume.services.ec2.domain;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * An instance: everything that describes it, and no machine. Times are milliseconds since the
 * epoch.
 *
 * @param launch what was decided when it was launched
 * @param options what ModifyInstanceAttribute changes
 * @param launchedAt of the latest start
 * @param goal the state that it is in or on its way to: running, stopped or terminated
 * @param changedAt since when
 */
public record Ec2Instance(
        String id,
        Launch launch,
        Options options,
        long launchedAt,
        PowerState goal,
        long changedAt,
        SortedMap<String, String> tags)
        implements Resource {

    /** What was decided when an instance was launched. */
    public record Launch(
            String reservationId,
            int index,
            String imageId,
            String zone,
            String subnetId,
            String privateIp,
            String interfaceId,
            String clientToken,
            String rootDevice,
            boolean monitoring,
            Metadata metadata,
            long at) {}

    /** Metadata options. */
    public record Metadata(
            String tokens, int hopLimit, String endpoint, String ipv6, String tags) {}

    /**
     * What ModifyInstanceAttribute changes.
     *
     * @param userData in base64, or null
     * @param cpuCredits of burstable types, otherwise empty text
     */
    public record Options(
            String type,
            boolean ebsOptimized,
            boolean disableApiTermination,
            boolean disableApiStop,
            String shutdownBehavior,
            boolean sourceDestCheck,
            String cpuCredits,
            @Nullable String userData) {}

    public PowerState state(long now) {
        return now < changedAt + Ec2Quotas.TRANSITION_MS ? goal.approach() : goal;
    }

    @Override
    public boolean gone(long now) {
        return goal == PowerState.TERMINATED && now >= goneAt();
    }

    /** When a terminated instance is no longer shown. */
    public long goneAt() {
        return changedAt + Ec2Quotas.TERMINATED_VISIBLE_MS;
    }

    /** On its way to {@code changed} from {@code now} on. */
    public Ec2Instance heading(PowerState changed, long now) {
        return new Ec2Instance(
                id,
                launch,
                options,
                changed == PowerState.RUNNING ? now : launchedAt,
                changed,
                now,
                tags);
    }

    public Ec2Instance withOptions(Options changed) {
        return new Ec2Instance(id, launch, changed, launchedAt, goal, changedAt, tags);
    }

    @Override
    public Ec2Instance withTags(SortedMap<String, String> changed) {
        return new Ec2Instance(id, launch, options, launchedAt, goal, changedAt, changed);
    }
}
