package brume.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What an environment runs, and its limits.
 *
 * @param code the function's files, readable by everybody; appears as {@code /var/task}
 * @param layers the merged layers, appearing as {@code /opt}
 * @param environment the function's own variables together with its credentials and region; the
 *     variables that Lambda reserves are added by the sandbox
 * @param memoryMb the function's memory
 * @param timeout the longest that one invocation may take
 * @param tmpMb the size of {@code /tmp}
 */
public record SandboxSpec(
        String functionName,
        String functionVersion,
        String accountId,
        String runtime,
        String handler,
        Path code,
        Optional<Path> layers,
        Map<String, String> environment,
        int memoryMb,
        Duration timeout,
        int tmpMb,
        Network network,
        String logGroup,
        String logStream,
        LogSink logSink) {

    public SandboxSpec {
        environment = Map.copyOf(environment);
        if (memoryMb < 1 || tmpMb < 1) {
            throw new IllegalArgumentException("memory and /tmp need at least 1 MB");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive");
        }
    }
}
