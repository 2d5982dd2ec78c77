package brume.services.kinesis.op;

import brume.api.kinesis.KinesisErrors;
import brume.base.Scope;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Tokens of pages, which are of one account and region, or of one stream. */
final class Tokens {

    private static final char SEPARATOR = '\n';

    private Tokens() {}

    static String of(Scope scope, String last) {
        return of(scope.toString(), last);
    }

    static String of(String owner, String last) {
        return Base64.getEncoder()
                .encodeToString((owner + SEPARATOR + last).getBytes(StandardCharsets.UTF_8));
    }

    static String read(String token, Scope scope) {
        return read(token, scope.toString());
    }

    /**
     * What the next page comes after.
     *
     * @throws brume.wire.ServiceException InvalidArgumentException if it is no token of that owner
     */
    static String read(String token, String owner) {
        try {
            String text = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.startsWith(owner + SEPARATOR)) {
                return text.substring(owner.length() + 1);
            }
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        throw invalid();
    }

    static RuntimeException invalid() {
        return KinesisErrors.invalidArgumentException("NextToken is not valid.");
    }
}
