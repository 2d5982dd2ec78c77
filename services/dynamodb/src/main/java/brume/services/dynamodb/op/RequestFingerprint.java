package brume.services.dynamodb.op;

import brume.wire.Blob;
import brume.wire.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A digest by which two requests with the same token are told apart. The order of a map's entries
 * makes no other request: recorded from AWS by LocalStack's test_dynamodb_idempotent_writing.
 */
final class RequestFingerprint {

    private final MessageDigest digest;
    private final ByteBuffer header = ByteBuffer.allocate(1 + Integer.BYTES);

    private RequestFingerprint(MessageDigest digest) {
        this.digest = digest;
    }

    static byte[] of(Shape request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new RequestFingerprint(digest).add(request);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Each value has its kind and length in front, so that no two read alike. */
    private void add(@Nullable Object value) {
        switch (value) {
            case null -> begin('n', 0);
            case Shape shape -> shape(shape);
            case Map<?, ?> map -> map(map);
            case Collection<?> list -> {
                begin('l', list.size());
                list.forEach(this::add);
            }
            case Blob blob -> bytes('b', blob.bytes());
            default -> bytes('s', value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void begin(char kind, int length) {
        header.clear();
        digest.update(header.put((byte) kind).putInt(length).flip());
    }

    private void bytes(char kind, byte[] bytes) {
        begin(kind, bytes.length);
        digest.update(bytes);
    }

    private void shape(Shape shape) {
        int members = shape.schema().members().size();
        begin('o', members);
        for (int i = 0; i < members; i++) {
            Object member = shape.member(i);
            if (member != null) {
                begin('m', i);
                add(member);
            }
        }
    }

    private void map(Map<?, ?> map) {
        List<String> names = new ArrayList<>(map.size());
        map.keySet().forEach(name -> names.add(Objects.toString(name)));
        Collections.sort(names);
        begin('p', names.size());
        for (String name : names) {
            bytes('k', name.getBytes(StandardCharsets.UTF_8));
            add(map.get(name));
        }
    }
}
