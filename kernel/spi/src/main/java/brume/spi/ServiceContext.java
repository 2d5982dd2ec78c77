package brume.spi;

import brume.base.Clock;
import brume.events.Queues;
import brume.store.Store;
import java.nio.file.Path;

/**
 * What a service is given when it is created.
 *
 * @param calls the way to other services; usable from {@link Service#start} on
 * @param sessions issues temporary credentials
 * @param identities the users, roles and access keys, whichever service keeps them; usable from
 *     {@link Service#start} on
 * @param http the way to endpoints outside this server
 * @param cacheFolder for files that can be rebuilt, such as unpacked function code; the service
 *     adds a folder of its own name
 * @param endpoint where this server is reached
 * @param throughputLimited whether requests beyond the throughput that a resource was given are
 *     refused
 */
public record ServiceContext(
        Store store,
        Clock clock,
        Queues queues,
        Calls calls,
        Sessions sessions,
        IdentityDirectory identities,
        HttpSender http,
        Path cacheFolder,
        ServerEndpoint endpoint,
        boolean throughputLimited) {

    /** A context without limits of throughput. */
    public ServiceContext(
            Store store,
            Clock clock,
            Queues queues,
            Calls calls,
            Sessions sessions,
            IdentityDirectory identities,
            HttpSender http,
            Path cacheFolder,
            ServerEndpoint endpoint) {
        this(store, clock, queues, calls, sessions, identities, http, cacheFolder, endpoint, false);
    }
}
