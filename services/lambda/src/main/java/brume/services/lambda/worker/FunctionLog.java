package brume.services.lambda.worker;

import brume.sandbox.ExtensionStatus;
import brume.sandbox.InvocationResult;
import brume.sandbox.LogSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The log of one execution environment: what the function writes between the lines that Lambda adds
 * itself, and the last 4 KB of the running invocation for {@code LogType: Tail}.
 */
final class FunctionLog implements LogSink {

    private static final int TAIL_BYTES = 4096;

    private final LogStream stream;
    private final int memoryMb;
    private final Optional<PlatformEvents> json;
    private String start = "";
    private byte[] tail = new byte[0];

    FunctionLog(
            LogStream stream,
            int memoryMb,
            String runtime,
            String runtimeArn,
            Optional<PlatformEvents> json) {
        this.stream = stream;
        this.memoryMb = memoryMb;
        this.json = json;
        String version =
                runtime.replaceFirst("^(python|provided|nodejs|java)", "$1:")
                        .replaceFirst("[.]x$", "");
        if (json.isPresent()) {
            json.get().initStart(version, runtimeArn).ifPresent(stream::add);
        } else {
            stream.add(
                    "INIT_START Runtime Version: "
                            + version
                            + "\tRuntime Version ARN: "
                            + runtimeArn
                            + "\n");
        }
    }

    @Override
    public synchronized void accept(String requestId, byte[] message) {
        if (!requestId.isEmpty()) {
            flushStart();
        }
        add(new String(message, StandardCharsets.UTF_8) + "\n");
    }

    /** An invocation begins; its first line follows what initialisation has written. */
    synchronized void begin(String requestId, String version) {
        tail = new byte[0];
        start =
                json.isPresent()
                        ? json.get().start(requestId, version).orElse("")
                        : "START RequestId: " + requestId + " Version: " + version + "\n";
    }

    /** What the extensions of a new environment have come to. */
    synchronized void extensions(List<ExtensionStatus> extensions) {
        for (ExtensionStatus each : extensions) {
            if (json.isPresent()) {
                json.get().extension(each).ifPresent(stream::add);
            } else {
                stream.add(
                        "EXTENSION\tName: "
                                + each.name()
                                + "\tState: "
                                + each.state()
                                + "\tEvents: ["
                                + String.join(", ", each.events())
                                + "]\n");
            }
        }
    }

    private void flushStart() {
        if (!start.isEmpty()) {
            String line = start;
            start = "";
            add(line);
        }
    }

    private void add(String line) {
        stream.add(line);
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        byte[] joined = Arrays.copyOf(tail, tail.length + bytes.length);
        System.arraycopy(bytes, 0, joined, tail.length, bytes.length);
        tail =
                joined.length > TAIL_BYTES
                        ? Arrays.copyOfRange(joined, joined.length - TAIL_BYTES, joined.length)
                        : joined;
    }

    /** The invocation is over: adds the closing lines and answers the tail. */
    synchronized byte[] end(String requestId, InvocationResult result, String now, int timeout) {
        flushStart();
        if (json.isPresent()) {
            json.get().report(requestId, result, memoryMb).ifPresent(this::add);
            return tail;
        }
        String status = "";
        switch (result.outcome()) {
            case SUCCESS, ERROR -> {}
            case TIMEOUT -> {
                add(
                        String.format(
                                Locale.ROOT,
                                "%s %s Task timed out after %.2f seconds\n\n",
                                now,
                                requestId,
                                (double) timeout));
                status = "\tStatus: timeout";
            }
            case INIT_ERROR -> status = "\tStatus: error\tError Type: " + result.errorType();
            case CRASH, OUT_OF_MEMORY -> {
                add(message(result) + "\n" + result.errorType() + "\n");
                status = "\tStatus: error\tError Type: " + result.errorType();
            }
        }
        add("END RequestId: " + requestId + "\n");
        String init =
                result.initMs() > 0
                        ? String.format(Locale.ROOT, "\tInit Duration: %.2f ms", result.initMs())
                        : "";
        add(
                String.format(
                        Locale.ROOT,
                        "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %.0f ms\tMemory"
                                + " Size: %d MB\tMax Memory Used: %d MB%s%s\t\n",
                        requestId,
                        result.invokeMs(),
                        Math.max(1, Math.ceil(result.invokeMs() + result.initMs())),
                        memoryMb,
                        Math.min(memoryMb, Math.max(1, result.maxMemoryUsedMb())),
                        init,
                        status));
        return tail;
    }

    private static String message(InvocationResult result) {
        String document = new String(result.payload(), StandardCharsets.UTF_8);
        int from = document.indexOf("RequestId: ");
        int to = document.lastIndexOf('"');
        return from < 0 || to < from ? document : document.substring(from, to);
    }
}
