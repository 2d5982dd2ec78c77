package brume.services.ec2.op;

import brume.api.ec2.Ec2Errors;
import brume.services.ec2.domain.Ec2Quotas;
import brume.services.ec2.domain.ResourceIds;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.store.Transaction;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Idempotency by client tokens: the same request with the same token makes nothing new. Source:
 * "Ensuring idempotency in Amazon EC2 API requests".
 */
record ClientTokens(Ec2Store store, String operation) {

    private static final int LENGTH_MAX = 64;

    /**
     * The ids that an earlier request with this token made.
     *
     * @throws brume.wire.ServiceException if that request was another one
     */
    Optional<List<String>> find(
            Transaction transaction, Call call, @Nullable String token, Shape input) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        if (token.length() > LENGTH_MAX) {
            throw Ec2Errors.invalidParameterValue(
                    "Value (" + token + ") for parameter clientToken is invalid.");
        }
        Optional<Ec2Store.Made> made = store.findToken(transaction, call.scope(), operation, token);
        if (made.isPresent() && !made.get().request().equals(hash(input))) {
            throw Ec2Errors.idempotentParameterMismatch(
                    "The client token you have provided is associated with a request that has other"
                            + " parameters.");
        }
        return made.map(Ec2Store.Made::ids);
    }

    void put(
            Transaction transaction,
            Call call,
            @Nullable String token,
            Shape input,
            List<String> ids) {
        if (token != null && !token.isEmpty()) {
            store.putToken(
                    transaction,
                    call.scope(),
                    operation,
                    token,
                    new Ec2Store.Made(hash(input), ids),
                    call.time().toEpochMilli() + Ec2Quotas.TOKEN_MS);
        }
    }

    private static String hash(Shape input) {
        return ResourceIds.sha256(ShapeJson.toBytes(input));
    }
}
