package brume.server;

import brume.auth.SessionTokens;
import brume.base.Ids;
import brume.base.MovableClock;
import brume.events.DurableQueues;
import brume.http.HttpClient;
import brume.http.HttpLimits;
import brume.http.HttpServer;
import brume.http.SelfSigned;
import brume.http.TlsFiles;
import brume.pipeline.ApiPipeline;
import brume.pipeline.Authenticator;
import brume.pipeline.DirectCalls;
import brume.pipeline.Dispatcher;
import brume.pipeline.ServiceRegistry;
import brume.pipeline.SessionIssuer;
import brume.spi.RecurringWork;
import brume.spi.ServerEndpoint;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.spi.WebEndpoint;
import brume.store.Durability;
import brume.store.Key;
import brume.store.RocksStore;
import brume.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: every part, made in the order in which they need each other. */
final class Brume implements AutoCloseable {

    static final String VERSION = "0.1.0";

    private static final Logger LOG = LoggerFactory.getLogger(Brume.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final Key SESSION_KEY = Key.of("kernel", "session-key");
    private static final int SESSION_KEY_BYTES = 32;
    private static final Duration BLOB_COLLECTION_PAUSE = Duration.ofMinutes(1);

    private final Store store;
    private final DurableQueues queues;
    private final RecurringWork blobCollection;
    private final List<Service> services;
    private final List<HttpServer> listeners;
    private final HttpClient http;
    private final ServerEndpoint endpoint;

    private Brume(
            Store store,
            DurableQueues queues,
            RecurringWork blobCollection,
            List<Service> services,
            List<HttpServer> listeners,
            HttpClient http,
            ServerEndpoint endpoint) {
        this.store = store;
        this.queues = queues;
        this.blobCollection = blobCollection;
        this.services = services;
        this.listeners = listeners;
        this.http = http;
        this.endpoint = endpoint;
    }

    /**
     * Opens the data, starts every service and serves.
     *
     * @throws IOException if the data cannot be opened or the address cannot be bound
     */
    static Brume start(ServerOptions options) throws IOException {
        createPrivately(options.data());
        Store store =
                RocksStore.open(
                        options.data().resolve("store"),
                        options.relaxed() ? Durability.RELAXED : Durability.SYNC);
        try {
            return assemble(options, store);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Secrets lie in the data folder; one that exists already keeps the rights it was given. */
    private static void createPrivately(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            Path ignored =
                    Files.createDirectories(
                            data,
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static Brume assemble(ServerOptions options, Store store) throws IOException {
        MovableClock clock = new MovableClock();
        TestClock testClock = TestClock.open(store, clock, options.testClock());
        DurableQueues queues = new DurableQueues(store, clock);
        boolean loopback = InetAddress.getByName(options.host()).isLoopbackAddress();
        RootKeys rootKeys = RootKeys.open(store, loopback, System.out);
        SessionTokens tokens = new SessionTokens(sessionKey(store));
        LateDirectory directory = new LateDirectory();
        Dispatcher dispatcher = new Dispatcher(directory);
        DirectCalls calls = new DirectCalls(clock, dispatcher, directory);
        Optional<TlsFiles> tls = tls(options);
        // Services hand out URLs before the listener is bound.
        int port = options.port() == 0 ? HttpServer.freePort(options.host()) : options.port();
        ServerEndpoint endpoint =
                new ServerEndpoint(
                        tls.isPresent() ? "https" : "http",
                        reachableHost(options.host()),
                        port,
                        options.testClock(),
                        tls.isPresent() ? HttpServer.freePort(LOOPBACK) : port);
        Path cache = options.data().resolve("cache");
        HttpClient http = new HttpClient();
        ServiceContext context =
                new ServiceContext(
                        store,
                        clock,
                        queues,
                        calls,
                        new SessionIssuer(tokens, clock),
                        directory,
                        http::send,
                        cache,
                        endpoint,
                        options.throughputLimited());
        List<Service> services =
                ServiceCatalog.FACTORIES.stream().map(factory -> factory.create(context)).toList();
        services.forEach(service -> service.identities().ifPresent(directory::connect));
        ServiceRegistry registry = new ServiceRegistry(services);
        calls.connect(registry);
        Authenticator authenticator =
                new Authenticator(rootKeys, tokens, directory, clock, options.testClock());
        ApiPipeline pipeline = new ApiPipeline(registry, authenticator, dispatcher, clock);
        calls.connect(pipeline);
        FrontDoor door = frontDoor(options, pipeline, services, testClock);
        queues.start();
        services.forEach(Service::start);
        RecurringWork blobCollection =
                new RecurringWork(
                        "blob-collection",
                        clock,
                        BLOB_COLLECTION_PAUSE,
                        () -> store.blobs().collect(clock.now()));
        blobCollection.start();
        List<HttpServer> listeners = new ArrayList<>();
        listeners.add(new HttpServer(options.host(), port, tls, HttpLimits.DEFAULT, clock, door));
        if (endpoint.functionsPort() != port) {
            // Functions have no certificate to trust; what they send stays on this machine.
            listeners.add(
                    new HttpServer(
                            LOOPBACK,
                            endpoint.functionsPort(),
                            Optional.empty(),
                            HttpLimits.DEFAULT,
                            clock,
                            door));
        }
        return new Brume(store, queues, blobCollection, services, listeners, http, endpoint);
    }

    private static FrontDoor frontDoor(
            ServerOptions options,
            ApiPipeline pipeline,
            List<Service> services,
            TestClock testClock) {
        List<WebEndpoint> endpoints = new ArrayList<>();
        services.forEach(service -> endpoints.addAll(service.endpoints()));
        List<String> names = services.stream().map(service -> service.model().name()).toList();
        return new FrontDoor(
                pipeline,
                new AdminEndpoint(testClock, names),
                List.copyOf(endpoints),
                new Cors(options.corsOrigins()),
                testClock.clock(),
                options.accessLog()
                        ? Optional.of(new AccessLog(testClock.clock(), System.out))
                        : Optional.empty());
    }

    private static byte[] sessionKey(Store store) {
        return store.transact(transaction ->
                transaction
                        .find(SESSION_KEY)
                        .orElseGet(() -> {
                            byte[] made = Ids.bytes(SESSION_KEY_BYTES);
                            transaction.put(SESSION_KEY, made);
                            return made;
                        }));
    }

    private static Optional<TlsFiles> tls(ServerOptions options) throws IOException {
        return switch (options.tls()) {
            case ServerOptions.Tls.None none -> Optional.empty();
            case ServerOptions.Tls.Files given -> Optional.of(given.files());
            case ServerOptions.Tls.SelfSigned own ->
                    Optional.of(SelfSigned.in(options.data().resolve("tls")));
        };
    }

    private static String reachableHost(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }

    String url() {
        return endpoint.url();
    }

    List<Service> services() {
        return services;
    }

    /** Lets the requests and the work under way finish, then closes the store. */
    @Override
    public void close() {
        services.forEach(service -> closeQuietly(service::release));
        listeners.forEach(Brume::closeQuietly);
        closeQuietly(queues);
        services.reversed().forEach(service -> closeQuietly(service::stop));
        closeQuietly(blobCollection::stop);
        closeQuietly(http);
        closeQuietly(store);
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("while closing", e);
        }
    }
}
