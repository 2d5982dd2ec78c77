package brume.server;

import brume.base.AccountId;
import brume.base.Ids;
import brume.pipeline.RootCredentials;
import brume.spi.Principal;
import brume.store.Key;
import brume.store.Store;
import brume.wire.Documents;
import java.io.PrintStream;
import java.util.Optional;

/**
 * The root users' access keys. On the loopback address the well-known ones are accepted: {@code
 * test}/{@code test} for the default account, and any 12-digit account id with the secret {@code
 * test}. On any other address only one generated key is, which is printed when it is made.
 */
final class RootKeys implements RootCredentials {

    private static final String WELL_KNOWN = "test";
    private static final Key STORED = Key.of("kernel", "root-key");

    private record Generated(String accessKeyId, String secret) {}

    private final boolean wellKnown;
    private final Optional<Generated> generated;

    private RootKeys(boolean wellKnown, Optional<Generated> generated) {
        this.wellKnown = wellKnown;
        this.generated = generated;
    }

    static RootKeys open(Store store, boolean loopback, PrintStream out) {
        Optional<Generated> stored =
                store.read(reader -> reader.find(STORED))
                        .map(bytes -> Documents.read(bytes, Generated.class));
        if (loopback || stored.isPresent()) {
            return new RootKeys(loopback, stored);
        }
        Generated made = new Generated("AKIA" + Ids.upper(16), Ids.secret(40));
        store.transact(transaction -> {
            transaction.put(STORED, Documents.write(made));
            return made;
        });
        out.println("This server can be reached from other machines, so test/test is refused.");
        out.println("Its root key, shown this once:");
        out.println("  AWS_ACCESS_KEY_ID=" + made.accessKeyId);
        out.println("  AWS_SECRET_ACCESS_KEY=" + made.secret);
        return new RootKeys(false, Optional.of(made));
    }

    @Override
    public Optional<RootKey> find(String accessKeyId) {
        if (generated.isPresent() && generated.get().accessKeyId.equals(accessKeyId)) {
            return Optional.of(
                    new RootKey(new Principal.Root(AccountId.DEFAULT), generated.get().secret));
        }
        if (!wellKnown) {
            return Optional.empty();
        }
        if (accessKeyId.equals(WELL_KNOWN)) {
            return Optional.of(new RootKey(new Principal.Root(AccountId.DEFAULT), WELL_KNOWN));
        }
        return AccountId.isValid(accessKeyId)
                ? Optional.of(
                        new RootKey(new Principal.Root(new AccountId(accessKeyId)), WELL_KNOWN))
                : Optional.empty();
    }
}
