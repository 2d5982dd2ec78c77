package brume.services.kinesis.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceNumberTest {

    private static final long MADE = 1_700_000_000_000L;
    private static final Shard SHARD = Resharding.first(20, MADE).get(17);

    @Test
    void looksLikeAwsAndTellsItsShardToClients() {
        String text = SequenceNumber.of(SHARD, 5, MADE).text();
        assertThat(text).hasSize(56).startsWith("49");
        BigInteger bits = new BigInteger(text);
        // What the Kinesis Client Library's SequenceNumberValidator reads.
        assertThat(bits.bitLength()).isEqualTo(186);
        assertThat(bits.and(BigInteger.valueOf(0xf)).intValue()).isEqualTo(2);
        assertThat(bits.shiftRight(4).intValue()).isEqualTo(17);
    }

    @Test
    void isInTheOrderOfTheNumbersAndWithinItsShard() {
        List<String> texts =
                List.of(
                        SHARD.startingSequenceNumber(),
                        SequenceNumber.of(SHARD, 1, MADE + 90_000).text(),
                        SequenceNumber.of(SHARD, 2, MADE).text(),
                        String.valueOf(SHARD.closedAt(MADE).endingSequenceNumber()));
        assertThat(texts.stream().map(BigInteger::new).toList()).isSorted();
    }

    @Test
    void isReadBackAndNothingElseIs() {
        SequenceNumber number = SequenceNumber.of(SHARD, 123_456, MADE + 1_000);
        assertThat(SequenceNumber.find(number.text())).contains(number);
        assertThat(number.isOf(SHARD)).isTrue();
        for (String other : List.of("", "0", "-1", "x", "1".repeat(56), "9".repeat(500))) {
            assertThat(SequenceNumber.find(other)).as(other).isEmpty();
        }
        BigInteger next = new BigInteger(number.text()).add(BigInteger.ONE);
        assertThat(SequenceNumber.find(next.toString())).isEmpty();
    }

    @Test
    void iteratorsAreReadBackUnlessTheyAreCut() {
        ShardIterator iterator = new ShardIterator("000000000000", "a.b-c", "id", 3, 42, MADE);
        String text = iterator.text();
        assertThat(ShardIterator.find(text)).contains(iterator);
        assertThat(ShardIterator.find(text.substring(4))).isEmpty();
        assertThat(ShardIterator.find("AAAA")).isEmpty();
        assertThat(ShardIterator.find("%")).isEmpty();
    }
}
