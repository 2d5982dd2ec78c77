package brume.services.kinesis.domain;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which open shard a record belongs to. Source: API Reference, PutRecord (MD5 of the key). */
public final class HashRing {

    private final NavigableMap<BigInteger, Shard> byStart = new TreeMap<>();

    public HashRing(List<Shard> shards) {
        for (Shard shard : shards) {
            if (shard.isOpen()) {
                byStart.put(shard.startHash(), shard);
            }
        }
    }

    /** The shard of a hash key, which is less than 2 to the power of 128. */
    public Shard find(BigInteger hash) {
        return byStart.floorEntry(hash).getValue();
    }

    /** The hash key of a partition key. */
    public static BigInteger hash(String partitionKey) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5")
                            .digest(partitionKey.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
