package brume.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyTest {

    private static final long SEED = Long.getLong("brume.seed", 20_260_731L);

    /** A tuple of byte strings and longs; elements of one position have one type. */
    private record Tuple(List<Object> elements) {

        Key key() {
            Key key = Key.of();
            for (Object element : elements) {
                key =
                        element instanceof Long number
                                ? key.with(number)
                                : key.with((byte[]) element);
            }
            return key;
        }

        int compare(Tuple other) {
            for (int i = 0; i < Math.min(elements.size(), other.elements.size()); i++) {
                int order =
                        elements.get(i) instanceof Long number
                                ? Long.compare(number, (Long) other.elements.get(i))
                                : Arrays.compareUnsigned(
                                        (byte[]) elements.get(i), (byte[]) other.elements.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(elements.size(), other.elements.size());
        }
    }

    private static Tuple random(Random random) {
        List<Object> elements = new ArrayList<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            if (i % 2 == 1) {
                elements.add(random.nextBoolean() ? random.nextLong() : random.nextInt(3) - 1L);
            } else {
                byte[] bytes = new byte[random.nextInt(4)];
                for (int j = 0; j < bytes.length; j++) {
                    bytes[j] = new byte[] {0, 1, 'a', (byte) 0xff, (byte) 0x80}[random.nextInt(5)];
                }
                elements.add(bytes);
            }
        }
        return new Tuple(elements);
    }

    @Test
    void keysSortAsTheirTuplesDo() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            Tuple a = random(random);
            Tuple b = random(random);
            assertThat(Integer.signum(a.key().compareTo(b.key())))
                    .as("seed %d, case %d: %s against %s", SEED, i, a.key(), b.key())
                    .isEqualTo(Integer.signum(a.compare(b)));
        }
    }

    @Test
    void keysReadBackAsTheirTuples() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50_000; i++) {
            Tuple tuple = random(random);
            Key prefix = Key.of("table");
            Key key = prefix.withRaw(tuple.key().toBytes());
            KeyReader reader = key.after(prefix);
            for (Object element : tuple.elements) {
                if (element instanceof Long number) {
                    assertThat(reader.number()).as("seed %d, case %d", SEED, i).isEqualTo(number);
                } else {
                    assertThat(reader.byteString())
                            .as("seed %d, case %d", SEED, i)
                            .isEqualTo(element);
                }
            }
            assertThat(reader.hasMore()).isFalse();
        }
    }

    @Test
    void aPrefixRangeHoldsWhatStartsWithIt() {
        Key prefix = Key.of("orders");
        Range range = Range.prefix(prefix);

        assertThat(range.contains(prefix)).isTrue();
        assertThat(range.contains(prefix.with("\uffff").with(Long.MAX_VALUE))).isTrue();
        assertThat(range.contains(Key.of("orders2"))).isFalse();
        assertThat(range.contains(Key.of("order"))).isFalse();
        assertThat(Range.after(prefix, prefix.with("a")).contains(prefix.with("a"))).isFalse();
        assertThat(Range.after(prefix, prefix.with("a")).contains(prefix.with("a\0"))).isTrue();
    }
}
