package brume.services.dynamodb.worker;

import brume.api.logs.CreateLogGroupRequest;
import brume.api.logs.CreateLogStreamRequest;
import brume.api.logs.InputLogEvent;
import brume.api.logs.LogsApi;
import brume.api.logs.PutLogEventsRequest;
import brume.services.dynamodb.domain.Import;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.Documents;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells CloudWatch Logs, as the caller of an import, what could not be imported. Who may not write
 * there gets no log; the import goes on. Source of the form: Developer Guide, "Import format quotas
 * and validation", "Viewing error logs".
 */
final class ImportLog {

    private static final Logger LOG = LoggerFactory.getLogger(ImportLog.class);

    /** The group of all imports. */
    static final String GROUP = "/aws-dynamodb/imports";

    /** Errors of one import that are told; source: the same page. */
    private static final int ERRORS_MAX = 10_000;

    private final Calls calls;
    private final Import job;
    private final Principal principal;
    private final List<InputLogEvent> pending = new ArrayList<>();

    ImportLog(Calls calls, Import job) {
        this.calls = calls;
        this.job = job;
        this.principal = job.caller().principal();
    }

    /** Notes an error. */
    void add(String key, long index, String message, long nowMillis) {
        ObjectNode event = Documents.object();
        event.putObject("itemS3Pointer")
                .put("bucket", job.source().bucket())
                .put("key", key)
                .put("itemIndex", index);
        event.put("importArn", arn(job));
        event.putArray("errorMessages").add(message);
        pending.add(
                InputLogEvent.builder()
                        .timestamp(nowMillis)
                        .message(Documents.text(event))
                        .build());
    }

    static String arn(Import job) {
        return job.table()
                .scope()
                .arn("dynamodb", "table/" + job.table().name() + "/import/" + job.id())
                .toString();
    }

    /**
     * Sends what was noted.
     *
     * @param sent how many errors there were before
     */
    void flush(long sent) {
        if (pending.isEmpty()) {
            return;
        }
        List<InputLogEvent> events = List.copyOf(pending);
        pending.clear();
        if (sent >= ERRORS_MAX) {
            return;
        }
        String stream = job.id() + "/error";
        invoke(
                LogsApi.CREATE_LOG_GROUP,
                CreateLogGroupRequest.builder().logGroupName(GROUP).build());
        invoke(
                LogsApi.CREATE_LOG_STREAM,
                CreateLogStreamRequest.builder().logGroupName(GROUP).logStreamName(stream).build());
        invoke(
                LogsApi.PUT_LOG_EVENTS,
                PutLogEventsRequest.builder()
                        .logGroupName(GROUP)
                        .logStreamName(stream)
                        .logEvents(events)
                        .build());
    }

    private <I extends Shape, O extends Shape> void invoke(OperationModel<I, O> model, I input) {
        try {
            calls.invoke(model, input, principal, job.table().scope());
        } catch (ServiceException e) {
            if (!e.error().name().equals("ResourceAlreadyExistsException")) {
                LOG.info("Import {}: no log of errors: {}", job.id(), e.getMessage());
            }
        }
    }
}
