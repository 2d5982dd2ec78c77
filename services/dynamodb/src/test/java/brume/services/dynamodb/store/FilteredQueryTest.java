package brume.services.dynamodb.store;

import static org.assertj.core.api.Assertions.assertThat;

import brume.store.Key;
import brume.store.Range;
import org.junit.jupiter.api.Test;

/** The store's filters of prefixes must end where the hash of a partition key ends. */
final class FilteredQueryTest {

    private static final Key INDEX = ItemRows.ROWS.with(7L).withRaw(new byte[Integer.BYTES]);
    private static final Key HASH = INDEX.withRaw(new byte[] {1, 2, 3, 4});

    @Test
    void thePrefixIsTheKeyUpToTheHash() {
        assertThat(HASH.length()).isEqualTo(Range.FILTERED_PREFIX_BYTES);
    }

    @Test
    void aPartitionIsFilteredAndAScanIsNot() {
        assertThat(Range.prefix(HASH.with("partition")).isFiltered()).isTrue();
        assertThat(Range.prefix(HASH).isFiltered()).isFalse();
        assertThat(Range.prefix(INDEX).isFiltered()).isFalse();
    }
}
