package brume.services.lambda;

import brume.api.lambda.LambdaApi;
import brume.base.Ids;
import brume.sandbox.SandboxException;
import brume.sandbox.SandboxOptions;
import brume.sandbox.Sandboxes;
import brume.services.lambda.op.AliasOperations;
import brume.services.lambda.op.CodeSigningOperations;
import brume.services.lambda.op.CodeUploads;
import brume.services.lambda.op.ConcurrencyOperations;
import brume.services.lambda.op.CreateFunction;
import brume.services.lambda.op.EventInvokeOperations;
import brume.services.lambda.op.EventSourceOperations;
import brume.services.lambda.op.FunctionOperations;
import brume.services.lambda.op.Invoke;
import brume.services.lambda.op.InvokeWithResponseStream;
import brume.services.lambda.op.LayerOperations;
import brume.services.lambda.op.LayerPermissionOperations;
import brume.services.lambda.op.PermissionOperations;
import brume.services.lambda.op.ProvisionedConcurrencyOperations;
import brume.services.lambda.op.Roles;
import brume.services.lambda.op.SettingOperations;
import brume.services.lambda.op.SourceAccess;
import brume.services.lambda.op.TagOperations;
import brume.services.lambda.op.UpdateFunctionCode;
import brume.services.lambda.op.UpdateFunctionConfiguration;
import brume.services.lambda.op.UrlOperations;
import brume.services.lambda.op.VersionOperations;
import brume.services.lambda.source.EventSources;
import brume.services.lambda.store.EventSourceStore;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.url.UrlEndpoint;
import brume.services.lambda.worker.Activation;
import brume.services.lambda.worker.AsynchronousInvocations;
import brume.services.lambda.worker.CodeCache;
import brume.services.lambda.worker.CodeDownload;
import brume.services.lambda.worker.Destinations;
import brume.services.lambda.worker.EnvironmentPool;
import brume.services.lambda.worker.Invoker;
import brume.services.lambda.worker.ProvisionedConcurrency;
import brume.spi.Operation;
import brume.spi.ServerEndpoint;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.spi.WebEndpoint;
import brume.wire.ServiceModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** AWS Lambda. */
public final class LambdaService implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(LambdaService.class);

    /** Each takes a few MB while it is idle. */
    private static final int SANDBOXES_MAX = 500;

    private static final int PREPARED_RUNTIMES_MAX = 4;

    private final FunctionStore functions;
    private final CodeCache code;
    private final Sandboxes sandboxes;
    private final EnvironmentPool pool;
    private final CodeDownload download;
    private final UrlEndpoint urls;
    private final EventSources sources;
    private final ProvisionedConcurrency provisioned;
    private final List<Operation<?, ?>> operations;

    public LambdaService(ServiceContext context) {
        functions = new FunctionStore(context.store());
        code = new CodeCache(context.cacheFolder().resolve("lambda"), functions);
        sandboxes = sandboxes(context);
        pool =
                new EnvironmentPool(
                        sandboxes,
                        code,
                        context.calls(),
                        context.sessions(),
                        context.clock(),
                        SANDBOXES_MAX);
        download = new CodeDownload(functions, context.endpoint());
        Invoker invoker = new Invoker(pool, context.clock());
        urls = new UrlEndpoint(functions, invoker, context.clock());
        Destinations destinations =
                new Destinations(context.queues(), context.calls(), context.clock());
        destinations.register();
        AsynchronousInvocations later =
                new AsynchronousInvocations(
                        context.queues(), functions, invoker, destinations, context.clock());
        later.register();
        Activation activation =
                new Activation(context.queues(), functions, code, sandboxes, pool, context.clock());
        activation.register();
        Roles roles = new Roles(context.calls());
        EventSourceStore mappings = new EventSourceStore(context.store());
        sources =
                new EventSources(
                        mappings,
                        functions,
                        invoker,
                        destinations,
                        context.calls(),
                        context.clock());

        List<Operation<?, ?>> all = new ArrayList<>();
        CodeUploads uploads = new CodeUploads(context.calls());
        all.add(new CreateFunction(functions, roles, activation, uploads));
        all.add(new UpdateFunctionCode(functions, activation, uploads));
        all.add(new UpdateFunctionConfiguration(functions, roles, activation));
        all.add(new Invoke(functions, invoker, later));
        all.add(new InvokeWithResponseStream(functions, invoker));
        all.addAll(new VersionOperations(functions).all());
        all.addAll(new AliasOperations(functions).all());
        all.addAll(new LayerOperations(functions, code, download::location, uploads).all());
        all.addAll(new LayerPermissionOperations(functions).all());
        all.addAll(new UrlOperations(functions, context.endpoint(), context.clock()).all());
        all.addAll(new EventInvokeOperations(functions, context.clock()).all());
        all.addAll(
                new EventSourceOperations(functions, mappings, new SourceAccess(context.calls()))
                        .all());
        all.addAll(new SettingOperations(functions).all());
        all.addAll(new CodeSigningOperations(functions).all());
        all.addAll(new FunctionOperations(functions, activation, download::location).all());
        all.addAll(new PermissionOperations(functions).all());
        all.addAll(new TagOperations(functions, mappings).all());
        all.addAll(new ConcurrencyOperations(functions).all());
        provisioned = new ProvisionedConcurrency(functions, pool, context.clock());
        all.addAll(
                new ProvisionedConcurrencyOperations(functions, provisioned, context.clock())
                        .all());
        operations = List.copyOf(all);
    }

    private static Sandboxes sandboxes(ServiceContext context) {
        ServerEndpoint endpoint = context.endpoint();
        // Below the system's folder for temporary files, because socket paths must be short.
        Path work = Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "brume-" + Ids.lower(10));
        try {
            return new Sandboxes(
                    new SandboxOptions(
                            work,
                            context.cacheFolder().resolve("sandbox"),
                            own(endpoint),
                            endpoint.port(),
                            context.clock(),
                            endpoint.testClock(),
                            SANDBOXES_MAX));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where this server reaches itself without TLS. */
    @SuppressWarnings("AddressSelection") // It is bound to one address, of whatever kind.
    private static InetSocketAddress own(ServerEndpoint endpoint) {
        InetSocketAddress bound = new InetSocketAddress(endpoint.host(), endpoint.port());
        boolean loopback =
                endpoint.functionsPort() != endpoint.port()
                        || bound.isUnresolved()
                        || bound.getAddress().isAnyLocalAddress();
        return loopback
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.functionsPort())
                : bound;
    }

    @Override
    public ServiceModel model() {
        return LambdaApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }

    @Override
    public List<WebEndpoint> endpoints() {
        return List.of(download, urls);
    }

    /** Cleans the cache and gets the interpreters of the present functions ready. */
    @Override
    public void start() {
        pool.start();
        code.keepOnly(functions.code().ids());
        Set<String> runtimes = new HashSet<>();
        functions.forEach(function -> runtimes.add(function.configuration().runtime()));
        Thread.ofVirtual().name("lambda-warm").start(() -> warm(runtimes));
        sources.start();
        provisioned.start();
    }

    private void warm(Set<String> runtimes) {
        try {
            for (String runtime : runtimes.stream().limit(PREPARED_RUNTIMES_MAX).toList()) {
                if (sandboxes.supports(runtime)) {
                    sandboxes.warm(runtime);
                }
            }
        } catch (SandboxException e) {
            LOG.error("functions cannot be run: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        sources.stop();
        provisioned.stop();
        pool.close();
    }
}
