package brume.auth;

import java.util.concurrent.ConcurrentHashMap;

/**
 * A bounded cache of signing keys. When it is full it starts anew: keys change daily anyway and
 * deriving one costs a few microseconds.
 */
final class SigningKeys {

    static final int KEYS_MAX = 4_096;

    private record Id(String secret, CredentialScope scope) {}

    private final ConcurrentHashMap<Id, SigningKey> keys = new ConcurrentHashMap<>();

    SigningKey get(String secret, CredentialScope scope) {
        Id id = new Id(secret, scope);
        SigningKey found = keys.get(id);
        if (found != null) {
            return found;
        }
        if (keys.size() >= KEYS_MAX) {
            keys.clear();
        }
        SigningKey derived = SigningKey.derive(secret, scope);
        keys.put(id, derived);
        return derived;
    }

    int size() {
        return keys.size();
    }
}
