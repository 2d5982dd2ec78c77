package brume.services.dynamodb.domain;

import org.jspecify.annotations.Nullable;

/**
 * A part of a stream: the records with numbers from {@code first} to {@code last}. One shard of a
 * stream is open at a time; when it is closed, the next one is its child.
 *
 * @param first the number of the boundary that opened it, which no record has
 * @param last the greatest number that can be in it, or null while it is open
 * @param closedMillis when it was closed
 * @param parentId the shard before it, which may have been removed already
 */
public record Shard(
        String id,
        long first,
        @Nullable Long last,
        long openedMillis,
        @Nullable Long closedMillis,
        @Nullable String parentId) {

    /** Spreads the bits of a number (Knuth, The Art of Computer Programming 3, 6.4). */
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    /** The id of a shard in AWS's form, {@code shardId-<20 digits of time>-<8 hex digits>}. */
    public static String id(long first, long openedMillis) {
        return "shardId-%020d-%08x".formatted(openedMillis, (int) (first * GOLDEN >>> 32));
    }

    public boolean isOpen() {
        return last == null;
    }

    /** {@link #last}, or the greatest number there is. */
    public long lastPossible() {
        return last == null ? Long.MAX_VALUE : last;
    }
}
