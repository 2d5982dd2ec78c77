package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbErrors;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Calls;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the operations on Kinesis destinations of tables have in common. Source of the texts:
 * answers of AWS recorded by ack-api-quirks (DDB-TABLE-299 to 302 and 318).
 */
final class KinesisDestination {

    private static final String STATE =
            "Table is not in a valid state to enable Kinesis Streaming Destination: ";

    private KinesisDestination() {}

    /**
     * The name of the table.
     *
     * @throws ServiceException ResourceNotFoundException
     */
    static String present(Database database, Call call, String table) {
        String name = TableNames.checked(table);
        if (database.tables().find(call.scope(), name).isEmpty()) {
            throw Tables.notFound(name);
        }
        return name;
    }

    /**
     * Asks Kinesis for the stream, as the caller. AWS accepts every stream here and shows
     * ENABLE_FAILED afterwards; an error at once is what whoever waits for ACTIVE can act on.
     *
     * @throws ServiceException ResourceNotFoundException if there is no such stream for the caller
     */
    static void requireStream(Calls calls, Call call, String streamArn) {
        ObjectNode input = Documents.object();
        input.put("StreamARN", streamArn);
        try {
            calls.invoke("kinesis", "DescribeStreamSummary", input, call.principal(), call.scope());
        } catch (ServiceException e) {
            throw DynamodbErrors.resourceNotFoundException(
                    "Requested resource not found: Stream: "
                            + streamArn
                            + " not found: "
                            + e.getMessage());
        }
    }

    static InvalidRequest invalidState(String reason) {
        return new InvalidRequest(STATE + reason);
    }
}
