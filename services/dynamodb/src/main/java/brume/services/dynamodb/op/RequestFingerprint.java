package brume.services.dynamodb.op;

import brume.wire.Shape;
import brume.wire.ShapeJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A digest by which two requests with the same token are told apart. */
final class RequestFingerprint {

    private RequestFingerprint() {}

    static byte[] of(Shape request) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(ShapeJson.toBytes(request));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
