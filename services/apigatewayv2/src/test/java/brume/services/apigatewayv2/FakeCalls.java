package brume.services.apigatewayv2;

import brume.api.apigateway.CreateDomainNameRequest;
import brume.api.apigateway.DeleteDomainNameRequest;
import brume.api.apigateway.DomainName;
import brume.api.apigateway.GetDomainNameRequest;
import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.api.logs.PutLogEventsResponse;
import brume.base.AccountId;
import brume.base.Scope;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.ErrorModel;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import brume.wire.Unit;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Other services as far as the tests need them: functions that answer what a test says. */
final class FakeCalls implements Calls {

    final List<String> events = new ArrayList<>();
    final List<Principal> principals = new ArrayList<>();
    final Map<String, DomainName> domains = new HashMap<>();
    final List<String> actions = new ArrayList<>();
    Function<String, String> function = event -> event;
    Function<JsonNode, JsonNode> action = input -> input;
    @Nullable CountDownLatch never;
    final CountDownLatch written = new CountDownLatch(1);
    private @Nullable String functionError;

    /** What functions answer from now on. */
    void answer(String payload) {
        function = event -> payload;
        functionError = null;
    }

    /** How functions fail from now on. */
    void fail(String payload) {
        function = event -> payload;
        functionError = "Unhandled";
    }

    private DomainName domain(String name) {
        DomainName domain = domains.get(name);
        if (domain == null) {
            throw new ServiceException(ErrorModel.sender("NotFoundException", 404), name);
        }
        return domain;
    }

    JsonNode lastEvent() {
        return Documents.parse(events.getLast());
    }

    Principal lastPrincipal() {
        return principals.getLast();
    }

    int invocations() {
        return events.size();
    }

    static ServiceException denied() {
        return new ServiceException(ErrorModel.sender("AccessDeniedException", 403), "denied");
    }

    @Override
    @SuppressWarnings("unchecked")
    public <I extends Shape, O extends Shape> O invoke(
            OperationModel<I, O> operation, I input, Principal principal, Scope scope) {
        switch (input) {
            case CreateDomainNameRequest create -> {
                DomainName domain =
                        DomainName.builder()
                                .domainName(create.domainName())
                                .regionalDomainName("d-1.execute-api.us-east-1.amazonaws.com")
                                .regionalCertificateArn(create.regionalCertificateArn())
                                .domainNameStatus("AVAILABLE")
                                .build();
                domains.put(create.domainName(), domain);
                return (O) domain;
            }
            case GetDomainNameRequest get -> {
                return (O) domain(get.domainName());
            }
            case DeleteDomainNameRequest delete -> {
                domains.remove(delete.domainName());
                return (O) Unit.INSTANCE;
            }
            default -> {
                // Not about domain names.
            }
        }
        if (!(input instanceof InvocationRequest request)) {
            actions.add(operation.name() + ' ' + Documents.text(ShapeJson.toTree(input)));
            written.countDown();
            return (O) PutLogEventsResponse.builder().build();
        }
        principals.add(principal);
        if (never != null) {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        String payload = request.payload() == null ? "" : request.payload().text();
        events.add(payload);
        return (O)
                InvocationResponse.builder()
                        .statusCode(200)
                        .functionError(functionError)
                        .payload(Blob.ofText(function.apply(payload)))
                        .build();
    }

    @Override
    public JsonNode invoke(
            String service, String name, JsonNode input, Principal principal, Scope scope) {
        actions.add(service + ':' + name + ' ' + Documents.text(input));
        principals.add(principal);
        return action.apply(input);
    }

    @Override
    public Principal.RoleSession assume(String roleArn, Principal principal, String sessionName) {
        if (!roleArn.endsWith("/good")) {
            throw denied();
        }
        return new Principal.RoleSession(
                AccountId.DEFAULT, "/", "good", "AROA1", sessionName, List.of(), Map.of());
    }
}
