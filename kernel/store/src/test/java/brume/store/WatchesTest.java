package brume.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WatchesTest {

    private static final long SEED = Long.getLong("brume.seed", 99L);

    private static Key randomKey(Random random, int lengthMin) {
        byte[] bytes = new byte[lengthMin + random.nextInt(5)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(3));
        }
        return Key.raw(bytes);
    }

    @Test
    void findsEveryWatchOfAKeyAndNoOther() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            Watches watches = new Watches();
            Set<Key> told = new HashSet<>();
            List<Key> prefixes = new ArrayList<>();
            for (int j = random.nextInt(30); j >= 0; j--) {
                Key prefix = randomKey(random, 0);
                prefixes.add(prefix);
                watches.add(prefix, () -> told.add(prefix));
            }
            Key written = randomKey(random, 1);
            PendingWrites writes = new PendingWrites();
            writes.put(written, new byte[0]);
            watches.tell(List.of(new Commit(0, List.of(), List.of(), writes)));

            Set<Key> expected = new HashSet<>(prefixes);
            expected.removeIf(prefix -> !written.startsWith(prefix));
            assertThat(told).as("seed %d, case %d: %s", SEED, i, written).isEqualTo(expected);
        }
    }
}
