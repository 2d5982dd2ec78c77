package brume.sandbox;

import java.util.List;

/**
 * What is told about an extension.
 *
 * @param state as AWS's open runtime interface emulator names it, such as Ready
 * @param events what it is told of, sorted: INVOKE, SHUTDOWN
 */
public record ExtensionStatus(String name, String state, List<String> events) {

    public ExtensionStatus {
        events = List.copyOf(events);
    }
}
