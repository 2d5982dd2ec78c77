package brume.pipeline;

import brume.spi.Principal;
import java.util.Optional;

/** The access keys of accounts' root users. */
public interface RootCredentials {

    Optional<RootKey> find(String accessKeyId);

    /** A root user and the secret of its key. */
    record RootKey(Principal.Root root, String secret) {}
}
