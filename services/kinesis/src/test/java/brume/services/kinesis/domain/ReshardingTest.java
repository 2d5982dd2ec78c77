package brume.services.kinesis.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReshardingTest {

    private static final long MADE = 1_700_000_000_000L;

    private static Stream stream(int shards) {
        return new Stream(
                "id",
                "000000000000",
                "us-east-1",
                "s",
                MADE,
                Stream.PROVISIONED,
                24,
                1024,
                List.of(),
                new TreeMap<>(),
                null,
                shards,
                List.of(),
                List.of(),
                Resharding.first(shards, MADE));
    }

    private static Stream resized(int from, int to) {
        Resharding resharding = new Resharding(stream(from), MADE + 10);
        resharding.resize(to);
        return resharding.result();
    }

    private static void assertWhole(Stream stream, int shards) {
        List<Shard> open =
                stream.openShards().stream()
                        .sorted(Comparator.comparing(Shard::startHash))
                        .toList();
        assertThat(open).hasSize(shards);
        assertThat(open.getFirst().startHash()).isZero();
        assertThat(open.getLast().endHash()).isEqualTo(Shard.HASHES.subtract(BigInteger.ONE));
        for (int i = 1; i < open.size(); i++) {
            assertThat(open.get(i).follows(open.get(i - 1))).isTrue();
        }
    }

    @Test
    void twoShardsBecomeThreeBySplitsAndAMerge() {
        Stream three = resized(2, 3);
        assertWhole(three, 3);
        assertThat(three.shards()).hasSize(7);
        Shard merged = three.shards().getLast();
        assertThat(merged.parent()).isEqualTo(3);
        assertThat(merged.adjacentParent()).isEqualTo(4);
        assertThat(three.nextShard()).isEqualTo(7);
    }

    @Test
    void everyCountIsWholeAndKeepsWhatFits() {
        for (int from = 1; from <= 9; from++) {
            for (int to = (from + 1) / 2; to <= 2 * from; to++) {
                assertWhole(resized(from, to), to);
            }
            assertThat(resized(from, from).shards()).hasSize(from);
        }
    }

    @Test
    void childrenComeAfterTheirParents() {
        Stream stream = stream(1);
        Resharding resharding = new Resharding(stream, MADE);
        resharding.split(stream.shards().getFirst(), Shard.HASHES.shiftRight(1));
        Stream split = resharding.result();
        BigInteger end =
                new BigInteger(String.valueOf(split.shards().get(0).endingSequenceNumber()));
        assertThat(new BigInteger(split.shards().get(1).startingSequenceNumber()))
                .isGreaterThan(end);
        assertThat(split.shards().get(2).isChildOf(0)).isTrue();
    }

    @Test
    void recordsArePlacedByTheDigestOfTheirKeys() {
        HashRing ring = new HashRing(stream(2).shards());
        // MD5("a") begins with 0c, MD5("b") with 92.
        assertThat(ring.find(HashRing.hash("a")).index()).isZero();
        assertThat(ring.find(HashRing.hash("b")).index()).isOne();
    }
}
