package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.AccessLogSettings;
import brume.api.apigatewayv2.CreateStageRequest;
import brume.api.apigatewayv2.UpdateStageRequest;
import brume.base.Arn;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.store.Shapes;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Member;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * An operation on HTTP APIs. Its permission is the HTTP method on the path: {@code apigateway:GET}
 * on {@code arn:aws:apigateway:us-east-1::/apis/abc}. Source: Service Authorization Reference,
 * "Actions, resources, and condition keys for Amazon API Gateway Management V2". Whoever gives a
 * role to an API must be permitted to pass it, and it is of the API's own account.
 */
final class ApiOperation {

    private static final String PREFIX = "/v2";
    private static final String[] ROLES = {"CredentialsArn", "AuthorizerCredentialsArn"};

    /** Instead of a role: the integration is called as the client itself. */
    static final String CALLER = "arn:aws:iam::*:user/*";

    private ApiOperation() {}

    static <I extends Shape, O extends Shape> Operation<I, O> of(
            OperationModel<I, O> model, BiFunction<I, Call, O> body) {
        return of(model, input -> role(input).map(List::of).orElse(List.of()), body);
    }

    /**
     * An operation whose input gives roles to an API in a form of its own.
     *
     * @param roles all of them
     */
    static <I extends Shape, O extends Shape> Operation<I, O> of(
            OperationModel<I, O> model,
            Function<I, List<String>> roles,
            BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) -> permissions(model, input, roles.apply(input), call),
                (input, call) -> {
                    roles.apply(input).forEach(role -> checkRole(role, call));
                    return body.apply(input, call);
                });
    }

    private static List<Permission> permissions(
            OperationModel<?, ?> model, Shape input, List<String> roles, Call call) {
        String path = model.uriPattern().substring(PREFIX.length());
        for (Member member : model.input().members()) {
            if (member.location() == Member.Location.URI) {
                path =
                        path.replace(
                                '{' + member.wireName() + '}',
                                String.valueOf(input.member(member.index())));
            }
        }
        String arn =
                "arn:" + call.region().partition() + ":apigateway:" + call.region() + "::" + path;
        List<Permission> permissions = new ArrayList<>();
        permissions.add(Permission.of("apigateway:" + model.httpMethod(), arn));
        roles.stream()
                .filter(role -> !role.equals(CALLER))
                .forEach(role ->
                        permissions.add(
                                Permission.of("iam:PassRole", role)
                                        .withContext(
                                                Map.of(
                                                        "iam:PassedToService",
                                                        List.of("apigateway.amazonaws.com")))));
        if (namesLogGroup(input)) {
            permissions.add(Permission.of("logs:CreateLogDelivery", "*"));
        }
        return permissions;
    }

    /**
     * Whether the input lets a stage write into a log group. The gateway writes as the account, so
     * whoever chooses the group must be permitted to have logs delivered. Source: Developer Guide,
     * "Configure logging for HTTP APIs", permissions.
     */
    private static boolean namesLogGroup(Shape input) {
        AccessLogSettings settings =
                switch (input) {
                    case CreateStageRequest create -> create.accessLogSettings();
                    case UpdateStageRequest update -> update.accessLogSettings();
                    default -> null;
                };
        return settings != null && settings.destinationArn() != null;
    }

    private static Optional<String> role(Shape input) {
        for (String name : ROLES) {
            Optional<String> role = Shapes.find(input, name).filter(arn -> !arn.isEmpty());
            if (role.isPresent()) {
                return role;
            }
        }
        return Optional.empty();
    }

    private static void checkRole(String role, Call call) {
        if (role.equals(CALLER)) {
            return;
        }
        Arn arn =
                Arn.find(role)
                        .filter(found -> found.service().equals("iam"))
                        .orElseThrow(() -> ApiErrors.bad("Invalid ARN specified in the request"));
        if (!arn.account().equals(call.account().value())) {
            throw ApiErrors.bad("Cross-account pass role is not allowed.");
        }
    }
}
