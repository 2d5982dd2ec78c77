package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.OnDemandThroughput;
import brume.api.dynamodb.ProvisionedThroughput;
import brume.services.dynamodb.domain.OnDemandLimit;
import brume.services.dynamodb.domain.Throughput;
import brume.services.dynamodb.domain.WarmThroughput;
import brume.services.dynamodb.value.InvalidRequest;
import brume.wire.ServiceException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a request says about the capacity of its table or of one of its global indexes, and
 * makes the domain's form of it.
 *
 * <p>Source of the texts: answers recorded from the service by dynalite's tests (provisioned) and
 * by the API notes of the ACK controllers, October 2026 (on-demand, warm, indexes, decreases).
 */
final class CapacityRules {

    static final CapacityRules TABLE = new CapacityRules(null);

    private static final long UNITS_MAX = 1_000_000_000_000L;
    private static final String READ_LIMIT = "MaxReadRequestUnits";
    private static final String WRITE_LIMIT = "MaxWriteRequestUnits";
    private static final String INITIAL =
            "initial throughput for OnDemand. See:"
                    + " https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
                    + "on-demand-capacity-mode.html#on-demand-capacity-mode-initial";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern(
                            "EEEE, MMMM d, yyyy 'at' h:mm:ss a 'Coordinated Universal Time'",
                            Locale.US)
                    .withZone(ZoneOffset.UTC);

    private final @Nullable String index;

    private CapacityRules(@Nullable String index) {
        this.index = index;
    }

    static CapacityRules index(String name) {
        return new CapacityRules(name);
    }

    /** The capacity of a table that is created. */
    static Throughput ofNewTable(boolean onDemand, @Nullable ProvisionedThroughput capacity) {
        if (onDemand) {
            if (capacity != null) {
                throw InvalidRequest.parameters(
                        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when"
                                + " BillingMode is PAY_PER_REQUEST");
            }
            return Throughput.NONE;
        }
        if (capacity == null) {
            throw InvalidRequest.parameters(
                    "ReadCapacityUnits and WriteCapacityUnits must both be specified when"
                            + " BillingMode is PROVISIONED");
        }
        return provisioned(capacity);
    }

    static Throughput provisioned(ProvisionedThroughput capacity) {
        checkBounds("ReadCapacityUnits", capacity.readCapacityUnits());
        checkBounds("WriteCapacityUnits", capacity.writeCapacityUnits());
        return Throughput.of(capacity.readCapacityUnits(), capacity.writeCapacityUnits());
    }

    private static void checkBounds(String name, long units) {
        if (units > UNITS_MAX) {
            throw new InvalidRequest("Given value " + units + " for " + name + " is out of bounds");
        }
    }

    /**
     * The provisioned capacity after a change, which has to be one, and not a decrease too many.
     */
    Throughput changed(Throughput present, ProvisionedThroughput capacity, long nowMillis) {
        Throughput wanted = provisioned(capacity);
        if (wanted.isSame(present)) {
            throw unchanged(present, wanted);
        }
        if (present.isDecrease(wanted)) {
            present.nextDecreaseMillis(nowMillis)
                    .ifPresent(next -> {
                        throw tooManyDecreases(present, next);
                    });
        }
        return present.changedTo(wanted, nowMillis);
    }

    private static ServiceException tooManyDecreases(Throughput present, long nextMillis) {
        Long last = present.decreasedMillis();
        return DynamodbErrors.limitExceededException(
                "Subscriber limit exceeded: Provisioned throughput decreases are limited within a"
                        + " given UTC day. After the first 4 decreases, each subsequent decrease in"
                        + " the same UTC day can be performed at most once every 3600 seconds."
                        + " Number of decreases today: "
                        + present.decreasesToday()
                        + ". Last decrease at "
                        + TIME.format(Instant.ofEpochMilli(last == null ? nextMillis : last))
                        + ". Next decrease can be made at "
                        + TIME.format(Instant.ofEpochMilli(nextMillis)));
    }

    private InvalidRequest unchanged(Throughput present, Throughput wanted) {
        String subject = index == null ? "the table" : "the index " + index;
        String provisioned = index == null ? "the table" : "index " + index;
        return new InvalidRequest(
                "The provisioned throughput for "
                        + subject
                        + " will not change. The requested value equals the current value. Current"
                        + " ReadCapacityUnits provisioned for "
                        + provisioned
                        + ": "
                        + present.read()
                        + ". Requested ReadCapacityUnits: "
                        + wanted.read()
                        + ". Current WriteCapacityUnits provisioned for "
                        + provisioned
                        + ": "
                        + present.write()
                        + ". Requested WriteCapacityUnits: "
                        + wanted.write()
                        + ". Refer to the Amazon DynamoDB Developer Guide for current limits and"
                        + " how to request higher limits.");
    }

    /** The limits of what is created, or null if none are given. */
    @Nullable OnDemandLimit newLimit(boolean onDemand, @Nullable OnDemandThroughput given) {
        if (given == null || isEmpty(given)) {
            return null;
        }
        if (!onDemand) {
            throw InvalidRequest.parameters(
                    first(given)
                            + " for OnDemandThroughput"
                            + (index == null ? "" : " for index: " + index)
                            + " cannot be specified when table BillingMode is PROVISIONED.");
        }
        checkLimit(READ_LIMIT, given.maxReadRequestUnits(), 1);
        checkLimit(WRITE_LIMIT, given.maxWriteRequestUnits(), 1);
        return OnDemandLimit.NONE.changedTo(
                given.maxReadRequestUnits(), given.maxWriteRequestUnits());
    }

    /** The limits after a change, or null if there are none then. */
    @Nullable OnDemandLimit changedLimit(
            boolean onDemand, @Nullable OnDemandLimit before, @Nullable OnDemandThroughput given) {
        if (given == null || isEmpty(given)) {
            return before;
        }
        if (!onDemand) {
            throw InvalidRequest.parameters(
                    first(given)
                            + " for OnDemandThroughput"
                            + (index == null ? "" : " for index : " + index)
                            + " cannot be specified when the table BillingMode is PROVISIONED");
        }
        checkLimit(READ_LIMIT, given.maxReadRequestUnits(), OnDemandLimit.REMOVED);
        checkLimit(WRITE_LIMIT, given.maxWriteRequestUnits(), OnDemandLimit.REMOVED);
        OnDemandLimit changed =
                (before == null ? OnDemandLimit.NONE : before)
                        .changedTo(given.maxReadRequestUnits(), given.maxWriteRequestUnits());
        return changed.equals(OnDemandLimit.NONE) ? null : changed;
    }

    static boolean isEmpty(@Nullable OnDemandThroughput given) {
        return given == null
                || (given.maxReadRequestUnits() == null && given.maxWriteRequestUnits() == null);
    }

    private static String first(OnDemandThroughput given) {
        return given.maxReadRequestUnits() == null ? WRITE_LIMIT : READ_LIMIT;
    }

    private void checkLimit(String name, @Nullable Long units, long least) {
        if (units != null && (units < least || units == 0)) {
            throw InvalidRequest.parameters(
                    "Requested "
                            + name
                            + " for OnDemandThroughput for "
                            + (index == null ? "table" : "index : " + index)
                            + " is outside of valid range");
        }
    }

    /** The warm throughput of what is created, or null if none is asked for. */
    @Nullable WarmThroughput newWarm(
            boolean onDemand,
            @Nullable Throughput provisioned,
            brume.api.dynamodb.@Nullable WarmThroughput given) {
        if (given == null || isEmpty(given)) {
            return null;
        }
        WarmThroughput least = WarmThroughput.ON_DEMAND;
        if (!onDemand && provisioned != null) {
            least = new WarmThroughput(provisioned.read(), provisioned.write());
        }
        String readFloor = onDemand ? INITIAL : "ReadCapacityUnits of ProvisionedThroughput";
        String writeFloor = onDemand ? INITIAL : "WriteCapacityUnits of ProvisionedThroughput";
        checkWarm("ReadUnitsPerSecond", given.readUnitsPerSecond(), least.read(), readFloor);
        checkWarm("WriteUnitsPerSecond", given.writeUnitsPerSecond(), least.write(), writeFloor);
        return raised(least, given);
    }

    /** The warm throughput after a change, which can only be an increase. */
    WarmThroughput changedWarm(
            WarmThroughput present, brume.api.dynamodb.@Nullable WarmThroughput given) {
        if (given == null || isEmpty(given)) {
            if (given != null && index != null) {
                throw InvalidRequest.parameters(
                        "WarmThroughput must have at least one of ReadUnitsPerSecond or"
                                + " WriteUnitsPerSecond specified for index: "
                                + index);
            }
            return present;
        }
        String floor = "current WarmThroughput, decreasing WarmThroughput is not supported";
        checkWarm("ReadUnitsPerSecond", given.readUnitsPerSecond(), present.read(), floor);
        checkWarm("WriteUnitsPerSecond", given.writeUnitsPerSecond(), present.write(), floor);
        return raised(present, given);
    }

    static boolean isEmpty(brume.api.dynamodb.@Nullable WarmThroughput given) {
        return given == null
                || (given.readUnitsPerSecond() == null && given.writeUnitsPerSecond() == null);
    }

    private void checkWarm(String name, @Nullable Long units, long least, String floor) {
        if (units != null && units < least) {
            throw InvalidRequest.parameters(
                    "Requested "
                            + name
                            + " for WarmThroughput for "
                            + (index == null ? "table" : "index " + index)
                            + " is lower than "
                            + floor);
        }
    }

    private static WarmThroughput raised(
            WarmThroughput least, brume.api.dynamodb.WarmThroughput given) {
        Long read = given.readUnitsPerSecond();
        Long write = given.writeUnitsPerSecond();
        return new WarmThroughput(
                read == null ? least.read() : read, write == null ? least.write() : write);
    }
}
