package brume.sandbox;

import brume.base.Ids;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;

/** One extension of an environment; {@link Extensions} guards its state. */
final class Extension {

    /** What an extension asks to be told of. */
    enum Event {
        INVOKE,
        SHUTDOWN
    }

    /** How far it is; the names are those of AWS's open runtime interface emulator. */
    enum State {
        STARTED("Started"),
        REGISTERED("Registered"),
        READY("Ready"),
        RUNNING("Running"),
        INIT_ERROR("InitError"),
        EXIT_ERROR("ExitError");

        private final String text;

        State(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    final String name;
    final boolean external;
    final String id = Ids.uuid();

    /** The events that it has not asked for yet, as documents. */
    final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

    Set<Event> subscribed = Set.of();
    State state = State.STARTED;

    Extension(String name, boolean external) {
        this.name = name;
        this.external = external;
    }

    /** Changes the state, if that is allowed. */
    void become(State next) {
        boolean allowed =
                switch (next) {
                    case STARTED -> false;
                    case REGISTERED -> state == State.STARTED;
                    case READY -> state == State.REGISTERED || state == State.RUNNING;
                    case RUNNING -> state == State.READY;
                    case INIT_ERROR -> state == State.REGISTERED || state == State.INIT_ERROR;
                    case EXIT_ERROR -> state != State.STARTED && state != State.INIT_ERROR;
                };
        if (!allowed) {
            throw new ExtensionException(
                    "Extension.InvalidExtensionState",
                    "State transition from "
                            + state
                            + " to "
                            + next
                            + " failed for extension "
                            + (next == State.REGISTERED ? name : id)
                            + ". Error: State transition is not allowed");
        }
        state = next;
    }

    ExtensionStatus status() {
        return new ExtensionStatus(
                name, state.toString(), subscribed.stream().map(Enum::name).sorted().toList());
    }
}
