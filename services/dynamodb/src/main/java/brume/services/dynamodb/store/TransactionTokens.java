package brume.services.dynamodb.store;

import brume.base.Scope;
import brume.store.Key;
import brume.store.Transaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** The client request tokens of transactions, kept for ten minutes after the first use. */
public final class TransactionTokens {

    /** Source: Amazon DynamoDB API Reference, TransactWriteItems, ClientRequestToken. */
    public static final Duration KEPT_FOR = Duration.ofMinutes(10);

    private static final Key TOKENS = Key.of("dynamodb", "token");

    private TransactionTokens() {}

    /** Where a token lies; also what its removal is asked for with. */
    public static Key key(Scope scope, String token) {
        return TOKENS.with(scope.account().value()).with(scope.region().value()).with(token);
    }

    /** The fingerprint of the request that used the token before and whose time has not passed. */
    public static Optional<ByteBuffer> find(Transaction transaction, Key key, long nowMillis) {
        return transaction
                .find(key)
                .map(ByteBuffer::wrap)
                .filter(stored -> stored.getLong() > nowMillis)
                .map(ByteBuffer::slice);
    }

    public static void put(Transaction transaction, Key key, byte[] fingerprint, long nowMillis) {
        ByteBuffer stored = ByteBuffer.allocate(8 + fingerprint.length);
        stored.putLong(nowMillis + KEPT_FOR.toMillis()).put(fingerprint);
        transaction.put(key, stored.array());
    }
}
