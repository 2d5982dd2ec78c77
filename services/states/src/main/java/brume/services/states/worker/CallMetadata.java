package brume.services.states.worker;

import brume.base.Ids;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the optimised integrations add to the output of an operation: status and headers of the
 * answer, as the Java SDK 1 shows them. Source of the headers' names and letters: LocalStack's
 * recordings of each service (tests/aws/services/stepfunctions/v2/services).
 */
final class CallMetadata {

    /** Such as {@code connection} or {@code Connection}: the servers of AWS differ. */
    private final String connectionHeader;

    private final Map<String, String> more;

    private CallMetadata(String connectionHeader, Map<String, String> more) {
        this.connectionHeader = connectionHeader;
        this.more = more;
    }

    /** The headers of DynamoDB. */
    static CallMetadata ofDynamodb() {
        return new CallMetadata("Connection", Map.of("Server", "Server"));
    }

    /** The headers of Lambda. */
    static CallMetadata ofLambda() {
        return new CallMetadata("Connection", Map.of());
    }

    /** The headers of the other services. */
    static CallMetadata common() {
        return new CallMetadata("connection", Map.of());
    }

    /**
     * Adds the metadata of an answer.
     *
     * @param length of the answer's body, bytes
     */
    void addTo(ObjectNode output, int status, String contentType, int length, Instant now) {
        String requestId = Ids.uuid();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(more);
        headers.put(connectionHeader, "keep-alive");
        headers.put("Content-Length", Integer.toString(length));
        headers.put("Content-Type", contentType);
        headers.put(
                "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
        headers.put("x-amzn-RequestId", requestId);
        ObjectNode all = Documents.object();
        ObjectNode single = Documents.object();
        headers.forEach((name, value) -> {
            all.putArray(name).add(value);
            single.put(name, value);
        });
        ObjectNode http = output.putObject("SdkHttpMetadata");
        http.set("AllHttpHeaders", all);
        http.set("HttpHeaders", single);
        http.put("HttpStatusCode", status);
        output.putObject("SdkResponseMetadata").put("RequestId", requestId);
    }
}
