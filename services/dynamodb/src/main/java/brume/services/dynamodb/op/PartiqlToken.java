package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.ExecuteStatementInput;
import brume.api.dynamodb.ExecuteStatementOutput;
import brume.services.dynamodb.value.InvalidRequest;
import brume.wire.ShapeJson;
import brume.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * NextToken of ExecuteStatement: where the next page begins, bound to the statement and its
 * parameters, so that it cannot continue another one.
 */
final class PartiqlToken {

    private static final int DIGEST_BYTES = 32;

    private PartiqlToken() {}

    static String of(ExecuteStatementInput input, Map<String, AttributeValue> lastEvaluatedKey) {
        byte[] key =
                ShapeJson.toBytes(
                        ExecuteStatementOutput.builder()
                                .lastEvaluatedKey(lastEvaluatedKey)
                                .build());
        byte[] token =
                ByteBuffer.allocate(DIGEST_BYTES + key.length).put(digest(input)).put(key).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    private static byte[] digest(ExecuteStatementInput input) {
        return RequestFingerprint.of(
                ExecuteStatementInput.builder()
                        .statement(input.statement())
                        .parameters(input.parameters())
                        .build());
    }

    /** The start key of a token, which is checked against the keys of the table by the reader. */
    static Map<String, AttributeValue> startKey(ExecuteStatementInput input, String token) {
        Map<String, AttributeValue> key;
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length <= DIGEST_BYTES) {
                throw invalid();
            }
            key =
                    ShapeJson.fromBytes(
                                    ExecuteStatementOutput.SCHEMA,
                                    Arrays.copyOfRange(bytes, DIGEST_BYTES, bytes.length))
                            .lastEvaluatedKey();
        } catch (IllegalArgumentException | WireFormatException e) {
            throw invalid();
        }
        if (!Arrays.equals(bytes, 0, DIGEST_BYTES, digest(input), 0, DIGEST_BYTES)) {
            throw new InvalidRequest("NextToken does not match request");
        }
        if (key == null) {
            throw invalid();
        }
        return key;
    }

    private static InvalidRequest invalid() {
        return new InvalidRequest("Invalid NextToken");
    }
}
