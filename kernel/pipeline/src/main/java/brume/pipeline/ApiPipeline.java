package brume.pipeline;

import brume.auth.AuthErrors;
import brume.auth.AuthFailureException;
import brume.base.Clock;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.WebEndpoint;
import brume.wire.ActionRequest;
import brume.wire.Codec;
import brume.wire.CommonErrors;
import brume.wire.Compression;
import brume.wire.ErrorModel;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.Protocol;
import brume.wire.Route;
import brume.wire.RouteException;
import brume.wire.Router;
import brume.wire.ServiceException;
import brume.wire.ServiceModel;
import brume.wire.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps 2 to 7 of an API request: route, authenticate, decode, check, authorise, carry out, encode.
 * Whatever goes wrong on the way is answered in the protocol of the service; what the caller cannot
 * act on is an internal failure without detail, with the request id in the log.
 */
public final class ApiPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(ApiPipeline.class);

    /** Reasons for which a request is turned away before it was read. */
    public enum Refusal {
        TOO_LARGE,
        OVERLOADED;

        private ServiceException error() {
            return switch (this) {
                case TOO_LARGE -> CommonErrors.tooLarge();
                case OVERLOADED ->
                        new ServiceException(
                                new ErrorModel(
                                        "ServiceUnavailable", "ServiceUnavailable", 503, false),
                                "The server is handling too many bytes; try again.");
            };
        }
    }

    private final Router router;
    private final ServiceRegistry registry;
    private final Authenticator authenticator;
    private final Dispatcher dispatcher;
    private final Clock clock;
    private final DecodedBytes decodedBytes = new DecodedBytes(Runtime.getRuntime().maxMemory());

    public ApiPipeline(
            ServiceRegistry registry,
            Authenticator authenticator,
            Dispatcher dispatcher,
            Clock clock) {
        this.router = new Router(registry.models());
        this.registry = registry;
        this.authenticator = authenticator;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    /** Answers one request; never throws. */
    public Answer handle(HttpRequest request, String requestId) {
        Route route;
        try {
            route = router.find(request, Authenticator.signingName(request));
        } catch (RouteException e) {
            return unrouted(request, requestId, e);
        }
        int bytesMax = route.service().traits().bodyBytesMax();
        if (bytesMax >= 0 && request.body().length > bytesMax) {
            return refuse(request, requestId, Refusal.TOO_LARGE);
        }
        return new Exchange(request, requestId, route, Optional.empty()).run();
    }

    /** Answers a request to one service from a sender that is known already. */
    HttpResponse send(ServiceModel service, HttpRequest request, Call call) {
        ActionRequest action = ActionRequest.of(service, request);
        try {
            Route route =
                    action.operation().isPresent()
                            ? new Route(
                                    service, service.protocol(), action.operation().get(), Map.of())
                            : router.find(request, Optional.of(service.signingName()));
            return new Exchange(action.request(), call.requestId(), route, Optional.of(call))
                    .run()
                    .response();
        } catch (RouteException e) {
            return unrouted(request, call.requestId(), e).response();
        }
    }

    /** Answers a request that is not read, in the protocol of its service as far as it shows. */
    public Answer refuse(HttpRequest request, String requestId, Refusal refusal) {
        try {
            Route route = router.find(request, Authenticator.signingName(request));
            HttpResponse response =
                    Codec.encodeError(
                            route.protocol(), route.service(), refusal.error(), requestId);
            return new Answer(response, route.service().name(), route.operation(), "");
        } catch (RouteException e) {
            return unrouted(request, requestId, e);
        }
    }

    private static Answer unrouted(HttpRequest request, String requestId, RouteException e) {
        HttpResponse response = e.response(requestId);
        return new Answer(Compression.finish(e.service(), request, response), "", "", "");
    }

    /** Authentication and authorisation for the endpoints that are not AWS APIs. */
    public WebEndpoint.Gate gate(String requestId) {
        return new WebEndpoint.Gate() {
            @Override
            public Call authenticate(HttpRequest request, String service) {
                try {
                    Authenticator.Caller caller =
                            authenticator.authenticate(request, Protocol.REST_JSON_1, service);
                    return call(request, requestId, caller);
                } catch (AuthFailureException e) {
                    throw refusal(Protocol.REST_JSON_1, e);
                }
            }

            @Override
            public void authorize(Call call, Permission permission) {
                dispatcher
                        .findRefusal(call, permission)
                        .ifPresent(reason -> {
                            throw new ServiceException(
                                    ErrorModel.sender("AccessDeniedException", 403), reason);
                        });
            }
        };
    }

    private Call call(HttpRequest request, String requestId, Authenticator.Caller caller) {
        return new Call(
                requestId,
                caller.principal(),
                caller.scope(),
                clock.now(),
                request.sourceIp(),
                request.host(),
                conditionKeys(request, caller));
    }

    private static Map<String, List<String>> conditionKeys(
            HttpRequest request, Authenticator.Caller caller) {
        Map<String, List<String>> keys = new HashMap<>(caller.conditionKeys());
        keys.put("aws:SecureTransport", List.of(Boolean.toString(request.secure())));
        request.header("User-Agent").ifPresent(agent -> keys.put("aws:UserAgent", List.of(agent)));
        request.header("Referer").ifPresent(page -> keys.put("aws:Referer", List.of(page)));
        return Map.copyOf(keys);
    }

    private static ServiceException refusal(Protocol protocol, AuthFailureException e) {
        return new ServiceException(
                AuthErrors.of(protocol, e.failure().reason()),
                AuthErrors.message(protocol, e.failure()));
    }

    /** One request on its way through the steps. */
    private final class Exchange {
        private final HttpRequest request;
        private final String requestId;
        private final Route route;
        private final Optional<Call> known;
        private String principal = "";

        /**
         * @param known who sends it, or empty if the signature tells
         */
        Exchange(HttpRequest request, String requestId, Route route, Optional<Call> known) {
            this.known = known;
            this.request = request;
            this.requestId = requestId;
            this.route = route;
        }

        Answer run() {
            HttpResponse response;
            try {
                response = answer();
            } catch (ServiceException e) {
                response = error(e);
            } catch (AuthFailureException e) {
                response = error(refusal(route.protocol(), e));
            } catch (RuntimeException | Error e) {
                LOG.error("request {} ({}) failed", requestId, route.operation(), e);
                response = error(CommonErrors.internalFailure(route.service()));
            }
            response = Compression.finish(route.service(), request, response);
            return new Answer(response, route.service().name(), route.operation(), principal);
        }

        private HttpResponse answer() {
            HttpRequest read = request;
            Call call;
            if (known.isPresent()) {
                call = known.get();
            } else {
                Authenticator.Caller caller =
                        authenticator.authenticate(
                                request, route.protocol(), route.service().signingName());
                call = call(request, requestId, caller);
                read = caller.request();
            }
            principal = call.principal().arn();
            Optional<Operation<?, ?>> operation =
                    registry.findOperation(route.service(), route.operation());
            if (operation.isEmpty()) {
                throw CommonErrors.notImplemented(
                        route.service(), "the operation " + route.operation());
            }
            if (known.isPresent()) {
                // Part of a request that is counted already, and must not wait for itself.
                return carryOut(operation.get(), read, call);
            }
            int share = decodedBytes.acquire(route.protocol(), read.body().length);
            try {
                return carryOut(operation.get(), read, call);
            } finally {
                decodedBytes.release(share);
            }
        }

        private <I extends Shape, O extends Shape> HttpResponse carryOut(
                Operation<I, O> operation, HttpRequest decoded, Call call) {
            I input = Codec.decode(route.protocol(), operation.model(), decoded, route.labels());
            O output = dispatcher.perform(operation, input, call);
            return Codec.encode(route.protocol(), operation.model(), output, requestId);
        }

        private HttpResponse error(ServiceException e) {
            Protocol protocol = route.protocol();
            return Codec.encodeError(protocol, route.service(), e, requestId);
        }
    }
}
