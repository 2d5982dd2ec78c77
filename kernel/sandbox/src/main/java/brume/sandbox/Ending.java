package brume.sandbox;

import brume.base.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The end of an environment: at once, or when its extensions have had their time. */
final class Ending {

    /**
     * What external extensions get.
     *
     * <p>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html#runtimes-lifecycle-extensions-shutdown
     */
    private static final int SHUTDOWN_MILLIS = 2_000;

    /** Why an environment ends, in AWS's words. */
    enum Reason {
        SPINDOWN("spindown"),
        TIMEOUT("timeout"),
        FAILURE("failure");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final Sandbox.Environment environment;
    private final Clock clock;
    private final CompletableFuture<Zygote.Exit> exit = new CompletableFuture<>();
    private final AtomicBoolean begun = new AtomicBoolean();

    Ending(Sandbox.Environment environment, Clock clock) {
        this.environment = environment;
        this.clock = clock;
    }

    /** Done when the last process has ended. */
    CompletableFuture<Zygote.Exit> exit() {
        return exit;
    }

    boolean begun() {
        return begun.get() || exit.isDone();
    }

    /** Ends the environment and returns at once; nothing happens the second time. */
    void begin(Reason reason) {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        if (environment.extensions().external() && !exit.isDone()) {
            environment.extensions().shutDown(reason.text, clock.millis() + SHUTDOWN_MILLIS);
            environment.endRuntime(reason != Reason.SPINDOWN);
            unlessDone(exit, SHUTDOWN_MILLIS, environment::kill);
        } else {
            environment.kill();
        }
    }

    /** Done when nobody uses the environment any more: it is idle, or it has ended. */
    CompletableFuture<?> idle() {
        return CompletableFuture.anyOf(environment.extensions().idle(), exit);
    }

    /** Extensions may work on after the response, but no longer than the event had time. */
    void beginUnlessIdle(long deadlineMs) {
        CompletableFuture<?> idle = idle();
        if (!idle.isDone()) {
            long left = Math.max(0, deadlineMs - clock.millis());
            unlessDone(idle, left, () -> begin(Reason.TIMEOUT));
        }
    }

    private static void unlessDone(CompletableFuture<?> future, long millis, Runnable action) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        var ignored = future.get(millis, TimeUnit.MILLISECONDS);
                    } catch (TimeoutException e) {
                        action.run();
                    } catch (ExecutionException e) {
                        throw new IllegalStateException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }
}
