package brume.services.dynamodb.op;

import brume.api.dynamodb.ContinuousBackupsDescription;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.PointInTimeRecoveryDescription;
import brume.services.dynamodb.domain.Recovery.PointInTime;
import brume.services.dynamodb.domain.Table;
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
