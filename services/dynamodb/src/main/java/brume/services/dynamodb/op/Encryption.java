package brume.services.dynamodb.op;

import brume.api.dynamodb.SSESpecification;
import brume.base.Scope;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import org.jspecify.annotations.Nullable;

/**
 * The SSESpecification of CreateTable and UpdateTable: which KMS key the description names. Source
 * of the rules and texts: answers recorded in the API notes of the ACK controllers.
 */
final class Encryption {

    private Encryption() {}

    /** The key that the SSE description is to name, or null if DynamoDB's own key encrypts. */
    static @Nullable String keyOf(@Nullable SSESpecification sse, Call call) {
        if (sse == null) {
            return null;
        }
        String key = sse.kmsMasterKeyId();
        check(sse, key);
        boolean on = sse.enabled() == null ? sse.sseType() != null : sse.enabled();
        if (!on) {
            return null;
        }
        return arn(key == null ? "alias/aws/dynamodb" : key, call.scope());
    }

    /** The ARN of a key that is named by its ARN, its alias or its id. */
    static String arn(String key, Scope scope) {
        if (key.startsWith("arn:")) {
            return key;
        }
        return scope.arn("kms", key.startsWith("alias/") ? key : "key/" + key).toString();
    }

    private static void check(SSESpecification sse, @Nullable String key) {
        String type = sse.sseType();
        if (Boolean.FALSE.equals(sse.enabled())) {
            if (type != null) {
                throw InvalidRequest.parameters("SSEType can not be specified if Enabled is false");
            }
            if (key != null) {
                throw InvalidRequest.parameters(
                        "KMSMasterKeyId can not be specified if Enabled is false");
            }
        }
        if (key != null && type == null) {
            throw InvalidRequest.parameters(
                    "SSEType KMS is required if KMSMasterKeyId is specified");
        }
        if (type != null && !type.equals("KMS")) {
            throw InvalidRequest.parameters("SSEType " + type + " is not supported");
        }
    }

    /** The table after a change of its encryption. */
    static Table apply(Table table, SSESpecification sse, Call call) {
        String key = keyOf(sse, call);
        if (key == null && table.kmsKeyArn() == null) {
            throw InvalidRequest.parameters("Table is already encrypted by default");
        }
        if (sse.kmsMasterKeyId() != null && key != null && key.equals(table.kmsKeyArn())) {
            throw InvalidRequest.parameters(
                    "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId"
                            + " parameter if you want to change Master Key");
        }
        return table.toBuilder().kmsKeyArn(key).build();
    }
}
