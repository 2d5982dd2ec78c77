package brume.services.ec2.domain;

import brume.api.ec2.Ec2Errors;

/**
 * Amazon Machine Images as this server knows them: every well-formed id is an image, since nothing
 * of it is ever run, and all have the root device of Amazon Linux 2023.
 */
public final class MachineImage {

    public static final String ROOT_DEVICE = "/dev/xvda";

    /** GiB. */
    public static final int ROOT_SIZE = 8;

    /** The account that Amazon's own images belong to. */
    public static final String OWNER = "137112412989";

    private static final String PREFIX = "ami-";

    private MachineImage() {}

    /**
     * {@code id}, if it can be an image's.
     *
     * @throws brume.wire.ServiceException InvalidAMIID.Malformed
     */
    public static String checkId(String id) {
        if (!ResourceIds.wellFormed(id, PREFIX)) {
            throw Ec2Errors.invalidAMIIDMalformed(
                    "Invalid id: \"" + id + "\" (expecting \"ami-...\")");
        }
        return id;
    }
}
