package brume.services.ec2.domain;

import brume.spi.Quota;
import java.util.List;

/** EC2's limits, and the times that its states take here. */
public final class Ec2Quotas {

    private static final String API =
            "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html";
    private static final String TAGS =
            "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html";
    private static final String EBS =
            "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html";

    public static final Quota TAGS_PER_RESOURCE = new Quota("Tags per resource", 50, TAGS);
    public static final Quota TAG_KEY_LENGTH = new Quota("Tag key length", 128, TAGS);
    public static final Quota TAG_VALUE_LENGTH = new Quota("Tag value length", 256, TAGS);
    public static final Quota RESOURCES_PER_TAGGING =
            new Quota("Resources per CreateTags", 1000, API);
    public static final Quota FILTER_VALUES = new Quota("Filter values per request", 200, API);
    public static final Quota RESULTS_PER_PAGE = new Quota("MaxResults", 1000, API);
    public static final Quota RESULTS_PER_PAGE_MIN = new Quota("Least MaxResults", 5, API);
    public static final Quota IDS_PER_REQUEST = new Quota("Ids per request", 1000, API);
    public static final Quota ATTACHMENTS_PER_VOLUME =
            new Quota("Instances per Multi-Attach volume", 16, EBS);
    public static final Quota ATTACHMENTS_PER_INSTANCE =
            new Quota(
                    "EBS volumes per Nitro instance",
                    28,
                    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/volume_limits.html");
    public static final Quota INSTANCES_PER_REQUEST =
            new Quota("Instances per RunInstances (of this server)", 100, API);

    /** Without MaxResults: "up to all", which is no number; this server stops here with a token. */
    public static final int RESULTS_UNPAGED_MAX = 10_000;

    /** How long pending, creating, stopping and the like last; short, so that waiters are quick. */
    public static final long TRANSITION_MS = 100;

    /** "Terminated instances remain visible for approximately one hour." */
    public static final long TERMINATED_VISIBLE_MS = 3_600_000;

    /** How long a client token is remembered. */
    public static final long TOKEN_MS = 24 * 3_600_000L;

    /** "Wait at least six hours between modifications" (Limitations of EBS modifications). */
    public static final long BETWEEN_MODIFICATIONS_MS = 6 * 3_600_000L;

    private Ec2Quotas() {}

    public static List<Quota> all() {
        return List.of(
                TAGS_PER_RESOURCE,
                TAG_KEY_LENGTH,
                TAG_VALUE_LENGTH,
                RESOURCES_PER_TAGGING,
                FILTER_VALUES,
                RESULTS_PER_PAGE,
                RESULTS_PER_PAGE_MIN,
                IDS_PER_REQUEST,
                ATTACHMENTS_PER_VOLUME,
                ATTACHMENTS_PER_INSTANCE,
                INSTANCES_PER_REQUEST);
    }
}
