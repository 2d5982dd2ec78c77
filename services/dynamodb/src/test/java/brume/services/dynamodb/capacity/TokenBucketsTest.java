package brume.services.dynamodb.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.MovableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How capacity grows, is saved up and is taken. The clock stands still unless it is moved. */
final class TokenBucketsTest {

    private static final long START = 1_000_000;

    private static boolean take(TokenBucket bucket, double units, double rate, long seconds) {
        return bucket.take(units, rate, START, START + seconds * 1000);
    }

    private static int taken(TokenBucket bucket, double rate, long seconds) {
        int count = 0;
        while (take(bucket, 1, rate, seconds)) {
            count++;
        }
        return count;
    }

    @Test
    void aNewTableHasOneSecondOfItsCapacity() {
        TokenBucket bucket = new TokenBucket(5, 0, START);
        assertThat(taken(bucket, 5, 0)).isEqualTo(5);
        assertThat(taken(bucket, 5, 1)).isEqualTo(5);
        assertThat(taken(bucket, 5, 4)).isEqualTo(15);
    }

    @Test
    void fiveMinutesAreSavedUpAndNoMore() {
        TokenBucket bucket = new TokenBucket(2, 0, START);
        assertThat(taken(bucket, 2, 299)).isEqualTo(600);
        assertThat(taken(bucket, 2, 299 + 3600)).isEqualTo(600);
        assertThat(taken(new TokenBucket(2, 3_600_000, START), 2, 0)).isEqualTo(600);
    }

    @Test
    void whatIsMoreThanASecondHasIsOwedAfterwards() {
        TokenBucket bucket = new TokenBucket(4, 0, START);
        assertThat(take(bucket, 12, 4, 0)).isTrue();
        assertThat(take(bucket, 0.5, 4, 2)).isFalse();
        assertThat(take(bucket, 4, 4, 2)).isFalse();
        assertThat(take(bucket, 4, 4, 3)).isTrue();
    }

    @Test
    void aChangedCapacityCountsFromThenOn() {
        TokenBucket bucket = new TokenBucket(1, 0, START);
        assertThat(taken(bucket, 1, 0)).isEqualTo(1);
        assertThat(bucket.take(25, 10, START + 4000, START + 6000)).isTrue();
        assertThat(bucket.take(1, 10, START + 4000, START + 6000)).isFalse();
        assertThat(taken(bucket, 10, 7)).isEqualTo(9);
        assertThat(taken(bucket, 10, 100)).isEqualTo(930);
        assertThat(bucket.take(1, 1, START + 500_000, START + 1_000_000)).isTrue();
        assertThat(taken(bucket, 1, 1000)).isEqualTo(299);
    }

    @Test
    void aClockThatGoesBackGivesNothing() {
        TokenBucket bucket = new TokenBucket(1, 0, START);
        assertThat(taken(bucket, 1, 100)).isEqualTo(101);
        assertThat(taken(bucket, 1, 0)).isZero();
        assertThat(taken(bucket, 1, 1)).isEqualTo(1);
    }

    @Test
    void theNumberOfBucketsIsLimited() {
        MovableClock clock = new MovableClock();
        TokenBuckets buckets = new TokenBuckets(clock, 10);
        for (int i = 0; i < 25; i++) {
            assertThat(buckets.take(new Demand(i, 0, true, 1, 1, 0))).isTrue();
            assertThat(buckets.size()).isLessThanOrEqualTo(10);
        }
        clock.advance(Duration.ofMinutes(6));
        assertThat(buckets.take(new Demand(99, 0, true, 1, 1, 0))).isTrue();
        assertThat(buckets.size()).isEqualTo(1);
    }
}
