package brume.services.dynamodb;

import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.op.BatchExecuteStatement;
import brume.services.dynamodb.op.BatchGetItem;
import brume.services.dynamodb.op.BatchWriteItem;
import brume.services.dynamodb.op.CreateTable;
import brume.services.dynamodb.op.Database;
import brume.services.dynamodb.op.DeleteItem;
import brume.services.dynamodb.op.DeleteResourcePolicy;
import brume.services.dynamodb.op.DeleteTable;
import brume.services.dynamodb.op.DescribeContinuousBackups;
import brume.services.dynamodb.op.DescribeEndpoints;
import brume.services.dynamodb.op.DescribeLimits;
import brume.services.dynamodb.op.DescribeTable;
import brume.services.dynamodb.op.DescribeTimeToLive;
import brume.services.dynamodb.op.ExecuteStatement;
import brume.services.dynamodb.op.ExecuteTransaction;
import brume.services.dynamodb.op.GetItem;
import brume.services.dynamodb.op.GetResourcePolicy;
import brume.services.dynamodb.op.ListTables;
import brume.services.dynamodb.op.ListTagsOfResource;
import brume.services.dynamodb.op.PutItem;
import brume.services.dynamodb.op.PutResourcePolicy;
import brume.services.dynamodb.op.Query;
import brume.services.dynamodb.op.Scan;
import brume.services.dynamodb.op.TagResource;
import brume.services.dynamodb.op.TransactGetItems;
import brume.services.dynamodb.op.TransactWriteItems;
import brume.services.dynamodb.op.UntagResource;
import brume.services.dynamodb.op.UpdateItem;
import brume.services.dynamodb.op.UpdateTable;
import brume.services.dynamodb.op.UpdateTimeToLive;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.ResourcePolicies;
import brume.services.dynamodb.store.Streams;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.worker.Expiry;
import brume.services.dynamodb.worker.TableSizes;
import brume.services.dynamodb.worker.TableWork;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.util.List;

/** Amazon DynamoDB. */
public final class DynamodbService implements Service {

    private final Database database;

    public DynamodbService(ServiceContext context) {
        Tables tables = new Tables(context.store());
        Streams streams = new Streams(context.store());
        ItemStore items = new ItemStore(context.store(), streams, context.clock());
        Expiry expiry = new Expiry(tables, items, context.clock());
        database =
                new Database(
                        tables,
                        items,
                        streams,
                        new TableSizes(items, context.clock()),
                        new TableWork(tables, items, context.queues(), expiry),
                        expiry,
                        new ResourcePolicies(context.store()));
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
                new CreateTable(database),
                new DeleteItem(database),
                new DeleteResourcePolicy(database),
                new DeleteTable(database),
                new DescribeContinuousBackups(database),
                new DescribeEndpoints(database),
                new DescribeLimits(database),
                new DescribeTable(database),
                new DescribeTimeToLive(database),
                new ExecuteStatement(database),
                new ExecuteTransaction(database),
                new GetItem(database),
                new GetResourcePolicy(database),
                new ListTables(database),
                new ListTagsOfResource(database),
                new PutItem(database),
                new PutResourcePolicy(database),
                new Query(database),
                new Scan(database),
                new TagResource(database),
                new TransactGetItems(database),
                new TransactWriteItems(database),
                new UntagResource(database),
                new UpdateItem(database),
                new UpdateTable(database),
                new UpdateTimeToLive(database));
    }

    @Override
    public void start() {
        database.expiry().start();
    }

    @Override
    public void stop() {
        database.expiry().stop();
    }
}
