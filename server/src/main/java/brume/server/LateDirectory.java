package brume.server;

import brume.spi.IdentityDirectory;
import brume.spi.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The identity directory of the service that keeps it, which is itself made with this object. */
final class LateDirectory implements IdentityDirectory {

    private volatile @Nullable IdentityDirectory target;

    void connect(IdentityDirectory directory) {
        target = directory;
    }

    @Override
    public Optional<AccessKey> findAccessKey(String accessKeyId) {
        return target().findAccessKey(accessKeyId);
    }

    @Override
    public Optional<Role> findRole(String roleArn) {
        return target().findRole(roleArn);
    }

    @Override
    public Policies policiesOf(Principal principal) {
        return target().policiesOf(principal);
    }

    @Override
    public Optional<String> findPolicy(String policyArn) {
        return target().findPolicy(policyArn);
    }

    private IdentityDirectory target() {
        IdentityDirectory directory = target;
        if (directory == null) {
            throw new IllegalStateException("no service keeps identities");
        }
        return directory;
    }
}
