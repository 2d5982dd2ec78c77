package brume.server;

import brume.http.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The options of {@code brume start}.
 *
 * @param tls empty for plain HTTP
 * @param relaxed acknowledges writes before they are synced; for throw-away runs
 * @param throughputLimited refuses what exceeds the capacity that tables were given
 * @param testClock lets clients move the server's time
 */
record ServerOptions(
        String host,
        int port,
        Path data,
        boolean relaxed,
        boolean throughputLimited,
        Tls tls,
        boolean testClock,
        boolean accessLog,
        List<String> corsOrigins) {

    /** How connections are encrypted. */
    sealed interface Tls {
        record None() implements Tls {}

        record SelfSigned() implements Tls {}

        record Files(TlsFiles files) implements Tls {}
    }

    /** A command line that cannot be understood, with a reason for the user. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String reason) {
            super(reason);
        }
    }

    /** Reads {@code --name value} and {@code --name=value} options. */
    static ServerOptions parse(List<String> args) throws UsageException {
        CommandLine line = new CommandLine(args);
        Optional<Path> certificate = line.take("--tls-cert").map(Path::of);
        Optional<Path> key = line.take("--tls-key").map(Path::of);
        if (certificate.isPresent() != key.isPresent()) {
            throw new UsageException("--tls-cert and --tls-key go together");
        }
        boolean selfSigned = line.takeFlag("--tls");
        Tls tls = selfSigned ? new Tls.SelfSigned() : new Tls.None();
        if (certificate.isPresent()) {
            tls = new Tls.Files(new TlsFiles(certificate.get(), key.orElseThrow()));
        }
        ServerOptions options =
                new ServerOptions(
                        line.take("--host").orElse("127.0.0.1"),
                        port(line.take("--port").orElse("4566")),
                        Path.of(line.take("--data").orElse("./.brume/data")),
                        relaxed(line.take("--durability").orElse("sync")),
                        throughputLimited(line.take("--throughput").orElse("unlimited")),
                        tls,
                        line.takeFlag("--test-clock"),
                        line.takeFlag("--access-log"),
                        line.take("--cors-origins")
                                .map(list -> List.of(list.split(",")))
                                .orElse(List.of()));
        line.expectEmpty();
        return options;
    }

    private static int port(String text) throws UsageException {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Falls through to the explanation.
        }
        throw new UsageException("--port wants a number from 0 to 65535, not " + text);
    }

    private static boolean relaxed(String text) throws UsageException {
        return switch (text) {
            case "sync" -> false;
            case "relaxed" -> true;
            default -> throw new UsageException("--durability is sync or relaxed, not " + text);
        };
    }

    private static boolean throughputLimited(String text) throws UsageException {
        return switch (text) {
            case "unlimited" -> false;
            case "enforced" -> true;
            default ->
                    throw new UsageException("--throughput is enforced or unlimited, not " + text);
        };
    }
}
