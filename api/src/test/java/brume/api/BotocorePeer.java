package brume.api;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A Python process with botocore. */
final class BotocorePeer implements AutoCloseable {

    private final Process process;
    private final BufferedWriter out;
    private final BufferedReader in;

    private BotocorePeer(Process process) {
        this.process = process;
        this.out = process.outputWriter(StandardCharsets.UTF_8);
        this.in = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it; empty where there is no Python with botocore. */
    static Optional<BotocorePeer> start(Path folder) throws IOException {
        Path script = folder.resolve("botocore_peer.py");
        try (InputStream source = BotocorePeer.class.getResourceAsStream("/botocore_peer.py")) {
            if (source == null) {
                throw new IllegalStateException("no botocore_peer.py");
            }
            Files.write(script, source.readAllBytes());
        }
        Process process;
        try {
            process =
                    new ProcessBuilder("python3", script.toString())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            return Optional.empty();
        }
        BotocorePeer peer = new BotocorePeer(process);
        String ready = peer.in.readLine();
        if (ready == null) {
            peer.close();
            return Optional.empty();
        }
        return Optional.of(peer);
    }

    JsonNode ask(JsonNode message) {
        try {
            out.write(Documents.text(message));
            out.write('\n');
            out.flush();
            String line = in.readLine();
            if (line == null) {
                throw new IllegalStateException("botocore has ended");
            }
            return Documents.parse(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
