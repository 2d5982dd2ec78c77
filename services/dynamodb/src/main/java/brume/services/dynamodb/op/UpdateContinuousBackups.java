package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.PointInTimeRecoverySpecification;
import brume.api.dynamodb.UpdateContinuousBackupsInput;
import brume.api.dynamodb.UpdateContinuousBackupsOutput;
import brume.services.dynamodb.domain.Recovery;
import brume.services.dynamodb.domain.Recovery.PointInTime;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableRef;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.util.List;

/**
 * UpdateContinuousBackups: switches point-in-time recovery on and off, and changes its period.
 *
 * <p>Source of the rules: the ACK controller's lab notes (DDB-TABLE-083, DDB-TABLE-084): enabling
 * what is enabled changes at most the period; without one it is 35 days.
 */
public final class UpdateContinuousBackups
        extends DynamodbOperation<UpdateContinuousBackupsInput, UpdateContinuousBackupsOutput> {

    private static final int PERIOD_DAYS_DEFAULT = 35;

    public UpdateContinuousBackups(Database database) {
        super(DynamodbApi.UPDATE_CONTINUOUS_BACKUPS, database);
    }

    @Override
    List<Permission> permitted(UpdateContinuousBackupsInput input, Call call) {
        return onTable(call, input.tableName());
    }

    @Override
    UpdateContinuousBackupsOutput run(UpdateContinuousBackupsInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        PointInTimeRecoverySpecification wanted = input.pointInTimeRecoverySpecification();
        if (!wanted.pointInTimeRecoveryEnabled() && wanted.recoveryPeriodInDays() != null) {
            throw new InvalidRequest(
                    "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling"
                            + " point-in-time recovery.");
        }
        Table updated =
                database()
                        .items()
                        .transact(transaction -> {
                            Table table =
                                    ContinuousBackups.get(database(), transaction, call, name);
                            return wanted.pointInTimeRecoveryEnabled()
                                    ? enable(transaction, table, wanted, call)
                                    : disable(transaction, table, call);
                        });
        return UpdateContinuousBackupsOutput.builder()
                .continuousBackupsDescription(ContinuousBackups.of(updated, call.time()))
                .build();
    }

    private Table enable(
            Transaction transaction,
            Table table,
            PointInTimeRecoverySpecification wanted,
            Call call) {
        long now = call.time().toEpochMilli();
        Integer days = wanted.recoveryPeriodInDays();
        PointInTime present = table.recovery().pointInTime();
        if (present != null) {
            return days == null || days == present.periodDays()
                    ? table
                    : put(
                            transaction,
                            table,
                            table.recovery().withPointInTime(present.withPeriod(days, now)));
        }
        PointInTime begun = new PointInTime(now, now, days == null ? PERIOD_DAYS_DEFAULT : days);
        database().upkeep().trim(transaction, table, begun, call.time());
        return put(transaction, table, table.recovery().withPointInTime(begun));
    }

    private Table disable(Transaction transaction, Table table, Call call) {
        if (table.recovery().pointInTime() == null) {
            return table;
        }
        Recovery recovery = table.recovery().withPointInTime(null);
        if (!recovery.keepsUndoLog()) {
            database()
                    .work()
                    .removeUndoLog(transaction, TableRef.of(table), table.number(), call.time());
        }
        return put(transaction, table, recovery);
    }

    private Table put(Transaction transaction, Table table, Recovery recovery) {
        Table changed = table.toBuilder().recovery(recovery).build();
        database().tables().put(transaction, changed);
        return changed;
    }
}
