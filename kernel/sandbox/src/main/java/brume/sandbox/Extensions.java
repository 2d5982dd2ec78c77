package brume.sandbox;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of one environment: who has registered, for which events, and for whom the
 * environment waits. External ones are the programs of {@code /opt/extensions}, internal ones
 * register from within the runtime's process.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html">
 *     Extensions API</a>
 */
final class Extensions {

    /** Where a layer has its external extensions. */
    static final String FOLDER = "extensions";

    /** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
    static final int EXTENSIONS_MAX = 10;

    private final Map<String, Extension> byName = new LinkedHashMap<>();
    private final CompletableFuture<Void> registered = new CompletableFuture<>();
    private final Set<Extension> awaited = new LinkedHashSet<>();
    private CompletableFuture<Void> idle = new CompletableFuture<>();
    private boolean registrationOver;
    private Optional<String> failure = Optional.empty();

    /**
     * Those of one environment.
     *
     * @param external the names of the programs that are started with it
     */
    Extensions(List<String> external) {
        for (String name : external) {
            Extension extension = new Extension(name, true);
            byName.put(name, extension);
            awaited.add(extension);
        }
        if (external.isEmpty()) {
            registered.complete(null);
            idle.complete(null);
        }
    }

    /** Whether programs run beside the runtime. */
    synchronized boolean external() {
        return byName.values().stream().anyMatch(e -> e.external);
    }

    synchronized List<ExtensionStatus> statuses() {
        return byName.values().stream().map(Extension::status).toList();
    }

    // ---- what an extension asks for

    /**
     * Registers an extension.
     *
     * @throws ExtensionException if it may not register, or not for these events
     */
    Extension register(String name, List<String> events) {
        Extension extension;
        boolean all;
        synchronized (this) {
            Extension known = byName.get(name);
            Set<Extension.Event> wanted = parse(events, known != null && known.external);
            extension = known != null && known.external ? known : internal(name, known);
            extension.become(Extension.State.REGISTERED);
            extension.subscribed = wanted;
            all = byName.values().stream().noneMatch(e -> e.state == Extension.State.STARTED);
        }
        if (all) {
            registered.complete(null);
        }
        return extension;
    }

    private static Set<Extension.Event> parse(List<String> events, boolean external) {
        Set<Extension.Event> wanted = EnumSet.noneOf(Extension.Event.class);
        for (String event : events) {
            switch (event) {
                case "INVOKE" -> wanted.add(Extension.Event.INVOKE);
                case "SHUTDOWN" -> {
                    if (!external) {
                        throw invalidEvent(event, "ShutdownEventNotSupportedForInternalExtension");
                    }
                    wanted.add(Extension.Event.SHUTDOWN);
                }
                default -> throw invalidEvent(event, "ErrorInvalidEventType");
            }
        }
        return wanted;
    }

    private static ExtensionException invalidEvent(String event, String reason) {
        return new ExtensionException("Extension.InvalidEventType", event + ": " + reason);
    }

    private Extension internal(String name, @Nullable Extension known) {
        if (registrationOver) {
            throw new ExtensionException(
                    "Extension.RegistrationClosed", "Extension registration closed already");
        } else if (known != null) {
            throw new ExtensionException(
                    "Extension.InvalidExtensionState",
                    "Extension with this name already registered");
        } else if (byName.size() >= EXTENSIONS_MAX) {
            throw new ExtensionException(
                    "Extension.TooManyExtensions",
                    "Extension limit (" + EXTENSIONS_MAX + ") reached");
        }
        Extension extension = new Extension(name, false);
        byName.put(name, extension);
        if (awaited.isEmpty()) {
            idle = new CompletableFuture<>();
        }
        awaited.add(extension);
        return extension;
    }

    /**
     * Waits for an extension's next event, a JSON document.
     *
     * @throws ExtensionException if it is unknown or asks while it waits already
     */
    String next(String id) throws InterruptedException {
        Extension extension;
        Optional<CompletableFuture<Void>> over = Optional.empty();
        synchronized (this) {
            extension = identified(id);
            extension.become(Extension.State.READY);
            if (awaited.remove(extension) && awaited.isEmpty()) {
                over = Optional.of(idle);
            }
        }
        // Not under the lock: who waits for it calls the pool, which calls this environment.
        over.ifPresent(phase -> phase.complete(null));
        String event = extension.events.take();
        synchronized (this) {
            extension.become(Extension.State.RUNNING);
        }
        return event;
    }

    /**
     * Notes that an extension has failed; its program shall end now.
     *
     * @param state INIT_ERROR or EXIT_ERROR
     * @throws ExtensionException if it is unknown or past that state
     */
    synchronized void fail(String id, Extension.State state) {
        identified(id).become(state);
        if (failure.isEmpty()) {
            failure = Optional.of("Extension." + state);
        }
    }

    private Extension identified(String id) {
        return byName.values().stream()
                .filter(e -> e.id.equals(id) && e.state != Extension.State.STARTED)
                .findFirst()
                .orElseThrow(() ->
                        new ExtensionException(
                                "Extension.UnknownExtensionIdentifier", "Unknown extension " + id));
    }

    // ---- what the environment asks for

    /** The runtime may start when every external extension has registered. */
    void awaitRegistered() throws InterruptedException {
        try {
            var ignored = registered.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Done when all that the present phase waits for have asked for their next event. */
    synchronized CompletableFuture<Void> idle() {
        return idle;
    }

    /** The runtime has initialised: nobody registers any more. */
    synchronized void closeRegistration() {
        registrationOver = true;
    }

    /** The type of error of an environment that ended because one of its programs has ended. */
    synchronized String errorType(boolean couldNotStart) {
        return failure.orElse(couldNotStart ? "Extension.LaunchError" : "Extension.Crash");
    }

    /** Tells those who subscribed to it of an invocation, which begins now. */
    synchronized void invoke(PendingInvocation pending) {
        if (byName.isEmpty()) {
            return;
        }
        Invocation invocation = pending.invocation();
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("eventType", Extension.Event.INVOKE);
        event.put("deadlineMs", pending.deadlineMs());
        event.put("requestId", invocation.requestId());
        event.put("invokedFunctionArn", invocation.functionArn());
        invocation
                .traceId()
                .ifPresent(
                        t -> event.put("tracing", Map.of("type", "X-Amzn-Trace-Id", "value", t)));
        for (Extension extension : tell(Extension.Event.INVOKE, Json.write(event))) {
            if (awaited.isEmpty()) {
                idle = new CompletableFuture<>();
            }
            awaited.add(extension);
        }
    }

    /**
     * Tells those who subscribed to it that the environment ends.
     *
     * @param reason spindown, timeout or failure
     */
    synchronized void shutDown(String reason, long deadlineMs) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("eventType", Extension.Event.SHUTDOWN);
        event.put("shutdownReason", reason);
        event.put("deadlineMs", deadlineMs);
        List<Extension> ignored = tell(Extension.Event.SHUTDOWN, Json.write(event));
    }

    private List<Extension> tell(Extension.Event event, String document) {
        List<Extension> told =
                byName.values().stream().filter(e -> e.subscribed.contains(event)).toList();
        told.forEach(extension -> extension.events.add(document));
        return told;
    }
}
