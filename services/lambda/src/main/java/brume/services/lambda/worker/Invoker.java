package brume.services.lambda.worker;

import brume.api.lambda.LambdaErrors;
import brume.base.Clock;
import brume.sandbox.Invocation;
import brume.sandbox.InvocationResult;
import brume.sandbox.SandboxException;
import brume.services.lambda.domain.LambdaFunction;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one event in an execution environment of its function. */
public final class Invoker {

    private static final Logger LOG = LoggerFactory.getLogger(Invoker.class);
    private static final int ATTEMPTS_MAX = 3;

    private final EnvironmentPool pool;
    private final Clock clock;

    public Invoker(EnvironmentPool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * What the caller gets.
     *
     * @param logTail the last 4 KB of the invocation's log
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Answer(byte[] payload, Optional<String> functionError, byte[] logTail) {}

    /**
     * Runs one event.
     *
     * @param functionArn as the caller named the function
     * @throws brume.wire.ServiceException if it could not be run at all
     */
    public Answer invoke(
            LambdaFunction function,
            String functionArn,
            String requestId,
            byte[] payload,
            Optional<String> clientContext,
            Optional<String> traceId) {
        return invoke(
                function,
                new Invocation(
                        requestId,
                        payload,
                        functionArn,
                        clientContext,
                        Optional.empty(),
                        traceId,
                        Optional.empty()));
    }

    /**
     * Runs one event whose response is read while it is written; returns when it begins.
     *
     * @throws brume.wire.ServiceException if it could not be run at all
     */
    public ResponsePipe stream(LambdaFunction function, Invocation invocation) {
        ResponsePipe pipe = new ResponsePipe();
        Thread.ofVirtual()
                .name("lambda-stream-" + invocation.requestId())
                .start(() -> {
                    try {
                        pipe.finish(invoke(function, invocation.streaming(pipe)));
                    } catch (RuntimeException e) {
                        pipe.fail(e);
                    }
                });
        try {
            pipe.awaitStart();
            return pipe;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LambdaErrors.serviceException("The server is stopping.");
        }
    }

    /**
     * Runs one event.
     *
     * @throws brume.wire.ServiceException if it could not be run at all
     */
    public Answer invoke(LambdaFunction function, Invocation invocation) {
        try {
            for (int attempt = 1; ; attempt++) {
                Environment environment = pool.acquire(function);
                try {
                    return run(environment, function, invocation);
                } catch (IllegalStateException e) {
                    // An idle environment ended between the choice and the call.
                    if (environment.sandbox().alive() || attempt == ATTEMPTS_MAX) {
                        throw e;
                    }
                } finally {
                    pool.release(environment);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LambdaErrors.serviceException("The server is stopping.");
        } catch (SandboxException e) {
            LOG.error("{} could not be run", function.arn(), e);
            throw LambdaErrors.serviceException("The execution environment could not be made.");
        }
    }

    private Answer run(Environment environment, LambdaFunction function, Invocation invocation)
            throws InterruptedException {
        environment.log().begin(invocation.requestId(), function.version());
        InvocationResult result = environment.sandbox().invoke(invocation);
        byte[] tail =
                environment
                        .log()
                        .end(
                                invocation.requestId(),
                                result,
                                clock.now()
                                        .truncatedTo(java.time.temporal.ChronoUnit.MILLIS)
                                        .toString(),
                                function.configuration().timeoutSeconds());
        return new Answer(result.payload(), result.functionError(), tail);
    }
}
