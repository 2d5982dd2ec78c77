package brume.services.dynamodb;

import brume.api.dynamodb.DynamodbApi;
import brume.base.Clock;
import brume.services.dynamodb.capacity.TokenBuckets;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.domain.Job;
import brume.services.dynamodb.kinesis.KinesisDelivery;
import brume.services.dynamodb.op.AttributeValues;
import brume.services.dynamodb.op.BatchExecuteStatement;
import brume.services.dynamodb.op.BatchGetItem;
import brume.services.dynamodb.op.BatchWriteItem;
import brume.services.dynamodb.op.CreateBackup;
import brume.services.dynamodb.op.CreateGlobalTable;
import brume.services.dynamodb.op.CreateTable;
import brume.services.dynamodb.op.Database;
import brume.services.dynamodb.op.DeleteBackup;
import brume.services.dynamodb.op.DeleteItem;
import brume.services.dynamodb.op.DeleteResourcePolicy;
import brume.services.dynamodb.op.DeleteTable;
import brume.services.dynamodb.op.DescribeBackup;
import brume.services.dynamodb.op.DescribeContinuousBackups;
import brume.services.dynamodb.op.DescribeContributorInsights;
import brume.services.dynamodb.op.DescribeEndpoints;
import brume.services.dynamodb.op.DescribeExport;
import brume.services.dynamodb.op.DescribeGlobalTable;
import brume.services.dynamodb.op.DescribeGlobalTableSettings;
import brume.services.dynamodb.op.DescribeImport;
import brume.services.dynamodb.op.DescribeKinesisStreamingDestination;
import brume.services.dynamodb.op.DescribeLimits;
import brume.services.dynamodb.op.DescribeTable;
import brume.services.dynamodb.op.DescribeTableReplicaAutoScaling;
import brume.services.dynamodb.op.DescribeTimeToLive;
import brume.services.dynamodb.op.DisableKinesisStreamingDestination;
import brume.services.dynamodb.op.EnableKinesisStreamingDestination;
import brume.services.dynamodb.op.ExecuteStatement;
import brume.services.dynamodb.op.ExecuteTransaction;
import brume.services.dynamodb.op.ExportTableToPointInTime;
import brume.services.dynamodb.op.GetItem;
import brume.services.dynamodb.op.GetResourcePolicy;
import brume.services.dynamodb.op.ImportTable;
import brume.services.dynamodb.op.ListBackups;
import brume.services.dynamodb.op.ListContributorInsights;
import brume.services.dynamodb.op.ListExports;
import brume.services.dynamodb.op.ListGlobalTables;
import brume.services.dynamodb.op.ListImports;
import brume.services.dynamodb.op.ListTables;
import brume.services.dynamodb.op.ListTagsOfResource;
import brume.services.dynamodb.op.PutItem;
import brume.services.dynamodb.op.PutResourcePolicy;
import brume.services.dynamodb.op.Query;
import brume.services.dynamodb.op.RestoreTableFromBackup;
import brume.services.dynamodb.op.RestoreTableToPointInTime;
import brume.services.dynamodb.op.Scan;
import brume.services.dynamodb.op.TagResource;
import brume.services.dynamodb.op.TransactGetItems;
import brume.services.dynamodb.op.TransactWriteItems;
import brume.services.dynamodb.op.UntagResource;
import brume.services.dynamodb.op.UpdateContinuousBackups;
import brume.services.dynamodb.op.UpdateContributorInsights;
import brume.services.dynamodb.op.UpdateGlobalTable;
import brume.services.dynamodb.op.UpdateGlobalTableSettings;
import brume.services.dynamodb.op.UpdateItem;
import brume.services.dynamodb.op.UpdateKinesisStreamingDestination;
import brume.services.dynamodb.op.UpdateTable;
import brume.services.dynamodb.op.UpdateTimeToLive;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.Jobs;
import brume.services.dynamodb.store.KinesisTargets;
import brume.services.dynamodb.store.ResourcePolicies;
import brume.services.dynamodb.store.Streams;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.store.TransactionTokens;
import brume.services.dynamodb.worker.Expiry;
import brume.services.dynamodb.worker.Exports;
import brume.services.dynamodb.worker.Imports;
import brume.services.dynamodb.worker.RecoveryUpkeep;
import brume.services.dynamodb.worker.ReplicaFill;
import brume.services.dynamodb.worker.TableCopies;
import brume.services.dynamodb.worker.TableSizes;
import brume.services.dynamodb.worker.TableWork;
import brume.spi.Calls;
import brume.spi.Operation;
import brume.spi.RecurringWork;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Amazon DynamoDB. */
public final class DynamodbService implements Service {

    private final Database database;
    private final RecurringWork tokenRemoval;
    private final RecurringWork jobRemoval;
    private final Calls calls;
    private final KinesisDelivery kinesis;

    public DynamodbService(ServiceContext context) {
        this(context, DynamodbQuotas.ITEM_COLLECTION_BYTES_MAX.value());
    }

    /** With another limit of item collections, for tests. */
    DynamodbService(ServiceContext context, long collectionBytesMax) {
        calls = context.calls();
        Tables tables = new Tables(context.store());
        Streams streams = new Streams(context.store());
        ItemStore items =
                new ItemStore(
                        context.store(), tables, streams, context.clock(), collectionBytesMax);
        tokenRemoval =
                new RecurringWork(
                        "dynamodb-tokens",
                        context.clock(),
                        TransactionTokens.KEPT_FOR,
                        () ->
                                items.transact(transaction -> {
                                    TransactionTokens.removeOld(
                                            transaction, context.clock().millis());
                                    return true;
                                }));
        kinesis = new KinesisDelivery(new KinesisTargets(context.store()), calls, context.clock());
        Expiry expiry = new Expiry(tables, items, context.clock());
        TableWork work = new TableWork(tables, items, context.queues(), expiry);
        TableCopies copies =
                new TableCopies(tables, items, context.queues(), work, context.clock());
        jobRemoval = jobRemoval(items, context.clock());
        database =
                new Database(
                        tables,
                        items,
                        streams,
                        new TableSizes(items, context.clock()),
                        work,
                        expiry,
                        new ResourcePolicies(context.store()),
                        copies,
                        new RecoveryUpkeep(tables, items, context.queues(), work, context.clock()),
                        new ReplicaFill(tables, items, context.queues()),
                        new Exports(items, copies, work, context.queues(), calls, context.clock()),
                        new Imports(
                                tables,
                                items,
                                context.queues(),
                                calls,
                                context.clock(),
                                AttributeValues::values),
                        context.throughputLimited()
                                ? Optional.of(new TokenBuckets(context.clock()))
                                : Optional.empty());
    }

    private static RecurringWork jobRemoval(ItemStore items, Clock clock) {
        return new RecurringWork(
                "dynamodb-jobs",
                clock,
                Duration.ofDays(1),
                () ->
                        items.transact(transaction -> {
                            long before = clock.millis() - Job.KEPT_FOR.toMillis();
                            Jobs.EXPORTS.removeOld(transaction, before);
                            Jobs.IMPORTS.removeOld(transaction, before);
                            return true;
                        }));
    }

    @Override
    public ServiceModel model() {
        return DynamodbApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                new BatchExecuteStatement(database),
                new BatchGetItem(database),
                new BatchWriteItem(database),
                new CreateBackup(database),
                new CreateGlobalTable(database),
                new CreateTable(database),
                new DeleteBackup(database),
                new DeleteItem(database),
                new DeleteResourcePolicy(database),
                new DeleteTable(database),
                new DescribeBackup(database),
                new DescribeContinuousBackups(database),
                new DescribeContributorInsights(database),
                new DescribeEndpoints(database),
                new DescribeExport(database),
                new DescribeGlobalTable(database),
                new DescribeGlobalTableSettings(database),
                new DescribeImport(database),
                new DescribeKinesisStreamingDestination(database),
                new DescribeLimits(database),
                new DescribeTable(database),
                new DescribeTableReplicaAutoScaling(database),
                new DescribeTimeToLive(database),
                new DisableKinesisStreamingDestination(database),
                new EnableKinesisStreamingDestination(database, calls),
                new ExecuteStatement(database),
                new ExecuteTransaction(database),
                new ExportTableToPointInTime(database),
                new GetItem(database),
                new GetResourcePolicy(database),
                new ImportTable(database),
                new ListContributorInsights(database),
                new ListExports(database),
                new ListGlobalTables(database),
                new ListImports(database),
                new ListBackups(database),
                new ListTables(database),
                new ListTagsOfResource(database),
                new PutItem(database),
                new PutResourcePolicy(database),
                new Query(database),
                new RestoreTableFromBackup(database),
                new RestoreTableToPointInTime(database),
                new Scan(database),
                new TagResource(database),
                new TransactGetItems(database),
                new TransactWriteItems(database),
                new UntagResource(database),
                new UpdateContributorInsights(database),
                new UpdateContinuousBackups(database),
                new UpdateGlobalTable(database),
                new UpdateGlobalTableSettings(database),
                new UpdateItem(database),
                new UpdateKinesisStreamingDestination(database),
                new UpdateTable(database),
                new UpdateTimeToLive(database));
    }

    @Override
    public void start() {
        database.expiry().start();
        tokenRemoval.start();
        jobRemoval.start();
        kinesis.start();
    }

    @Override
    public void stop() {
        kinesis.stop();
        tokenRemoval.stop();
        jobRemoval.stop();
        database.expiry().stop();
    }
}
