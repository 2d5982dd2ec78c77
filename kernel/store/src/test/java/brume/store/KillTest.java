package brume.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child process writes and says what was acknowledged; it is killed; nothing may be missing. */
final class KillTest {

    private static final int WRITERS = 8;

    /**
     * The child: each writer puts its next number under two keys in one transaction, then says so.
     */
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) {
            Store store = RocksStore.open(Path.of(arguments[0]), Durability.SYNC);
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                Thread.ofPlatform().start(() -> write(store, writer));
            }
        }

        private static void write(Store store, int writer) {
            long first = store.read(reader -> last(reader, "left", writer)) + 1;
            for (long number = first; ; number++) {
                long next = number;
                store.transact(transaction -> {
                    transaction.put(key("left", writer).with(next), new byte[500]);
                    transaction.put(key("right", writer).with(next), new byte[500]);
                    transaction.append(Key.of("log"), logged(writer, next));
                    return null;
                });
                System.out.println(writer + " " + next);
                if (System.out.checkError()) {
                    // The test itself has ended.
                    System.exit(1);
                }
            }
        }
    }

    private static Key key(String side, int writer) {
        return Key.of(side).with(writer);
    }

    private static byte[] logged(int writer, long number) {
        return ByteBuffer.allocate(12).putInt(writer).putLong(number).array();
    }

    /** The greatest number of a writer in the log, which must count without gap or repetition. */
    private static long lastLogged(Reader reader, int writer) {
        long[] last = {-1};
        reader.scan(
                Range.prefix(Key.of("log")),
                (key, row) -> {
                    ByteBuffer logged = ByteBuffer.wrap(row);
                    if (logged.getInt() == writer) {
                        assertThat(logged.getLong()).isEqualTo(++last[0]);
                    }
                    return true;
                });
        return last[0];
    }

    /** The greatest number of a writer; fails if one before it is missing. */
    private static long last(Reader reader, String side, int writer) {
        Key prefix = key(side, writer);
        long[] last = {-1};
        reader.scan(
                Range.prefix(prefix),
                (key, value) -> {
                    long number = key.after(prefix).number();
                    assertThat(number).isEqualTo(last[0] + 1);
                    last[0] = number;
                    return true;
                });
        return last[0];
    }

    @Test
    void nothingAcknowledgedIsLostAndNothingIsHalfDone(@TempDir Path folder) throws Exception {
        Map<Integer, Long> acknowledged = new HashMap<>();
        for (int kill = 0; kill < 4; kill++) {
            runAndKill(folder, 300 + 250 * kill, acknowledged);
            try (Store store = RocksStore.open(folder, Durability.SYNC)) {
                store.read(reader -> {
                    check(reader, acknowledged);
                    return null;
                });
            }
        }
        assertThat(acknowledged).hasSize(WRITERS);
    }

    private static void check(Reader reader, Map<Integer, Long> acknowledged) {
        for (int writer = 0; writer < WRITERS; writer++) {
            long left = last(reader, "left", writer);
            assertThat(last(reader, "right", writer)).isEqualTo(left);
            assertThat(lastLogged(reader, writer)).isEqualTo(left);
            assertThat(left).isGreaterThanOrEqualTo(acknowledged.getOrDefault(writer, -1L));
        }
    }

    private static void runAndKill(Path folder, int lines, Map<Integer, Long> acknowledged)
            throws Exception {
        Process child =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Child.class.getName(),
                                        folder.toString()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                String line = out.readLine();
                assertThat(line).as("the child ended early").isNotNull();
                record(line, acknowledged);
            }
            // Through the handle, which leaves the pipe open: what it said before it died counts
            // too, except for a last line that may be cut.
            child.toHandle().destroyForcibly();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (out.ready()) {
                    record(line, acknowledged);
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private static void record(String line, Map<Integer, Long> acknowledged) {
        String[] parts = line.split(" ", 2);
        acknowledged.merge(Integer.valueOf(parts[0]), Long.valueOf(parts[1]), Math::max);
    }
}
