package brume.events;

import static org.assertj.core.api.Assertions.assertThat;

import brume.store.Durability;
import brume.store.RocksStore;
import brume.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeadLettersTest {

    @Test
    void theOldestAreDroppedAlsoAfterARestart(@TempDir Path folder) {
        try (Store store = RocksStore.open(folder, Durability.RELAXED)) {
            DeadLetters letters = new DeadLetters("work", 3);
            for (int i = 0; i < 5; i++) {
                bury(store, letters, i);
            }
            expect(store, letters, 2, 3, 4);
            DeadLetters restarted = new DeadLetters("work", 2);
            bury(store, restarted, 5);
            expect(store, restarted, 4, 5);
        }
    }

    @Test
    void whatIsGoneIsNotBuried(@TempDir Path folder) {
        try (Store store = RocksStore.open(folder, Durability.RELAXED)) {
            DeadLetters letters = new DeadLetters("work", 3);
            letters.move(store, message(1), 1, "late");
            expect(store, letters);
        }
    }

    private static StoredMessage message(int number) {
        return new StoredMessage("work", 7, number, 7, 2, new byte[] {1});
    }

    private static void bury(Store store, DeadLetters letters, int number) {
        store.transact(transaction -> {
            MessageRows.put(transaction, message(number));
            return null;
        });
        letters.move(store, message(number), 1000 + number, "broken");
    }

    private static void expect(Store store, DeadLetters letters, Integer... numbers) {
        List<DeadLetter> found = store.read(reader -> letters.list(reader, 100));
        assertThat(found)
                .extracting(letter -> Math.toIntExact(letter.id().number()))
                .containsExactly(numbers);
    }
}
