package brume.services.dynamodb.value;

import static org.assertj.core.api.Assertions.assertThat;

import brume.wire.Blob;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The search within texts, against the JDK's, and on what is worst for a plain search. */
final class TextSearchTest {

    private static final long SEED = 20261126;

    @Test
    void findsWhatTheJdkFinds() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 20_000; round++) {
            String text = text(random, random.nextInt(200));
            int from = random.nextInt(text.length() + 1);
            String part = text.substring(from, random.nextInt(from, text.length() + 1));
            String changed = random.nextBoolean() ? part : part + text(random, 1);
            assertThat(TextSearch.contains(text, changed))
                    .as("%s in %s", changed, text)
                    .isEqualTo(text.contains(changed));
        }
    }

    /** Of two letters only, so that parts begin alike at many places. */
    private static String text(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(random.nextInt(8) == 0 ? 'b' : 'a');
        }
        return text.toString();
    }

    /** A search in the product of the lengths would take minutes. */
    @Test
    @Timeout(60)
    void longPartsThatAlmostFit() {
        String text = "a".repeat(400_000);
        String part = "a".repeat(200_000);
        assertThat(TextSearch.contains(text, part + 'b')).isFalse();
        assertThat(TextSearch.contains(text + 'b', part + 'b')).isTrue();
        Value bytes = new Value.B(Blob.of(new byte[400_000]));
        byte[] sought = new byte[200_000];
        assertThat(Comparison.contains(bytes, new Value.B(Blob.of(sought.clone())))).isTrue();
        sought[sought.length - 1] = 1;
        assertThat(Comparison.contains(bytes, new Value.B(Blob.of(sought)))).isFalse();
    }

    /** Without an order among them, a hash table would compare each with every other. */
    @Test
    @Timeout(60)
    void byteStringsOfOneHash() {
        HashSet<Blob> members = new HashSet<>();
        for (int number = 0; number < 100_000; number++) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 17; bit++) {
                text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
            }
            members.add(Blob.ofText(text.toString()));
        }
        assertThat(members).hasSize(100_000);
        assertThat(members.stream().mapToInt(Blob::hashCode).distinct().count()).isEqualTo(1);
    }
}
