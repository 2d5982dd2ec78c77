package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbErrors;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table or global index that contributor insights are asked about. */
final class InsightsTarget {

    static final String DISABLED = "DISABLED";

    private InsightsTarget() {}

    static List<Permission> permitted(
            OperationModel<?, ?> model, Call call, String table, @Nullable String index) {
        String arn = TableNames.arn(call, table);
        return List.of(
                Permission.of(model.action(), index == null ? arn : arn + "/index/" + index));
    }

    /**
     * The name of the table, which must have the index. Source of the text: answers of AWS recorded
     * by ack-api-quirks (DDB-TABLE-094).
     *
     * @throws brume.wire.ServiceException ResourceNotFoundException, also for a local index
     */
    static String present(Database database, Call call, String table, @Nullable String index) {
        String name = TableNames.checked(table);
        Table found =
                database.tables()
                        .find(call.scope(), name)
                        .map(OpenTable::table)
                        .orElseThrow(() -> Tables.notFound(name));
        if (index != null && found.findIndex(index).filter(Index::global).isEmpty()) {
            throw DynamodbErrors.resourceNotFoundException(
                    "Requested resource not found: Index: "
                            + index
                            + " not found for table: "
                            + name);
        }
        return name;
    }
}
