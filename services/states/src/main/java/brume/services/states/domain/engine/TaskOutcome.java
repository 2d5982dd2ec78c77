package brume.services.states.domain.engine;

import brume.services.states.domain.data.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What came of a task. */
public sealed interface TaskOutcome {

    record Succeeded(Payload output) implements TaskOutcome {}

    record Failed(Failure failure) implements TaskOutcome {}

    /**
     * The outcome in its stored form: {@code {output}} with JSON text, or {@code {error, cause}}.
     */
    default Payload payload() {
        ObjectNode stored = JsonNodeFactory.instance.objectNode();
        switch (this) {
            case Succeeded succeeded -> stored.put("output", succeeded.output().text());
            case Failed failed ->
                    stored.put("error", failed.failure().error())
                            .put("cause", failed.failure().cause());
        }
        return Payload.of(stored);
    }

    /** Reads the stored form. */
    static TaskOutcome of(Payload stored) {
        JsonNode fields = stored.node();
        return fields.has("output")
                ? new Succeeded(Payload.ofText(fields.get("output").textValue()))
                : new Failed(
                        new Failure(
                                fields.path("error").textValue(),
                                fields.path("cause").textValue()));
    }
}
