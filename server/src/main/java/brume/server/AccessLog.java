package brume.server;

import brume.base.Clock;
import brume.pipeline.Answer;
import brume.wire.Documents;
import brume.wire.HttpRequest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;

/** One JSON line for each request: who asked for what, when, and what came of it. */
final class AccessLog {

    private final Clock clock;
    private final PrintStream out;

    AccessLog(Clock clock, PrintStream out) {
        this.clock = clock;
        this.out = out;
    }

    void write(HttpRequest request, Answer answer, String requestId, long durationNanos) {
        ObjectNode line = Documents.object();
        line.put("time", clock.now().toString());
        line.put("requestId", requestId);
        line.put("sourceIp", request.sourceIp());
        line.put("method", request.method());
        line.put("host", request.host());
        // Queries may carry signatures and session tokens; they stay out of the log.
        line.put("path", request.path());
        line.put("service", answer.service());
        line.put("operation", answer.operation());
        line.put("principal", answer.principal());
        line.put("status", answer.response().status());
        line.put("requestBytes", request.body().length);
        line.put("responseBytes", answer.response().bodyBytes());
        line.put("durationMicros", durationNanos / 1000);
        out.println(line);
    }
}
