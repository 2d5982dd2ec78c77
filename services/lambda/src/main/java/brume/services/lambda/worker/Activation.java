package brume.services.lambda.worker;

import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Region;
import brume.base.Scope;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueHandler;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.sandbox.Sandboxes;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaFunction.State;
import brume.services.lambda.store.FunctionStore;
import brume.store.Transaction;
import brume.wire.Documents;
import brume.wire.ServiceException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings created and changed functions into service: unpacks the code, gets the runtime's
 * interpreter ready and sets the state that clients wait for.
 */
public final class Activation implements QueueHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Activation.class);
    private static final String QUEUE = "lambda-activation";

    private final Queues queues;
    private final FunctionStore functions;
    private final CodeCache code;
    private final Sandboxes sandboxes;
    private final EnvironmentPool pool;
    private final Clock clock;

    private record Change(
            String account,
            String region,
            String name,
            @Nullable String version,
            String environmentId,
            @Nullable List<String> oldCodeIds,
            @Nullable List<String> oldEnvironmentIds) {

        FunctionReference reference() {
            return new FunctionReference(
                    new Scope(new AccountId(account), new Region(region)),
                    name,
                    Optional.of(version == null ? LambdaFunction.LATEST : version));
        }
    }

    public Activation(
            Queues queues,
            FunctionStore functions,
            CodeCache code,
            Sandboxes sandboxes,
            EnvironmentPool pool,
            Clock clock) {
        this.queues = queues;
        this.functions = functions;
        this.code = code;
        this.sandboxes = sandboxes;
        this.pool = pool;
        this.clock = clock;
    }

    /** Declares the queue; before the server starts. */
    public void register() {
        queues.register(QueueSpec.named(QUEUE).concurrency(4), this);
    }

    /**
     * Has {@code function} activated after the commit.
     *
     * @param before what is no longer in use
     */
    public void schedule(
            Transaction transaction, LambdaFunction function, List<LambdaFunction> before) {
        Change change =
                new Change(
                        function.account(),
                        function.region(),
                        function.name(),
                        function.version(),
                        function.environmentId(),
                        before.stream().flatMap(old -> old.codeIds().stream()).toList(),
                        before.stream().map(LambdaFunction::environmentId).toList());
        var ignored = queues.append(transaction, QUEUE, clock.now(), Documents.write(change));
    }

    @Override
    public Outcome handle(Delivery delivery) {
        Change change = Documents.read(delivery.payload(), Change.class);
        FunctionReference reference = change.reference();
        pool.invalidate(reference.qualifiedArn());
        forget(change);
        Optional<LambdaFunction> present = functions.find(reference, 1);
        if (present.isEmpty() || !present.get().environmentId().equals(change.environmentId())) {
            return Outcome.DONE; // deleted or changed again
        }
        State failure = prepare(present.get());
        return functions.transact(transaction -> {
            delivery.acknowledge(transaction);
            functions
                    .find(transaction, reference, 1)
                    .filter(f -> f.environmentId().equals(change.environmentId()))
                    .ifPresent(f -> functions.put(transaction, settle(f, failure)));
            return Outcome.DONE;
        });
    }

    private void forget(Change change) {
        List<String> codeIds = change.oldCodeIds();
        List<String> environmentIds = change.oldEnvironmentIds();
        if (codeIds != null) {
            codeIds.stream().filter(id -> !functions.code().exists(id)).forEach(code::forget);
        }
        if (environmentIds != null) {
            environmentIds.forEach(code::forgetLayers);
        }
    }

    /** Success, or the state that describes what went wrong. */
    private State prepare(LambdaFunction function) {
        try {
            var unusedCode = code.folder(function);
            var unusedLayers = code.layers(function);
            if (sandboxes.supports(function.configuration().runtime())) {
                sandboxes.prepare(function.configuration().runtime());
            }
            return State.SUCCESSFUL;
        } catch (ServiceException e) {
            return State.failed(e.getMessage(), "InvalidZipFileException");
        } catch (brume.sandbox.SandboxException e) {
            LOG.error("{} cannot be run", function.arn(), e);
            return State.failed(String.valueOf(e.getMessage()), "FunctionError");
        }
    }

    private static LambdaFunction settle(LambdaFunction function, State result) {
        boolean created = function.state().name().equals("Pending");
        State state = function.state();
        if (created) {
            state = result.equals(State.SUCCESSFUL) ? State.ACTIVE : result;
        }
        return function.settled(state, result, Ids.uuid());
    }
}
