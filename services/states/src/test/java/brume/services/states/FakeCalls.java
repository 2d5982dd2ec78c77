package brume.services.states;

import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.base.AccountId;
import brume.base.Scope;
import brume.spi.Calls;
import brume.spi.ConnectionDirectory;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.wire.Blob;
import brume.wire.OperationModel;
import brume.wire.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Stands in for the other services: functions are lambdas, operations answer what a test says. */
final class FakeCalls implements Calls {

    /** A function's answer; {@code error} is Lambda's FunctionError. */
    record Answer(String payload, @Nullable String error) {
        static Answer of(String payload) {
            return new Answer(payload, null);
        }

        static Answer error(String type, String message) {
            return new Answer(
                    "{\"errorMessage\": \"" + message + "\", \"errorType\": \"" + type + "\"}",
                    "Unhandled");
        }
    }

    private final Map<String, Function<String, Answer>> functions = new ConcurrentHashMap<>();
    private final Map<String, Function<JsonNode, JsonNode>> operations = new ConcurrentHashMap<>();
    private final Map<String, Function<Shape, Shape>> typedOperations = new ConcurrentHashMap<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<String, ConnectionDirectory.Credentials> connections = new ConcurrentHashMap<>();
    final List<Permission> required = new CopyOnWriteArrayList<>();
    final Set<String> refused = ConcurrentHashMap.newKeySet();

    void function(String name, Function<String, Answer> body) {
        functionAt("arn:aws:lambda:us-east-1:000000000000:function:" + name, body);
    }

    void functionAt(String arn, Function<String, Answer> body) {
        functions.put(arn, body);
    }

    @SuppressWarnings("unchecked") // Input and output belong to the operation.
    <I extends Shape, O extends Shape> void operation(
            OperationModel<I, O> operation, Function<I, O> body) {
        typedOperations.put(operation.name(), input -> body.apply((I) input));
    }

    void operation(String name, Function<JsonNode, JsonNode> body) {
        operations.put(name, body);
    }

    @Override
    @SuppressWarnings("unchecked") // The output belongs to the operation that the test knows.
    public <I extends Shape, O extends Shape> O invoke(
            OperationModel<I, O> operation, I input, Principal principal, Scope scope) {
        Function<Shape, Shape> typed = typedOperations.get(operation.name());
        if (typed != null) {
            return (O) typed.apply(input);
        }
        InvocationRequest request = (InvocationRequest) input;
        String name = request.functionName();
        String arn =
                name.startsWith("arn:") ? name : scope.arn("lambda", "function:" + name).toString();
        Function<String, Answer> function = functions.get(arn);
        if (function == null) {
            throw brume.api.lambda.LambdaErrors.resourceNotFoundException(
                    "Function not found: " + arn + ":$LATEST");
        }
        Blob payload = request.payload();
        String text = payload == null ? "" : payload.text();
        calls.add(text);
        Answer answer = function.apply(text);
        return (O)
                InvocationResponse.builder()
                        .statusCode(200)
                        .executedVersion("$LATEST")
                        .functionError(answer.error())
                        .payload(Blob.ofText(answer.payload()))
                        .build();
    }

    @Override
    public JsonNode invoke(
            String service, String action, JsonNode input, Principal principal, Scope scope) {
        Function<JsonNode, JsonNode> operation = operations.get(service + ':' + action);
        if (operation == null) {
            throw new IllegalStateException("no operation " + service + ':' + action);
        }
        return operation.apply(input);
    }

    @Override
    public Principal.RoleSession assume(String roleArn, Principal principal, String sessionName) {
        if (roleArn.endsWith("/closed")) {
            throw brume.wire.CommonErrors.accessDenied(
                    brume.api.states.StatesApi.MODEL, "not trusted");
        }
        AccountId account = new AccountId(roleArn.split(":", 6)[4]);
        return new Principal.RoleSession(
                account, "/", "role", "AROA", sessionName, List.of(), Map.of());
    }

    @Override
    public void require(Permission permission, Principal principal, Scope scope) {
        required.add(permission);
        if (refused.contains(permission.action())) {
            throw brume.wire.CommonErrors.accessDenied(
                    brume.api.states.StatesApi.MODEL, "not allowed: " + permission.action());
        }
    }

    @Override
    public ConnectionDirectory.Credentials credentials(
            String connectionArn, boolean renew, Principal principal, Scope scope) {
        ConnectionDirectory.Credentials found =
                connections.get(renew ? connectionArn + "#renewed" : connectionArn);
        if (found == null) {
            throw brume.api.events.EventsErrors.resourceNotFoundException("no connection");
        }
        return found;
    }
}
