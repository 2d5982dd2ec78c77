package brume.services.iam.domain;

import brume.base.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A managed policy with its versions.
 *
 * @param awsOwned whether AWS provides it, to every account and unchangeable
 * @param versions by number, so {@code v2} is 2
 * @param versionsMade the highest number ever given, because numbers are not given twice
 */
public record ManagedPolicy(
        boolean awsOwned,
        String path,
        String name,
        String id,
        Instant created,
        Instant updated,
        @Nullable String description,
        SortedMap<String, String> tags,
        int defaultVersion,
        int versionsMade,
        SortedMap<Integer, Version> versions)
        implements Entity, Tagged<ManagedPolicy> {

    /** One text that the policy had. */
    public record Version(String document, Instant created) {}

    @Override
    public EntityKind kind() {
        return EntityKind.POLICY;
    }

    @Override
    public List<Reference> references() {
        return List.of();
    }

    @Override
    public String arn(AccountId account) {
        String owner = awsOwned ? "aws" : account.value();
        return "arn:aws:iam::" + owner + ":policy" + path + name;
    }

    /** The document that is in force. */
    public String document() {
        Version version = versions.get(defaultVersion);
        if (version == null) {
            throw new IllegalStateException("policy " + name + " has no default version");
        }
        return version.document();
    }

    @Override
    public ManagedPolicy withTags(SortedMap<String, String> changed) {
        return new ManagedPolicy(
                awsOwned,
                path,
                name,
                id,
                created,
                updated,
                description,
                changed,
                defaultVersion,
                versionsMade,
                versions);
    }

    public ManagedPolicy withVersion(String document, boolean setDefault, Instant now) {
        SortedMap<Integer, Version> changed = new TreeMap<>(versions);
        int number = versionsMade + 1;
        changed.put(number, new Version(document, now));
        return withVersions(changed, setDefault ? number : defaultVersion, number, now);
    }

    public ManagedPolicy withoutVersion(int number) {
        SortedMap<Integer, Version> changed = new TreeMap<>(versions);
        changed.remove(number);
        return withVersions(changed, defaultVersion, versionsMade, updated);
    }

    public ManagedPolicy withDefaultVersion(int number, Instant now) {
        return withVersions(versions, number, versionsMade, now);
    }

    private ManagedPolicy withVersions(
            SortedMap<Integer, Version> changed, int newDefault, int made, Instant newUpdated) {
        return new ManagedPolicy(
                awsOwned,
                path,
                name,
                id,
                created,
                newUpdated,
                description,
                tags,
                newDefault,
                made,
                changed);
    }
}
