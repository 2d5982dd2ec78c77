package brume.spi;

import brume.wire.ServiceModel;
import java.util.List;
import java.util.Optional;

/** One AWS service: the table of contents of its folder. */
public interface Service {

    ServiceModel model();

    /** The operations that are built; all others of the model answer "not implemented". */
    List<Operation<?, ?>> operations();

    /** Addresses that the service answers besides its API, such as deployed REST APIs. */
    default List<WebEndpoint> endpoints() {
        return List.of();
    }

    /** The users, roles and access keys, if this is the service that keeps them. */
    default Optional<IdentityDirectory> identities() {
        return Optional.empty();
    }

    /** The connections to HTTP endpoints, if this is the service that keeps them. */
    default Optional<ConnectionDirectory> connections() {
        return Optional.empty();
    }

    /** Called once after every service was created and its queues were registered. */
    default void start() {}

    /**
     * Called once at shutdown, before the listeners close: answers requests that wait for something
     * (long polls), because the listeners wait for them.
     */
    default void release() {}

    /** Called once at shutdown, after the last request and before the store is closed. */
    default void stop() {}

    /** Makes a service; the server lists one factory for each service. */
    @FunctionalInterface
    interface Factory {
        Service create(ServiceContext context);
    }
}
