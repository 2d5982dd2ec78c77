package brume.server;

import brume.http.HttpLibrary;
import brume.server.ServerOptions.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.LogManager;

/** The entry point; {@code ./brume} calls it. */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws Exception {
        configureLogging();
        List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        try {
            switch (args.length == 0 ? "" : args[0]) {
                case "start" -> serve(ServerOptions.parse(rest));
                case "train" -> Training.run();
                case "parity" -> System.out.print(Training.parity());
                case "sfn" -> sfn(rest);
                default -> throw new UsageException("expected start, train, parity or sfn");
            }
        } catch (UsageException e) {
            System.err.println("brume: " + e.getMessage());
            System.exit(2);
        }
    }

    private static void sfn(List<String> args) throws UsageException, InterruptedException {
        if (args.isEmpty() || !args.getFirst().equals("graph")) {
            throw new UsageException("expected sfn graph");
        }
        try {
            GraphCommand.run(args.subList(1, args.size()), System.getenv());
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("brume: " + reason(e));
            System.exit(1);
        }
    }

    private static void serve(ServerOptions options) throws IOException, InterruptedException {
        HttpLibrary.prepare();
        Brume server;
        try {
            server = Brume.start(options);
        } catch (IOException | RuntimeException e) {
            System.err.println("brume: cannot start: " + reason(e));
            System.exit(1);
            return;
        }
        RunFiles files = RunFiles.write(options.data(), server.url());
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(() -> {
                                    server.close();
                                    files.delete();
                                    stopped.countDown();
                                }));
        System.out.println("Brume " + Brume.VERSION + " is ready at " + server.url());
        System.out.flush();
        stopped.await();
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static void configureLogging() throws IOException {
        try (var config = Main.class.getResourceAsStream("/logging.properties")) {
            if (config != null) {
                LogManager.getLogManager().readConfiguration(config);
            }
        }
    }

    /** The pid and the URL of a running server, for {@code ./brume stop} and {@code status}. */
    private record RunFiles(Path pid, Path url) {

        static RunFiles write(Path data, String address) throws IOException {
            RunFiles files = new RunFiles(data.resolve("brume.pid"), data.resolve("brume.url"));
            Files.writeString(files.pid, ProcessHandle.current().pid() + "\n");
            Files.writeString(files.url, address + "\n");
            return files;
        }

        void delete() {
            try {
                Files.deleteIfExists(pid);
                Files.deleteIfExists(url);
            } catch (IOException e) {
                System.err.println("brume: " + e.getMessage());
            }
        }
    }
}
