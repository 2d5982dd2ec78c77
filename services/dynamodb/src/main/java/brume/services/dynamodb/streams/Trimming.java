package brume.services.dynamodb.streams;

import brume.api.dynamodbstreams.DynamodbstreamsErrors;
import brume.services.dynamodb.domain.ItemStream;
import brume.services.dynamodb.domain.Shard;
import brume.services.dynamodb.store.Streams;
import brume.store.Reader;

/** Whether records that a reader has not seen were removed for their age. */
final class Trimming {

    private Trimming() {}

    /**
     * Refuses to go on after {@code after} if a record that comes after it is gone, so that no
     * reader misses one without being told.
     */
    static void check(Reader reader, ItemStream stream, Shard shard, long after) {
        long trimmed = Streams.trimmed(reader, stream);
        if (trimmed > shard.first() && after < Math.min(trimmed, shard.lastPossible())) {
            throw error();
        }
    }

    static RuntimeException error() {
        return DynamodbstreamsErrors.trimmedDataAccessException(
                "The data you are trying to access has been trimmed");
    }
}
