package brume.pipeline;

import brume.spi.Operation;
import brume.spi.Service;
import brume.wire.ServiceModel;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The services of this server and their operations, by name. */
public final class ServiceRegistry {

    private final List<Service> services;
    private final Map<String, Map<String, Operation<?, ?>>> operations = new HashMap<>();
    private final Map<String, ServiceModel> byAnyName = new HashMap<>();

    public ServiceRegistry(List<Service> services) {
        this.services = List.copyOf(services);
        for (Service service : services) {
            Map<String, Operation<?, ?>> byName = new HashMap<>();
            for (Operation<?, ?> operation : service.operations()) {
                if (byName.put(operation.model().name(), operation) != null) {
                    throw new IllegalStateException(
                            service.model().name() + " lists twice: " + operation.model().name());
                }
            }
            ServiceModel model = service.model();
            operations.put(model.name(), byName);
        }
        // Several services may sign with one name; it means the one whose own name it is.
        services.forEach(service -> name(service.model().name(), service.model()));
        services.forEach(service -> name(service.model().serviceId(), service.model()));
        services.forEach(service -> name(service.model().signingName(), service.model()));
    }

    private void name(String name, ServiceModel model) {
        byAnyName.putIfAbsent(plain(name), model);
    }

    public List<Service> services() {
        return services;
    }

    public List<ServiceModel> models() {
        return services.stream().map(Service::model).toList();
    }

    /** The operation if it is built. */
    public Optional<Operation<?, ?>> findOperation(ServiceModel service, String name) {
        return Optional.ofNullable(operations.getOrDefault(service.name(), Map.of()).get(name));
    }

    /** The service by our name, its serviceId without blanks, or its signing name; without case. */
    public Optional<ServiceModel> findService(String name) {
        return Optional.ofNullable(byAnyName.get(plain(name)));
    }

    private static String plain(String name) {
        return name.replace(" ", "").replace("-", "").toLowerCase(Locale.ROOT);
    }
}
