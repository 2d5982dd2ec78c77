package brume.services.dynamodb.op;

import brume.api.dynamodb.OnDemandThroughput;
import brume.api.dynamodb.OnDemandThroughputOverride;
import brume.api.dynamodb.ReplicaGlobalSecondaryIndex;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits of reads that a replica has of its own. Indexes that are not named keep theirs, and
 * names of indexes that are none are ignored, as AWS does.
 */
final class ReplicaOverrides {

    private ReplicaOverrides() {}

    static Table apply(
            Table replica,
            @Nullable OnDemandThroughputOverride limit,
            @Nullable List<ReplicaGlobalSecondaryIndex> indexes) {
        Table changed =
                replica.toBuilder()
                        .onDemandLimit(
                                CapacityRules.TABLE.changedLimit(
                                        replica.isOnDemand(),
                                        replica.onDemandLimit(),
                                        throughput(limit)))
                        .build();
        if (indexes == null) {
            return changed;
        }
        for (ReplicaGlobalSecondaryIndex one : indexes) {
            Index index = changed.findIndex(one.indexName()).filter(Index::global).orElse(null);
            if (index != null) {
                changed =
                        changed.withIndex(
                                index.withOnDemandLimit(
                                        CapacityRules.index(index.name())
                                                .changedLimit(
                                                        replica.isOnDemand(),
                                                        index.onDemandLimit(),
                                                        throughput(
                                                                one
                                                                        .onDemandThroughputOverride()))));
            }
        }
        return changed;
    }

    private static @Nullable OnDemandThroughput throughput(
            @Nullable OnDemandThroughputOverride override) {
        return override == null
                ? null
                : OnDemandThroughput.builder()
                        .maxReadRequestUnits(override.maxReadRequestUnits())
                        .build();
    }
}
