package brume.services.iam;

import brume.base.AccountId;
import brume.base.MovableClock;
import brume.spi.Call;
import brume.spi.IdentityDirectory;
import brume.spi.Operation;
import brume.spi.Principal;
import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** IAM on a real store; other services see it as {@link #directory}. */
final class IamHarness implements AutoCloseable {

    static final AccountId ACCOUNT = ServiceHarness.ACCOUNT;

    final MovableClock clock;
    private final ServiceHarness harness;

    IamHarness(Path folder) {
        harness = new ServiceHarness(folder, Surroundings.NONE, IamService::new);
        clock = harness.clock();
    }

    void restart() {
        harness.restart();
    }

    IdentityDirectory directory() {
        return harness.identities();
    }

    <I extends Shape, O extends Shape> O call(OperationModel<I, O> model, I input) {
        return harness.call(model, input);
    }

    <I extends Shape, O extends Shape> O call(
            OperationModel<I, O> model, I input, Principal principal) {
        return harness.call(model, input, circumstances(principal));
    }

    <I extends Shape, O extends Shape> Operation<I, O> operation(OperationModel<I, O> model) {
        return harness.operation(model);
    }

    Call circumstances(Principal principal) {
        return ServiceHarness.callBy(principal, clock.now());
    }

    static void assertError(ThrowingCallable body, String code, String message) {
        ServiceHarness.assertError(body, code, message);
    }

    @Override
    public void close() {
        harness.close();
    }
}
