package brume.pipeline;

import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Region;
import brume.base.Scope;
import brume.spi.Call;
import brume.spi.Calls;
import brume.spi.ConnectionDirectory;
import brume.spi.IdentityDirectory;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.wire.CommonErrors;
import brume.wire.ErrorModel;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.ServiceModel;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls between services: the pipeline from the checks on, without HTTP. */
public final class DirectCalls implements Calls {

    private static final String LOCAL = "127.0.0.1";
    private static final String ASSUME_ROLE = "sts:AssumeRole";
    private static final String RETRIEVE_CREDENTIALS = "events:RetrieveConnectionCredentials";

    /** Such a call never leaves the process. */
    private static final Map<String, List<String>> INTERNAL_KEYS =
            Map.of("aws:SecureTransport", List.of("true"));

    private final Clock clock;
    private final Dispatcher dispatcher;
    private final IdentityDirectory directory;
    private volatile @Nullable ServiceRegistry registry;
    private volatile @Nullable ApiPipeline pipeline;

    public DirectCalls(Clock clock, Dispatcher dispatcher, IdentityDirectory directory) {
        this.clock = clock;
        this.dispatcher = dispatcher;
        this.directory = directory;
    }

    /** Tells the services that exist, which are themselves created with this object. */
    public void connect(ServiceRegistry services) {
        this.registry = services;
    }

    /** Tells the pipeline, which requests in a service's own protocol go through. */
    public void connect(ApiPipeline requests) {
        this.pipeline = requests;
    }

    @Override
    public HttpResponse send(
            String service, HttpRequest request, Principal principal, Scope scope) {
        ServiceModel model =
                registry()
                        .findService(service)
                        .orElseThrow(() -> unknown("the service " + service));
        ApiPipeline requests = pipeline;
        if (requests == null) {
            throw new IllegalStateException("a service was called before all were created");
        }
        return requests.send(model, request, call(principal, scope));
    }

    @Override
    public <I extends Shape, O extends Shape> O invoke(
            OperationModel<I, O> model, I input, Principal principal, Scope scope) {
        return perform(find(model.service(), model.name()), model, input, principal, scope);
    }

    private <I extends Shape, O extends Shape> O perform(
            Operation<?, ?> found,
            OperationModel<I, O> model,
            I input,
            Principal principal,
            Scope scope) {
        if (found.model() != model) {
            throw new IllegalStateException(model.name() + " is served with another model");
        }
        @SuppressWarnings("unchecked") // The same model has the same types.
        Operation<I, O> operation = (Operation<I, O>) found;
        return dispatcher.perform(operation, input, call(principal, scope));
    }

    @Override
    public JsonNode invoke(
            String service, String action, JsonNode input, Principal principal, Scope scope) {
        ServiceModel model =
                registry()
                        .findService(service)
                        .orElseThrow(() -> unknown("the service " + service));
        String name = Character.toUpperCase(action.charAt(0)) + action.substring(1);
        return invokeTyped(find(model, name), input, principal, scope);
    }

    private <I extends Shape, O extends Shape> JsonNode invokeTyped(
            Operation<I, O> operation, JsonNode input, Principal principal, Scope scope) {
        I typed = ShapeJson.fromTree(operation.model().input(), input);
        O output = dispatcher.perform(operation, typed, call(principal, scope));
        return ShapeJson.toTree(output);
    }

    @Override
    public Principal.RoleSession assume(String roleArn, Principal principal, String sessionName) {
        Optional<IdentityDirectory.Role> role = directory.findRole(roleArn);
        String account = roleArn.split(":", 6).length == 6 ? roleArn.split(":", 6)[4] : "";
        if (role.isEmpty() || !AccountId.isValid(account)) {
            throw denied(principal, roleArn);
        }
        Scope scope = new Scope(new AccountId(account), Region.US_EAST_1);
        Permission permission =
                Permission.of(ASSUME_ROLE, roleArn)
                        .withResourcePolicy(Optional.of(role.get().trustPolicy()));
        if (dispatcher.findRefusal(call(principal, scope), permission).isPresent()) {
            throw denied(principal, roleArn);
        }
        return new Principal.RoleSession(
                scope.account(),
                role.get().path(),
                role.get().name(),
                role.get().roleId(),
                sessionName,
                List.of(),
                Map.of());
    }

    @Override
    public void require(Permission permission, Principal principal, Scope scope) {
        dispatcher
                .findRefusal(call(principal, scope), permission)
                .ifPresent(reason -> {
                    throw new ServiceException(
                            ErrorModel.sender("AccessDeniedException", 403), reason);
                });
    }

    @Override
    public ConnectionDirectory.Credentials credentials(
            String connectionArn, boolean renew, Principal principal, Scope scope) {
        require(Permission.of(RETRIEVE_CREDENTIALS, connectionArn), principal, scope);
        return registry().services().stream()
                .flatMap(service -> service.connections().stream())
                .findFirst()
                .orElseThrow(() -> unknown("connections"))
                .get(connectionArn, renew);
    }

    private static ServiceException denied(Principal principal, String roleArn) {
        return new ServiceException(
                ErrorModel.sender("AccessDenied", 403),
                principal.arn() + " is not authorized to assume the role " + roleArn);
    }

    private Operation<?, ?> find(ServiceModel service, String operation) {
        return registry()
                .findOperation(service, operation)
                .orElseThrow(
                        () -> CommonErrors.notImplemented(service, "the operation " + operation));
    }

    private static ServiceException unknown(String what) {
        return new ServiceException(
                new ErrorModel("NotImplemented", "NotImplemented", 501, false),
                "Brume does not implement " + what + " yet.");
    }

    private ServiceRegistry registry() {
        ServiceRegistry services = registry;
        if (services == null) {
            throw new IllegalStateException("a service was called before all were created");
        }
        return services;
    }

    private Call call(Principal principal, Scope scope) {
        return new Call(
                Ids.uuid(), principal, scope, clock.now(), LOCAL, "localhost", INTERNAL_KEYS);
    }
}
