package brume.services.iam.domain;

import brume.base.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * An identity provider that speaks OpenID Connect.
 *
 * @param url without {@code https://}, as IAM shows it
 */
public record OpenIdConnectProvider(
        String url,
        Instant created,
        List<String> clientIds,
        List<String> thumbprints,
        SortedMap<String, String> tags) {

    /** The word in the ARN and in the store's keys. */
    public static final String WORD = "oidc-provider";

    public String arn(AccountId account) {
        return "arn:aws:iam::" + account + ':' + WORD + '/' + url;
    }

    public OpenIdConnectProvider withClientIds(List<String> changed) {
        return new OpenIdConnectProvider(url, created, List.copyOf(changed), thumbprints, tags);
    }

    public OpenIdConnectProvider withThumbprints(List<String> changed) {
        return new OpenIdConnectProvider(url, created, clientIds, List.copyOf(changed), tags);
    }

    public OpenIdConnectProvider withTags(SortedMap<String, String> changed) {
        return new OpenIdConnectProvider(url, created, clientIds, thumbprints, changed);
    }
}
