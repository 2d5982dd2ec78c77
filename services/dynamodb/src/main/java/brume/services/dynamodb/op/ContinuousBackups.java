package brume.services.dynamodb.op;

import brume.api.dynamodb.ContinuousBackupsDescription;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.PointInTimeRecoveryDescription;
import brume.services.dynamodb.domain.Recovery.PointInTime;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.spi.Call;
import brume.store.Transaction;
import brume.wire.ServiceException;
import java.time.Instant;

/** What the API says of the continuous backups of a table. */
final class ContinuousBackups {

    private ContinuousBackups() {}

    /** The error of the operations on backups for a table that does not exist. */
    static ServiceException notFound(String name) {
        return DynamodbErrors.tableNotFoundException("Table not found: " + name);
    }

    /**
     * The table whose backups a request changes. Source of the error of a table that is being
     * imported: ack-api-quirks (DDB-IMPORT-001, DDB-BACKUP-002).
     *
     * @throws ServiceException TableNotFoundException, ContinuousBackupsUnavailableException
     */
    static Table get(Database database, Transaction transaction, Call call, String name) {
        Table table =
                database.tables()
                        .findAny(transaction, call.scope(), name)
                        .map(OpenTable::table)
                        .orElseThrow(() -> notFound(name));
        if (table.isImporting()) {
            throw DynamodbErrors.continuousBackupsUnavailableException(
                    "Backups are being enabled for the table: " + name + ". Please retry later");
        }
        if (table.isRestoring() || table.isFilling()) {
            throw notFound(name);
        }
        return table;
    }

    /**
     * Continuous backups themselves are always enabled; what can be switched is point-in-time
     * recovery. A table can be restored to its present state, without the service's delay of about
     * five minutes.
     */
    static ContinuousBackupsDescription of(Table table, Instant now) {
        PointInTime recovery = table.recovery().pointInTime();
        PointInTimeRecoveryDescription.Builder description =
                PointInTimeRecoveryDescription.builder()
                        .pointInTimeRecoveryStatus(recovery == null ? "DISABLED" : "ENABLED");
        if (recovery != null) {
            description
                    .recoveryPeriodInDays(recovery.periodDays())
                    .earliestRestorableDateTime(
                            Instant.ofEpochMilli(recovery.earliestMillis(now.toEpochMilli())))
                    .latestRestorableDateTime(Instant.ofEpochMilli(now.toEpochMilli()));
        }
        return ContinuousBackupsDescription.builder()
                .continuousBackupsStatus("ENABLED")
                .pointInTimeRecoveryDescription(description.build())
                .build();
    }
}
