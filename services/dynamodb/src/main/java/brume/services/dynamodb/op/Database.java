package brume.services.dynamodb.op;

import brume.services.dynamodb.capacity.TokenBuckets;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.ResourcePolicies;
import brume.services.dynamodb.store.Streams;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.worker.Expiry;
import brume.services.dynamodb.worker.Exports;
import brume.services.dynamodb.worker.Imports;
import brume.services.dynamodb.worker.RecoveryUpkeep;
import brume.services.dynamodb.worker.ReplicaFill;
import brume.services.dynamodb.worker.TableCopies;
import brume.services.dynamodb.worker.TableSizes;
import brume.services.dynamodb.worker.TableWork;
import java.util.Optional;

/**
 * What the operations work with.
 *
 * @param buckets what the capacity of tables admits, if the server enforces it
 */
public record Database(
        Tables tables,
        ItemStore items,
        Streams streams,
        TableSizes sizes,
        TableWork work,
        Expiry expiry,
        ResourcePolicies policies,
        TableCopies copies,
        RecoveryUpkeep upkeep,
        ReplicaFill replicaFill,
        Exports exports,
        Imports imports,
        Optional<TokenBuckets> buckets) {}
