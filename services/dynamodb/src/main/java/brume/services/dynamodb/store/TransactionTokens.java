package brume.services.dynamodb.store;

import brume.base.Scope;
import brume.store.Key;
import brume.store.Range;
import brume.store.Transaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The client request tokens of transactions, kept for ten minutes after the first use. They lie by
 * the ten minutes in which they came, so that those whose time has passed go in one range.
 */
public final class TransactionTokens {

    /** Source: Amazon DynamoDB API Reference, TransactWriteItems, ClientRequestToken. */
    public static final Duration KEPT_FOR = Duration.ofMinutes(10);

    private static final Key TOKENS = Key.of("dynamodb", "token");
    private static final long KEPT_MILLIS = KEPT_FOR.toMillis();

    private TransactionTokens() {}

    private static long period(long millis) {
        return Math.floorDiv(millis, KEPT_MILLIS);
    }

    private static Key key(Scope scope, String token, long period) {
        return TOKENS.with(period)
                .with(scope.account().value())
                .with(scope.region().value())
                .with(token);
    }

    /** The fingerprint of the request that used the token before and whose time has not passed. */
    public static Optional<ByteBuffer> find(
            Transaction transaction, Scope scope, String token, long nowMillis) {
        long period = period(nowMillis);
        return find(transaction, key(scope, token, period), nowMillis)
                .or(() -> find(transaction, key(scope, token, period - 1), nowMillis));
    }

    private static Optional<ByteBuffer> find(Transaction transaction, Key key, long nowMillis) {
        return transaction
                .find(key)
                .map(ByteBuffer::wrap)
                .filter(stored -> stored.getLong() > nowMillis)
                .map(ByteBuffer::slice);
    }

    public static void put(
            Transaction transaction,
            Scope scope,
            String token,
            byte[] fingerprint,
            long nowMillis) {
        ByteBuffer stored = ByteBuffer.allocate(8 + fingerprint.length);
        stored.putLong(nowMillis + KEPT_MILLIS).put(fingerprint);
        transaction.put(key(scope, token, period(nowMillis)), stored.array());
    }

    /** Removes the tokens whose time has passed for certain. */
    public static void removeOld(Transaction transaction, long nowMillis) {
        transaction.deleteRange(new Range(TOKENS, TOKENS.with(period(nowMillis) - 1), false));
    }
}
