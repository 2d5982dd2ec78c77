package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbErrors;
import brume.base.Scope;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.OnDemandLimit;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.Throughput;
import brume.services.dynamodb.domain.WarmThroughput;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.spi.Quota;
import org.jspecify.annotations.Nullable;

/**
 * The quotas of what DescribeLimits shows: for each table and index, and for all the provisioned
 * capacity of an account in a region. The account's is read outside of the table's transaction:
 * requests at the same time can exceed it together, as a quota may.
 */
final class CapacityQuotas {

    private static final String REFER =
            " Refer to the Amazon DynamoDB Developer Guide for current limits and how to request"
                    + " higher limits.";

    private final Tables tables;

    CapacityQuotas(Tables tables) {
        this.tables = tables;
    }

    /**
     * Checks a table as it is to be.
     *
     * @param before the table as it is, or null if there is none yet
     * @throws brume.wire.ServiceException LimitExceededException
     */
    void check(@Nullable Table before, Table table) {
        checkOne(table.region(), null, table.throughput(), table.onDemandLimit(), table.warm());
        for (Index index : table.globalIndexes()) {
            checkOne(
                    table.region(),
                    index.name(),
                    index.throughput() == null ? Throughput.NONE : index.throughput(),
                    index.onDemandLimit(),
                    table.warm(index));
        }
        Throughput now = sum(table);
        Throughput was = before == null ? Throughput.NONE : sum(before);
        if (now.read() > was.read() || now.write() > was.write()) {
            checkAccount(table, was, now);
        }
    }

    private static void checkOne(
            String region,
            @Nullable String index,
            Throughput provisioned,
            @Nullable OnDemandLimit limit,
            WarmThroughput warm) {
        long readMax = DynamodbQuotas.TABLE_READ_UNITS_MAX.value();
        long writeMax = DynamodbQuotas.TABLE_WRITE_UNITS_MAX.value();
        checkProvisioned("ReadCapacityUnits", provisioned.read(), readMax, region, index);
        checkProvisioned("WriteCapacityUnits", provisioned.write(), writeMax, region, index);
        if (limit != null) {
            String of = "OnDemandThroughput for " + (index == null ? "table" : "index : " + index);
            checkOther("MaxReadRequestUnits", of, "Read", limit.read(), readMax, region);
            checkOther("MaxWriteRequestUnits", of, "Write", limit.write(), writeMax, region);
        }
        String of = "WarmThroughput for " + (index == null ? "table" : "index " + index);
        checkOther("ReadUnitsPerSecond", of, "Read", warm.read(), readMax, region);
        checkOther("WriteUnitsPerSecond", of, "Write", warm.write(), writeMax, region);
    }

    private static void checkProvisioned(
            String name, long units, long most, String region, @Nullable String index) {
        if (units > most) {
            throw DynamodbErrors.limitExceededException(
                    "The requested "
                            + name
                            + (index == null ? "" : " for index " + index)
                            + ", "
                            + units
                            + ", is above the per "
                            + (index == null ? "table" : "index")
                            + " maximum for the account in "
                            + region
                            + ". Per "
                            + (index == null ? "table" : "index")
                            + " maximum: "
                            + most
                            + '.'
                            + REFER);
        }
    }

    private static void checkOther(
            String name, String of, String kind, @Nullable Long units, long most, String region) {
        if (units != null && units > most) {
            throw DynamodbErrors.limitExceededException(
                    "Subscriber limit exceeded: Requested "
                            + name
                            + " for "
                            + of
                            + " exceeds TableMax"
                            + kind
                            + "CapacityUnits of the account in region "
                            + region);
        }
    }

    private static Throughput sum(Table table) {
        long read = table.throughput().read();
        long write = table.throughput().write();
        for (Index index : table.globalIndexes()) {
            Throughput own = index.throughput();
            read += own == null ? 0 : own.read();
            write += own == null ? 0 : own.write();
        }
        return Throughput.of(read, write);
    }

    private void checkAccount(Table table, Throughput was, Throughput now) {
        Throughput all = reserved(table.scope());
        checkAccount(
                "ReadCapacityUnits",
                DynamodbQuotas.ACCOUNT_READ_UNITS_MAX,
                all.read(),
                now.read() - was.read(),
                table.region());
        checkAccount(
                "WriteCapacityUnits",
                DynamodbQuotas.ACCOUNT_WRITE_UNITS_MAX,
                all.write(),
                now.write() - was.write(),
                table.region());
    }

    private static void checkAccount(
            String name, Quota quota, long reserved, long added, String region) {
        if (added > 0 && reserved + added > quota.value()) {
            throw DynamodbErrors.limitExceededException(
                    "This request would have caused the "
                            + name
                            + " limit to be exceeded for the account in "
                            + region
                            + ". Current "
                            + name
                            + " reserved by the account: "
                            + reserved
                            + ". Limit: "
                            + quota.value()
                            + ". Requested: "
                            + added
                            + '.'
                            + REFER);
        }
    }

    private Throughput reserved(Scope scope) {
        long read = 0;
        long write = 0;
        int most = (int) DynamodbQuotas.TABLES_MAX.value();
        for (String name : tables.names(scope, null, most)) {
            OpenTable open = tables.find(scope, name).orElse(null);
            if (open != null) {
                Throughput own = sum(open.table());
                read += own.read();
                write += own.write();
            }
        }
        return Throughput.of(read, write);
    }
}
