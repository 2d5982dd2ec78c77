package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.base.Arn;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.store.StoreConflictException;
import brume.wire.CommonErrors;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The table that the ARN of a tag operation means. */
final class TaggedTable {

    private TaggedTable() {}

    /**
     * The name of the table, whose ARN must be one of the caller's own account and region: another
     * account's tags are nobody else's, and the service does not say whether they exist.
     */
    static String name(Call call, String action, String arn) {
        String own = call.scope().arn("dynamodb", "table/").toString();
        if (arn.startsWith("arn:") && arn.contains(":dynamodb:") && !arn.startsWith(own)) {
            throw CommonErrors.accessDenied(
                    DynamodbApi.MODEL,
                    "User: "
                            + call.principal().arn()
                            + " is not authorized to perform: dynamodb:"
                            + action
                            + " on resource: "
                            + arn);
        }
        return Arn.find(arn)
                .filter(parsed -> parsed.service().equals("dynamodb"))
                .map(Arn::resource)
                .filter(resource -> resource.startsWith("table/") && resource.length() > 8)
                .filter(resource -> resource.indexOf('/', 6) < 0)
                .map(resource -> resource.substring("table/".length()))
                .orElseThrow(() ->
                        new InvalidRequest(
                                "Invalid TableArn: Invalid ResourceArn provided as input " + arn));
    }

    static RuntimeException notFound(String arn) {
        return DynamodbErrors.resourceNotFoundException(
                "Requested resource not found: ResourcArn: " + arn + " not found");
    }

    /** Changes the tags of the table. */
    static void change(
            Database database,
            Call call,
            String action,
            String arn,
            UnaryOperator<Map<String, String>> change) {
        String name = name(call, action, arn);
        try {
            database.items()
                    .transact(transaction -> {
                        Table table =
                                database.tables()
                                        .find(transaction, call.scope(), name)
                                        .map(OpenTable::table)
                                        .orElseThrow(() -> notFound(arn));
                        database.tables()
                                .put(
                                        transaction,
                                        table.toBuilder().tags(change.apply(table.tags())).build());
                        return true;
                    });
        } catch (StoreConflictException e) {
            throw DynamodbErrors.limitExceededException(
                    "Subscriber limit exceeded: Table tags are being updated: " + name);
        }
    }
}
