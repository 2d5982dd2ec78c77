package brume.services.dynamodb.op;

import brume.api.dynamodb.CancellationReason;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.ProvisionedThroughputExceededException;
import brume.api.dynamodb.ThrottlingException;
import brume.api.dynamodb.ThrottlingReason;
import brume.wire.ServiceException;
import java.util.List;

/**
 * A request takes more than the capacity of a table or index admits. An operation of its own
 * answers {@link #error}, a part of a batch or transaction has {@link #code} and {@link #text}.
 *
 * <p>Source of the texts: answers of the service in public bug reports (tables, writes of indexes),
 * Developer Guide, "Diagnosing throttling" (on-demand limits, the reasons). The text for reads of
 * an index is the documented beginning with the end of the table's.
 */
final class Throttled extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String BEGIN = "The level of configured provisioned throughput for ";
    private static final String TABLE_END =
            " was exceeded. Consider increasing your provisioning level with the UpdateTable API.";

    private final boolean onDemand;
    private final boolean index;
    private final boolean reads;
    private final String resource;

    Throttled(boolean onDemand, boolean index, boolean reads, String resource) {
        super(null, null, false, false);
        this.onDemand = onDemand;
        this.index = index;
        this.reads = reads;
        this.resource = resource;
    }

    String text() {
        if (onDemand) {
            return "Throughput exceeds the maximum OnDemandThroughput configured on table or"
                    + " index";
        }
        if (!index) {
            return BEGIN + "the table" + TABLE_END;
        }
        return reads
                ? BEGIN + "the index" + TABLE_END
                : BEGIN
                        + "one or more global secondary indexes of the table was exceeded. Consider"
                        + " increasing your provisioning level for the under-provisioned global"
                        + " secondary indexes with the UpdateTable API";
    }

    /** What a part of a batch of statements or of a transaction fails with. */
    String code() {
        return onDemand ? "ThrottlingError" : "ProvisionedThroughputExceeded";
    }

    CancellationReason reason() {
        return CancellationReason.builder().code(code()).message(text()).build();
    }

    ServiceException error() {
        List<ThrottlingReason> reasons =
                List.of(
                        ThrottlingReason.builder()
                                .reason(
                                        (index ? "Index" : "Table")
                                                + (reads ? "Read" : "Write")
                                                + (onDemand
                                                        ? "MaxOnDemandThroughputExceeded"
                                                        : "ProvisionedThroughputExceeded"))
                                .resource(resource)
                                .build());
        return onDemand
                ? DynamodbErrors.throttlingException(
                        text(),
                        ThrottlingException.builder()
                                .message(text())
                                .throttlingReasons(reasons)
                                .build())
                : DynamodbErrors.provisionedThroughputExceededException(
                        text(),
                        ProvisionedThroughputExceededException.builder()
                                .message(text())
                                .throttlingReasons(reasons)
                                .build());
    }
}
