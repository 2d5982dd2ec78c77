package brume.services.ec2;

import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Principal;
import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** EC2 on a real store; its time stands still between calls, since states last 100 ms only. */
final class Ec2Harness implements AutoCloseable {

    private final ServiceHarness harness;
    private Instant now;

    Ec2Harness(Path folder) {
        harness = new ServiceHarness(folder, Surroundings.NONE, Ec2Service::new);
        now = harness.clock().now();
    }

    void restart() {
        harness.restart();
    }

    <I extends Shape, O extends Shape> O call(OperationModel<I, O> model, I input) {
        return call(model, input, new Principal.Root(ServiceHarness.ACCOUNT));
    }

    <I extends Shape, O extends Shape> O call(
            OperationModel<I, O> model, I input, Principal principal) {
        return harness.call(model, input, circumstances(principal));
    }

    <I extends Shape, O extends Shape> Operation<I, O> operation(OperationModel<I, O> model) {
        return harness.operation(model);
    }

    Call circumstances(Principal principal) {
        return ServiceHarness.callBy(principal, now);
    }

    /** Lets every transitional state pass. */
    void settle() {
        advance(Duration.ofSeconds(1));
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    static void assertError(ThrowingCallable body, String code, String message) {
        ServiceHarness.assertError(body, code, message);
    }

    @Override
    public void close() {
        harness.close();
    }
}
