package brume.services.kinesis.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A stream's description, as it is stored.
 *
 * @param id what the keys of its records begin with; another stream of the name has another one
 * @param mode PROVISIONED or ON_DEMAND
 * @param recordKibMax the greatest record
 * @param metrics the names of shard-level metrics
 * @param policy the JSON text of its resource policy
 * @param nextShard the index of the next shard
 * @param resizedMillis when UpdateShardCount was used on the last day
 * @param modeChangedMillis when UpdateStreamMode was used on the last day
 * @param shards those that are open or may have records, in the order of their indexes
 */
public record Stream(
        String id,
        String account,
        String region,
        String name,
        long createdMillis,
        String mode,
        int retentionHours,
        int recordKibMax,
        List<String> metrics,
        SortedMap<String, String> tags,
        @Nullable String policy,
        int nextShard,
        List<Long> resizedMillis,
        List<Long> modeChangedMillis,
        List<Shard> shards) {

    public static final String PROVISIONED = "PROVISIONED";
    public static final String ON_DEMAND = "ON_DEMAND";

    private static final long HOUR_MILLIS = 3_600_000;

    public Scope scope() {
        return new Scope(new AccountId(account), new Region(region));
    }

    public String arn() {
        return arn(scope(), name);
    }

    public static String arn(Scope scope, String name) {
        return scope.arn("kinesis", "stream/" + name).toString();
    }

    public boolean isOnDemand() {
        return mode.equals(ON_DEMAND);
    }

    public List<Shard> openShards() {
        return shards.stream().filter(Shard::isOpen).toList();
    }

    /** Records that were written before are gone. */
    public long horizonMillis(long nowMillis) {
        return nowMillis - retentionHours * HOUR_MILLIS;
    }

    public Stream withShards(List<Shard> newShards, int newNextShard) {
        return new Stream(
                id,
                account,
                region,
                name,
                createdMillis,
                mode,
                retentionHours,
                recordKibMax,
                metrics,
                tags,
                policy,
                newNextShard,
                resizedMillis,
                modeChangedMillis,
                newShards);
    }

    public Stream withResized(List<Long> millis) {
        return new Stream(
                id,
                account,
                region,
                name,
                createdMillis,
                mode,
                retentionHours,
                recordKibMax,
                metrics,
                tags,
                policy,
                nextShard,
                millis,
                modeChangedMillis,
                shards);
    }

    public Stream withMode(String newMode, List<Long> changedMillis) {
        return new Stream(
                id,
                account,
                region,
                name,
                createdMillis,
                newMode,
                retentionHours,
                recordKibMax,
                metrics,
                tags,
                policy,
                nextShard,
                resizedMillis,
                changedMillis,
                shards);
    }

    /** With other settings that are told in numbers and names. */
    public Stream withSettings(
            int newRetentionHours, int newRecordKibMax, List<String> newMetrics) {
        return new Stream(
                id,
                account,
                region,
                name,
                createdMillis,
                mode,
                newRetentionHours,
                newRecordKibMax,
                newMetrics,
                tags,
                policy,
                nextShard,
                resizedMillis,
                modeChangedMillis,
                shards);
    }

    /** With other tags and another policy. */
    public Stream withLabels(SortedMap<String, String> newTags, @Nullable String newPolicy) {
        return new Stream(
                id,
                account,
                region,
                name,
                createdMillis,
                mode,
                retentionHours,
                recordKibMax,
                metrics,
                newTags,
                newPolicy,
                nextShard,
                resizedMillis,
                modeChangedMillis,
                shards);
    }
}
