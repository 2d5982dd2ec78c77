package brume.services.apigateway.execution;

import brume.api.lambda.InvocationResponse;
import brume.services.apigateway.domain.IntegrationUri;
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.ServiceException;

/** AWS: a Lambda function that gets the mapped body as its event, or another AWS service. */
final class AwsIntegration {

    private AwsIntegration() {}

    static IntegrationResult invoke(Invocation invocation, Backends backends) {
        IntegrationRequest request = IntegrationRequest.of(invocation);
        HttpIntegration.checkMapped(request, true);
        IntegrationUri uri = uri(invocation, request);
        IntegrationResult result =
                uri.function().isPresent()
                        ? function(invocation, backends, request, uri)
                        : ServiceIntegration.invoke(invocation, backends, request, uri);
        invocation.received(result.status(), result.headers(), result.body());
        return result;
    }

    private static IntegrationUri uri(Invocation invocation, IntegrationRequest request) {
        String text = String.valueOf(invocation.method.integration().uri());
        text = Backends.withStageVariables(text, invocation.stage.variables());
        for (var parameter : request.path().entrySet()) {
            text =
                    text.replace("{" + parameter.getKey() + "}", parameter.getValue())
                            .replace("{" + parameter.getKey() + "+}", parameter.getValue());
        }
        return IntegrationUri.find(text).orElseThrow(GatewayException::internal);
    }

    private static IntegrationResult function(
            Invocation invocation,
            Backends backends,
            IntegrationRequest request,
            IntegrationUri uri) {
        String type =
                request.header("X-Amz-Invocation-Type")
                        .filter("Event"::equals)
                        .orElse("RequestResponse");
        byte[] event = request.body().length == 0 ? Bodies.bytes("{}") : request.body();
        String name = uri.function().orElseThrow(GatewayException::internal);
        requested(invocation, uri, request);
        InvocationResponse answer;
        try {
            answer = backends.invoke(invocation, name, type, event);
        } catch (ServiceException e) {
            throw GatewayException.internal(String.valueOf(e.getMessage()));
        }
        Blob payload = answer.payload() == null ? Blob.EMPTY : answer.payload();
        int status = answer.statusCode() == null ? 200 : answer.statusCode();
        return new IntegrationResult(
                status, new HttpHeaders(), payload.bytes(), errorMessage(payload));
    }

    /** The lines of the execution log about a request to a service. */
    static void requested(Invocation invocation, IntegrationUri uri, IntegrationRequest request) {
        String url = "https://" + uri.service() + '.' + uri.region() + ".amazonaws.com/";
        String path = uri.isAction() ? "" : uri.rest();
        invocation.log.data(() -> "Endpoint request URI: " + url + path);
        invocation.log.data(
                () -> "Endpoint request headers: " + ExecutionLog.fields(request.headers()));
        invocation.log.data(() ->
                "Endpoint request body after transformations: " + Bodies.text(request.body()));
        invocation.log.info(() -> "Sending request to " + url + path);
    }

    /** The message of a failed invocation, which the selection patterns are compared with. */
    private static String errorMessage(Blob payload) {
        byte[] bytes = payload.bytes();
        if (bytes.length == 0 || bytes[0] != '{') {
            return "";
        }
        try {
            return Documents.parse(bytes).path("errorMessage").asText("");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
