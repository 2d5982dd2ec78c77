package brume.services.states.domain.engine;

import brume.services.states.domain.data.Payload;
import java.util.List;

/** What the ItemSelector of a Map state makes of items. */
public sealed interface MapItems {

    record Selected(List<Payload> inputs) implements MapItems {}

    record Failed(Failure failure) implements MapItems {}

    /** The state does not wait for the map run any more. */
    record Over() implements MapItems {}
}
