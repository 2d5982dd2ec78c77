package brume.services.events.domain;

import brume.base.Scope;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The JSON form of an event, its members in AWS's order. */
public final class EventEnvelope {

    private EventEnvelope() {}

    public static ObjectNode of(
            String id,
            String detailType,
            String source,
            Scope scope,
            Instant time,
            List<String> resources,
            JsonNode detail) {
        ObjectNode event = Documents.object();
        event.put("version", "0");
        event.put("id", id);
        event.put("detail-type", detailType);
        event.put("source", source);
        event.put("account", scope.account().value());
        event.put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        event.put("region", scope.region().value());
        resources.forEach(event.putArray("resources")::add);
        event.set("detail", detail);
        return event;
    }

    /** What a schedule sends to its targets. */
    public static ObjectNode scheduled(String id, Scope scope, Instant time, String ruleArn) {
        return of(
                id,
                "Scheduled Event",
                "aws.events",
                scope,
                time,
                List.of(ruleArn),
                Documents.object());
    }
}
