package brume.services.ec2.domain;

import org.jspecify.annotations.Nullable;

/**
 * Size and performance of a volume.
 *
 * @param size in GiB
 * @param type such as {@code gp3}
 * @param iops or null for types that have no such figure
 * @param throughput in MiB/s, or null except for gp3
 */
public record VolumeSettings(
        int size,
        String type,
        @Nullable Integer iops,
        @Nullable Integer throughput,
        boolean multiAttach) {}
