package brume.services.iam.domain;

/**
 * The kinds of named entities of an account.
 *
 * <p>Source of the id prefixes: IAM User Guide, "IAM identifiers", "Understanding unique ID
 * prefixes"; of the quotas: "IAM and AWS STS quotas".
 */
public enum EntityKind {
    USER("user", "AIDA", "UsersPerAccount", 5000),
    GROUP("group", "AGPA", "GroupsPerAccount", 300),
    ROLE("role", "AROA", "RolesPerAccount", 1000),
    POLICY("policy", "ANPA", "PoliciesPerAccount", 1500),
    INSTANCE_PROFILE("instance-profile", "AIPA", "InstanceProfilesPerAccount", 1000);

    private final String word;
    private final String idPrefix;
    private final String quotaName;
    private final int countMax;

    EntityKind(String word, String idPrefix, String quotaName, int countMax) {
        this.word = word;
        this.idPrefix = idPrefix;
        this.quotaName = quotaName;
        this.countMax = countMax;
    }

    /** The kind in ARNs and error texts. */
    public String word() {
        return word;
    }

    /** The first four letters of the unique ids of this kind. */
    public String idPrefix() {
        return idPrefix;
    }

    public String quotaName() {
        return quotaName;
    }

    /** How many an account may have. */
    public int countMax() {
        return countMax;
    }
}
