package brume.services.lambda.url;

import brume.base.Clock;
import brume.base.Ids;
import brume.sandbox.Invocation;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.FunctionUrl;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaQuotas;
import brume.services.lambda.domain.PolicyOwner;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.worker.Invoker;
import brume.spi.Call;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.spi.WebEndpoint;
import brume.wire.Documents;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code http://<id>.lambda-url.<region>.<any host>/}. The resource policy must let the
 * caller, or everybody, use the URL and through it the function.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html">Control access to
 *     Lambda function URLs</a>
 */
public final class UrlEndpoint implements WebEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(UrlEndpoint.class);
    private static final String LABEL = "lambda-url.";
    private static final String FORBIDDEN =
            "Forbidden. For troubleshooting Function URL authorization issues, see:"
                    + " https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

    private final FunctionStore functions;
    private final Invoker invoker;
    private final Clock clock;

    public UrlEndpoint(FunctionStore functions, Invoker invoker, Clock clock) {
        this.functions = functions;
        this.invoker = invoker;
        this.clock = clock;
    }

    @Override
    public boolean matches(HttpRequest request) {
        int dot = request.host().indexOf('.');
        return dot > 0 && request.host().startsWith(LABEL, dot + 1);
    }

    @Override
    public HttpResponse handle(HttpRequest request, String requestId, Gate gate) {
        String id = request.host().substring(0, request.host().indexOf('.'));
        Optional<FunctionUrl> url = functions.read(reader -> functions.urls().findById(reader, id));
        HttpResponse response =
                url.map(found -> answer(found, request, requestId, gate))
                        .orElseGet(() -> error(403, "AccessDeniedException", "Message", null));
        response.headers().set("x-amzn-RequestId", requestId);
        return response;
    }

    private HttpResponse answer(FunctionUrl url, HttpRequest request, String requestId, Gate gate) {
        Optional<UrlCors> cors =
                Optional.ofNullable(url.cors()).map(allowed -> new UrlCors(allowed, request));
        Optional<HttpResponse> preflight = cors.flatMap(UrlCors::preflight);
        if (preflight.isPresent()) {
            return preflight.get();
        }
        HttpResponse response = invoke(url, request, requestId, gate);
        cors.ifPresent(c -> c.apply(response.headers()));
        return response;
    }

    private HttpResponse invoke(FunctionUrl url, HttpRequest request, String requestId, Gate gate) {
        boolean signed = url.authType().equals("AWS_IAM");
        Call call;
        try {
            call =
                    signed
                            ? gate.authenticate(request, "lambda")
                            : anonymous(url, request, requestId);
        } catch (ServiceException e) {
            return e.error().code().startsWith("MissingAuthenticationToken")
                    ? error(403, "AccessDeniedException", "Message", FORBIDDEN)
                    : error(e.error().httpStatus(), e.error().code(), "message", e.getMessage());
        }
        FunctionReference reference = url.reference();
        Optional<LambdaFunction> function = functions.find(reference, Ids.fraction());
        if (function.isEmpty() || !allowed(url, reference, call, gate)) {
            return error(403, "AccessDeniedException", "Message", FORBIDDEN);
        }
        byte[] event =
                UrlEvent.of(
                        url,
                        request,
                        requestId,
                        call.time(),
                        Optional.of(call).filter(c -> signed));
        if (event.length > LambdaQuotas.SYNCHRONOUS_PAYLOAD_BYTES.value()) {
            return error(413, "RequestEntityTooLargeException", "Message", null);
        }
        Invocation invocation = Invocation.of(requestId, event, reference.qualifiedArn());
        try {
            return (url.streams()
                            ? UrlStream.of(invoker.stream(function.get(), invocation))
                            : buffered(function.get(), invocation))
                    .orElseGet(UrlEndpoint::failed);
        } catch (ServiceException e) {
            LOG.debug("{} was not run: {}", reference.qualifiedArn(), e.getMessage());
            return e.error().httpStatus() == 429
                    ? error(429, e.error().code(), "Message", e.getMessage())
                    : failed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed();
        }
    }

    private Optional<HttpResponse> buffered(LambdaFunction function, Invocation invocation) {
        Invoker.Answer answer = invoker.invoke(function, invocation);
        return answer.functionError().isPresent()
                ? Optional.empty()
                : UrlResponse.of(answer.payload());
    }

    private Call anonymous(FunctionUrl url, HttpRequest request, String requestId) {
        return new Call(
                requestId,
                new Principal.Anonymous(),
                url.reference().scope(),
                clock.now(),
                request.sourceIp(),
                request.host(),
                Map.of("aws:SecureTransport", List.of(Boolean.toString(request.secure()))));
    }

    /** Both permissions are needed, as of October 2025. */
    private boolean allowed(FunctionUrl url, FunctionReference reference, Call call, Gate gate) {
        Optional<String> policy =
                functions
                        .read(reader -> functions.findPolicyOwner(reader, reference))
                        .flatMap(PolicyOwner::policy);
        try {
            gate.authorize(
                    call,
                    Permission.of("lambda:InvokeFunctionUrl", reference.qualifiedArn())
                            .withResourcePolicy(policy)
                            .withContext(
                                    Map.of("lambda:FunctionUrlAuthType", List.of(url.authType()))));
            gate.authorize(
                    call,
                    Permission.of("lambda:InvokeFunction", reference.qualifiedArn())
                            .withResourcePolicy(policy)
                            .withContext(Map.of("lambda:InvokedViaFunctionUrl", List.of("true"))));
            return true;
        } catch (ServiceException e) {
            LOG.debug("{} is refused: {}", reference.qualifiedArn(), e.getMessage());
            return false;
        }
    }

    private static HttpResponse failed() {
        return HttpResponse.of(
                502, "application/json", "Internal Server Error".getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse error(
            int status, String type, String member, @Nullable String message) {
        ObjectNode body = Documents.object();
        body.put(member, message);
        HttpResponse response =
                HttpResponse.of(
                        status,
                        "application/json",
                        Documents.text(body).getBytes(StandardCharsets.UTF_8));
        response.headers().set("x-amzn-ErrorType", type);
        return response;
    }
}
