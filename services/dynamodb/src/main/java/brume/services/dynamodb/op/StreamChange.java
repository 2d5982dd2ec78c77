package brume.services.dynamodb.op;

import brume.api.dynamodb.StreamSpecification;
import brume.services.dynamodb.domain.StreamView;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.value.InvalidRequest;
import brume.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The StreamSpecification of CreateTable and UpdateTable. The texts are those that public
 * catalogues of AWS's answers have for UpdateTable; that CreateTable uses the same is a guess.
 */
final class StreamChange {

    private final Database database;

    StreamChange(Database database) {
        this.database = database;
    }

    /** The view of the stream that is asked for, or null if none is. */
    static @Nullable StreamView wanted(@Nullable StreamSpecification specification) {
        if (specification == null) {
            return null;
        }
        String view = specification.streamViewType();
        if (!specification.streamEnabled()) {
            if (view != null) {
                throw InvalidRequest.parameters(
                        "If stream is being disabled, then UpdateViewType must not be specified");
            }
            return null;
        }
        if (view == null) {
            throw InvalidRequest.parameters(
                    "If stream is being enabled then UpdateViewType is required");
        }
        return StreamView.valueOf(view);
    }

    /** The table after its stream was enabled or disabled. */
    Table apply(
            Transaction transaction,
            Table table,
            StreamSpecification specification,
            long nowMillis) {
        StreamView view = wanted(specification);
        boolean enabled = table.enabledStream() != null;
        if (view == null) {
            if (!enabled) {
                throw new InvalidRequest(
                        "Table has no stream to disable: TableName: " + table.name());
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
