package brume.services.sts.domain;

import brume.spi.Quota;

/** STS's limits. */
public final class StsQuotas {

    private static final String SOURCE =
            "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html";

    public static final Quota SESSION_SECONDS_DEFAULT =
            new Quota("DurationSeconds, default", 3600, SOURCE);
    public static final Quota CHAINED_SESSION_SECONDS =
            new Quota("DurationSeconds by role chaining", 3600, SOURCE);
    public static final Quota SESSION_POLICY_CHARACTERS =
            new Quota("Policy, characters", 2048, SOURCE);
    public static final Quota SESSION_POLICY_ARNS =
            new Quota("PolicyArns, managed policies", 10, SOURCE);
    public static final Quota SESSION_TOKEN_SECONDS_DEFAULT =
            new Quota(
                    "GetSessionToken DurationSeconds, default",
                    43_200,
                    "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html");

    public static final Quota FEDERATION_SECONDS_DEFAULT =
            new Quota(
                    "GetFederationToken DurationSeconds, default",
                    43_200,
                    "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html");

    private StsQuotas() {}
}
