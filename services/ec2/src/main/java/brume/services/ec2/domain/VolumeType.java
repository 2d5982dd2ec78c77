package brume.services.ec2.domain;

import brume.api.ec2.Ec2Errors;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The types of EBS volumes and what they permit. Sources: "Amazon EBS volume types" (sizes, IOPS,
 * throughput and their ratios) and API_CreateVolume; the texts of the errors are those that users
 * quote in public issues.
 */
public enum VolumeType {
    STANDARD(1, 1024, 0, 0, 0),
    GP2(1, 16_384, 0, 0, 0),
    GP3(1, 65_536, 3000, 80_000, 500),
    IO1(4, 16_384, 100, 64_000, 50),
    IO2(4, 65_536, 100, 256_000, 1000),
    ST1(125, 16_384, 0, 0, 0),
    SC1(125, 16_384, 0, 0, 0);

    private static final int GP3_THROUGHPUT_MIN = 125;
    private static final int GP3_THROUGHPUT_MAX = 2000;
    private static final double GP3_THROUGHPUT_PER_IOPS = 0.25;

    private final int sizeMin;
    private final int sizeMax;
    private final int iopsMin;
    private final int iopsMax;
    private final int iopsPerGiB;

    VolumeType(int sizeMin, int sizeMax, int iopsMin, int iopsMax, int iopsPerGiB) {
        this.sizeMin = sizeMin;
        this.sizeMax = sizeMax;
        this.iopsMin = iopsMin;
        this.iopsMax = iopsMax;
        this.iopsPerGiB = iopsPerGiB;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<VolumeType> find(String word) {
        for (VolumeType type : values()) {
            if (type.word().equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Whether IOPS are chosen by the customer. */
    private boolean provisioned() {
        return iopsMax > 0;
    }

    /** Whether several instances may have it at once. */
    public boolean sharable() {
        return this == IO1 || this == IO2;
    }

    /**
     * Complete settings of a volume of this type.
     *
     * @throws brume.wire.ServiceException if the type does not permit them
     */
    public VolumeSettings settings(
            int size, @Nullable Integer iops, @Nullable Integer throughput, boolean multiAttach) {
        checkSize(size);
        if (multiAttach && !sharable()) {
            throw unsupported("multiAttachEnabled");
        }
        if (throughput != null && this != GP3) {
            throw unsupported("throughput");
        }
        if (iops != null && !provisioned()) {
            throw unsupported("iops");
        }
        if (!provisioned()) {
            return new VolumeSettings(size, word(), baselineIops(size), null, false);
        }
        if (iops == null && this != GP3) {
            throw Ec2Errors.missingParameter(
                    "The parameter iops must be specified for " + word() + " volumes.");
        }
        int chosen = iops == null ? iopsMin : iops;
        checkIops(size, chosen);
        return new VolumeSettings(
                size, word(), chosen, throughput(chosen, throughput), multiAttach);
    }

    /** 3 IOPS per GiB, at least 100, at most 16,000: gp2 only. */
    private @Nullable Integer baselineIops(int size) {
        return this == GP2 ? Integer.valueOf(Math.clamp(3L * size, 100, 16_000)) : null;
    }

    private void checkSize(int size) {
        if (size < sizeMin) {
            throw Ec2Errors.invalidParameterValue(
                    "Volume of "
                            + size
                            + "GiB is too small for volume type "
                            + word()
                            + "; minimum is "
                            + sizeMin
                            + "GiB.");
        }
        if (size > sizeMax) {
            throw Ec2Errors.invalidParameterValue(
                    "Volume of "
                            + size
                            + "GiB is too large for volume type "
                            + word()
                            + "; maximum is "
                            + sizeMax
                            + "GiB.");
        }
    }

    private void checkIops(int size, int iops) {
        if (iops < iopsMin) {
            throw Ec2Errors.invalidParameterValue(
                    "Volume iops of " + iops + " is too low; minimum is " + iopsMin + '.');
        }
        if (iops > iopsMax) {
            throw Ec2Errors.invalidParameterValue(
                    "Volume iops of " + iops + " is too high; maximum is " + iopsMax + '.');
        }
        // Every gp3 volume may have its 3,000 baseline, however small it is.
        boolean baseline = this == GP3 && iops == iopsMin;
        if (!baseline && iops > (long) iopsPerGiB * size) {
            throw Ec2Errors.invalidParameterValue(
                    String.format(
                            Locale.ROOT,
                            "Iops to volume size ratio of %f is too high; maximum is %d",
                            (double) iops / size,
                            iopsPerGiB));
        }
    }

    private @Nullable Integer throughput(int iops, @Nullable Integer throughput) {
        if (this != GP3) {
            return null;
        }
        int chosen = throughput == null ? GP3_THROUGHPUT_MIN : throughput;
        if (chosen < GP3_THROUGHPUT_MIN) {
            throw Ec2Errors.invalidParameterValue(
                    "Throughput (MiBps) of "
                            + chosen
                            + " is too low; minimum is "
                            + GP3_THROUGHPUT_MIN
                            + '.');
        }
        if (chosen > GP3_THROUGHPUT_MAX) {
            throw Ec2Errors.invalidParameterValue(
                    "Throughput (MiBps) of "
                            + chosen
                            + " is too high; maximum is "
                            + GP3_THROUGHPUT_MAX
                            + '.');
        }
        if (chosen > iops * GP3_THROUGHPUT_PER_IOPS) {
            throw Ec2Errors.invalidParameterValue(
                    String.format(
                            Locale.ROOT,
                            "Throughput (MiBps) to iops ratio of %f is too high; maximum is %f"
                                    + " MiBps per iops.",
                            (double) chosen / iops,
                            GP3_THROUGHPUT_PER_IOPS));
        }
        return chosen;
    }

    private RuntimeException unsupported(String parameter) {
        return Ec2Errors.invalidParameterCombination(
                "The parameter " + parameter + " is not supported for " + word() + " volumes.");
    }
}
