package brume.services.dynamodb.op;

import brume.api.dynamodb.BackupSummary;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ListBackupsInput;
import brume.api.dynamodb.ListBackupsOutput;
import brume.base.Arn;
import brume.services.dynamodb.domain.Backup;
import brume.services.dynamodb.store.Backups;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.CommonErrors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ListBackups: by table, type and time, in the order of the tables' names and then of the times.
 *
 * <p>Source of the rules: the ACK controller's lab notes (DDB-BACKUP-014): without a type only
 * those of users, the lower bound inclusive, the upper one exclusive; the place to start after need
 * not exist.
 */
public final class ListBackups extends DynamodbOperation<ListBackupsInput, ListBackupsOutput> {

    private static final int LIMIT_MAX = 100;

    public ListBackups(Database database) {
        super(DynamodbApi.LIST_BACKUPS, database);
    }

    @Override
    boolean requiresTableName() {
        return false;
    }

    /** None: an ARN of another account must not lead into that account. */
    @Override
    List<String> tables(ListBackupsInput input) {
        return List.of();
    }

    @Override
    List<Permission> permitted(ListBackupsInput input, Call call) {
        String table = input.tableName();
        if (table != null
                && Arn.find(table)
                        .filter(arn -> !arn.account().equals(call.account().value()))
                        .isPresent()) {
            throw CommonErrors.accessDenied(DynamodbApi.MODEL, "Access is denied");
        }
        return super.permitted(input, call);
    }

    @Override
    ListBackupsOutput run(ListBackupsInput input, Call call) {
        Instant lower = input.timeRangeLowerBound();
        Instant upper = input.timeRangeUpperBound();
        if (lower != null && upper != null && lower.isAfter(upper)) {
            throw InvalidRequest.parameters(
                    "Time range lower bound must be less than or equal to upper bound");
        }
        String table = input.tableName() == null ? null : TableNames.checked(input.tableName());
        BackupArn start = start(input, call);
        int limit = input.limit() == null ? LIMIT_MAX : input.limit();
        List<BackupSummary> page = new ArrayList<>();
        boolean[] more = new boolean[1];
        database()
                .items()
                .read(reader -> {
                    Backups.visit(
                            reader,
                            call.scope(),
                            table,
                            start == null ? null : start.table(),
                            start == null ? null : start.id(),
                            backup -> {
                                if (!matches(backup, input)) {
                                    return true;
                                }
                                if (page.size() == limit) {
                                    more[0] = true;
                                    return false;
                                }
                                page.add(BackupDescriptions.summary(backup));
                                return true;
                            });
                    return true;
                });
        return ListBackupsOutput.builder()
                .backupSummaries(page)
                .lastEvaluatedBackupArn(more[0] ? page.getLast().backupArn() : null)
                .build();
    }

    private static @Nullable BackupArn start(ListBackupsInput input, Call call) {
        if (input.exclusiveStartBackupArn() == null) {
            return null;
        }
        BackupArn start = BackupArn.parse(call, input.exclusiveStartBackupArn());
        if (!start.scope().equals(call.scope())) {
            throw new InvalidRequest(
                    "Invalid Request: The supplied ExclusiveStartBackupArn does not match the"
                            + " region");
        }
        return start;
    }

    private static boolean matches(Backup backup, ListBackupsInput input) {
        String type = input.backupType() == null ? "USER" : input.backupType();
        Instant made = Instant.ofEpochMilli(backup.createdMillis());
        Instant lower = input.timeRangeLowerBound();
        Instant upper = input.timeRangeUpperBound();
        return (type.equals("ALL") || type.equals(backup.type().name()))
                && (lower == null || !made.isBefore(lower))
                && (upper == null || made.isBefore(upper));
    }
}
