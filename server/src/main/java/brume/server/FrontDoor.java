package brume.server;

import brume.base.Clock;
import brume.base.Ids;
import brume.http.HttpHandler;
import brume.pipeline.Answer;
import brume.pipeline.ApiPipeline;
import brume.spi.WebEndpoint;
import brume.wire.Documents;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.WebSocketAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who answers a request: the server itself, a deployed API, or the pipeline of AWS's APIs.
 */
final class FrontDoor implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

    private final ApiPipeline pipeline;
    private final AdminEndpoint admin;
    private final List<WebEndpoint> endpoints;
    private final Cors cors;
    private final Clock clock;
    private final Optional<AccessLog> accessLog;

    FrontDoor(
            ApiPipeline pipeline,
            AdminEndpoint admin,
            List<WebEndpoint> endpoints,
            Cors cors,
            Clock clock,
            Optional<AccessLog> accessLog) {
        this.pipeline = pipeline;
        this.admin = admin;
        this.endpoints = endpoints;
        this.cors = cors;
        this.clock = clock;
        this.accessLog = accessLog;
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        String requestId = Ids.uuid();
        long began = clock.nanos();
        Answer answer = answer(request, requestId);
        accessLog.ifPresent(log -> log.write(request, answer, requestId, clock.nanos() - began));
        return answer.response();
    }

    @Override
    public Optional<WebSocketAnswer> upgrade(HttpRequest request) {
        String requestId = Ids.uuid();
        long began = clock.nanos();
        Optional<WebSocketAnswer> answer = upgrade(request, requestId);
        answer.ifPresent(given ->
                accessLog.ifPresent(log ->
                        log.write(request, web(shown(given)), requestId, clock.nanos() - began)));
        return answer;
    }

    private Optional<WebSocketAnswer> upgrade(HttpRequest request, String requestId) {
        try {
            for (WebEndpoint endpoint : endpoints) {
                if (endpoint.matches(request)) {
                    return endpoint.upgrade(request, requestId, pipeline.gate(requestId));
                }
            }
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            LOG.error("handshake {} failed", requestId, e);
            return Optional.of(new WebSocketAnswer.Refused(failure(requestId)));
        }
    }

    private static HttpResponse shown(WebSocketAnswer answer) {
        return switch (answer) {
            case WebSocketAnswer.Refused refused -> refused.response();
            case WebSocketAnswer.Accepted accepted ->
                    new HttpResponse(101, accepted.headers(), new byte[0]);
        };
    }

    private static HttpResponse failure(String requestId) {
        return plain(500, "Internal failure; request id " + requestId);
    }

    private Answer answer(HttpRequest request, String requestId) {
        try {
            for (WebEndpoint endpoint : endpoints) {
                if (endpoint.matches(request)) {
                    return web(endpoint.handle(request, requestId, pipeline.gate(requestId)));
                }
            }
            if (cors.refuses(request)) {
                return web(plain(403, "This web page's origin may not use this server."));
            }
            if (request.path().startsWith(AdminEndpoint.PREFIX)) {
                return web(admin.handle(request));
            }
            if (cors.isPreflight(request)) {
                return web(cors.preflight(request));
            }
            Answer answer = pipeline.handle(request, requestId);
            cors.expose(request, answer.response());
            return answer;
        } catch (RuntimeException | Error e) {
            LOG.error("request {} failed", requestId, e);
            return web(failure(requestId));
        }
    }

    @Override
    public HttpResponse tooLarge(HttpRequest request) {
        return pipeline.refuse(request, Ids.uuid(), ApiPipeline.Refusal.TOO_LARGE).response();
    }

    @Override
    public HttpResponse overloaded(HttpRequest request) {
        return pipeline.refuse(request, Ids.uuid(), ApiPipeline.Refusal.OVERLOADED).response();
    }

    private static Answer web(HttpResponse response) {
        return new Answer(response, "", "", "");
    }

    private static HttpResponse plain(int status, String message) {
        return HttpResponse.of(
                status,
                "application/json",
                Documents.text(Documents.object().put("message", message))
                        .getBytes(StandardCharsets.UTF_8));
    }
}
