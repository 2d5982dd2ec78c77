package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.RestoreTableToPointInTimeInput;
import brume.api.dynamodb.RestoreTableToPointInTimeOutput;
import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Region;
import brume.base.Scope;
import brume.services.dynamodb.domain.Recovery.PointInTime;
import brume.services.dynamodb.domain.Recovery.Restore;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableCopy;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.CommonErrors;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * RestoreTableToPointInTime: makes a table that has the items that another one had at a moment, and
 * the settings that it has now.
 *
 * <p>Source of the errors and their order: the ACK controller's lab notes (DDB-TABLE-100,
 * DDB-TABLE-272).
 */
public final class RestoreTableToPointInTime
        extends DynamodbOperation<RestoreTableToPointInTimeInput, RestoreTableToPointInTimeOutput> {

    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

    public RestoreTableToPointInTime(Database database) {
        super(DynamodbApi.RESTORE_TABLE_TO_POINT_IN_TIME, database);
    }

    private record Source(Scope scope, String name) {}

    private static Source source(RestoreTableToPointInTimeInput input, Call call) {
        String arn = input.sourceTableArn();
        String name = input.sourceTableName();
        if (arn != null && name != null) {
            throw rejected("Must provide exactly one of: sourceTableArn, sourceTableName");
        }
        if (name != null) {
            return new Source(call.scope(), name);
        }
        if (arn == null) {
            throw rejected(TableNames.REQUIRED);
        }
        Arn parsed = Arn.find(arn).orElse(null);
        String table = TableNames.name(arn);
        if (parsed == null
                || table.equals(arn)
                || table.contains("/")
                || !parsed.service().equals("dynamodb")
                || !REGION.matcher(parsed.region()).matches()) {
            throw rejected("sourceTableArn is not a valid ARN");
        }
        if (!parsed.account().equals(call.account().value())) {
            throw rejected(
                    "This action is only supported by accounts that match the resource owner's"
                            + " account.");
        }
        Scope scope = new Scope(new AccountId(parsed.account()), new Region(parsed.region()));
        return new Source(scope, table);
    }

    private static RuntimeException rejected(String message) {
        return CommonErrors.validation(DynamodbApi.MODEL, message);
    }

    @Override
    List<Permission> permitted(RestoreTableToPointInTimeInput input, Call call) {
        Source source = source(input, call);
        String arn = OpenTable.arn(source.scope(), source.name());
        return Stream.concat(
                        Stream.of(Permission.of(model().action(), arn)),
                        TableRestore.ofTarget(call, input.targetTableName()))
                .toList();
    }

    @Override
    RestoreTableToPointInTimeOutput run(RestoreTableToPointInTimeInput input, Call call) {
        checkTimes(input);
        Source source = source(input, call);
        RestoreOverrides overrides = RestoreOverrides.of(input);
        TableRestore restore = new TableRestore(database(), call);
        restore.checkRegion(source.scope().region().value(), overrides);
        TableRestore.Begun begun =
                database()
                        .items()
                        .transact(transaction -> {
                            Table table = recoverable(transaction, source);
                            Long moment = moment(input, table, call.time());
                            return restore.begin(
                                    transaction,
                                    overrides.apply(table, input.targetTableName(), call),
                                    new Restore(
                                            null,
                                            OpenTable.arn(source.scope(), source.name()),
                                            moment == null ? call.time().toEpochMilli() : moment),
                                    restoring -> TableCopy.ofPast(table, restoring, moment));
                        });
        return RestoreTableToPointInTimeOutput.builder()
                .tableDescription(restore.describe(begun))
                .build();
    }

    private static void checkTimes(RestoreTableToPointInTimeInput input) {
        boolean latest = Boolean.TRUE.equals(input.useLatestRestorableTime());
        boolean dated = input.restoreDateTime() != null;
        if (latest && dated) {
            throw new InvalidRequest(
                    "Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot be"
                            + " set for point-in-time restore request. Please specify only one of"
                            + " them.");
        }
        if (!latest && !dated) {
            throw new InvalidRequest(
                    "Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must"
                            + " be specified, but not both");
        }
    }

    private Table recoverable(Transaction transaction, Source source) {
        Table table =
                database()
                        .tables()
                        .find(transaction, source.scope(), source.name())
                        .orElseThrow(() -> ContinuousBackups.notFound(source.name()))
                        .table();
        if (table.recovery().pointInTime() == null) {
            throw DynamodbErrors.pointInTimeRecoveryUnavailableException(
                    "Point in time recovery is not enabled for table '" + source.name() + "'");
        }
        return table;
    }

    /** The time to go back to, or null for the present state. */
    private static @Nullable Long moment(
            RestoreTableToPointInTimeInput input, Table table, Instant now) {
        Instant wanted = input.restoreDateTime();
        PointInTime recovery = table.recovery().pointInTime();
        if (wanted == null || recovery == null) {
            return null;
        }
        long millis = wanted.toEpochMilli();
        long earliest = recovery.earliestMillis(now.toEpochMilli());
        if (millis < earliest || wanted.isAfter(now)) {
            throw DynamodbErrors.invalidRestoreTimeException(
                    "RestoreDateTime '"
                            + seconds(wanted)
                            + "' must be within EarliestRestorableDateTime '"
                            + seconds(Instant.ofEpochMilli(earliest))
                            + "' and LatestRestorableDateTime '"
                            + seconds(now)
                            + "'");
        }
        return millis;
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
