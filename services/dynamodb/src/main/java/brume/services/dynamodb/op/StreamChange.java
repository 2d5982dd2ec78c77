package brume.services.dynamodb.op;

import brume.api.dynamodb.StreamSpecification;
import brume.services.dynamodb.domain.Replication;
import brume.services.dynamodb.domain.StreamView;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.value.InvalidRequest;
import brume.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The StreamSpecification of CreateTable and UpdateTable. Source of the texts: answers of AWS
 * recorded by ack-api-quirks (DDB-TABLE-050 and 442).
 */
final class StreamChange {

    private final Database database;

    StreamChange(Database database) {
        this.database = database;
    }

    /** The view of the stream that a new table is to have, or null for none. */
    static @Nullable StreamView ofNewTable(@Nullable StreamSpecification specification) {
        return specification == null
                ? null
                : wanted(
                        specification,
                        "Table is being created with a stream enabled, UpdateViewType is required",
                        "Table is being created with a stream disabled, UpdateViewType should not"
                                + " be specified");
    }

    private static @Nullable StreamView wanted(
            StreamSpecification specification, String missing, String superfluous) {
        String view = specification.streamViewType();
        boolean enabled = specification.streamEnabled();
        if (enabled == (view == null)) {
            throw InvalidRequest.parameters(enabled ? missing : superfluous);
        }
        return view == null ? null : StreamView.valueOf(view);
    }

    /** The table after its stream was enabled or disabled. */
    Table apply(
            Transaction transaction,
            Table table,
            StreamSpecification specification,
            long nowMillis) {
        StreamView view =
                wanted(
                        specification,
                        "If stream is being enabled then UpdateViewType is required",
                        "If stream is being disabled, then UpdateViewType must not be specified");
        boolean enabled = table.enabledStream() != null;
        if (view == null) {
            if (!enabled) {
                throw new InvalidRequest(
                        "Table has no stream to disable: TableName: " + table.name());
            }
            Replication replication = table.replication();
            if (replication != null && !replication.strong()) {
                throw new InvalidRequest(
                        "Disabling Stream is not allowed for a Global Table replica.");
            }
            return database.streams().disable(transaction, table, nowMillis);
        }
        if (enabled) {
            throw new InvalidRequest(
                    "Table already has an enabled stream: TableName: " + table.name());
        }
        long number = database.tables().nextNumber(transaction);
        return database.streams().enable(transaction, table, number, view, nowMillis);
    }
}
