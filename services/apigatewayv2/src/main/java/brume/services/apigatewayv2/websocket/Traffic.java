package brume.services.apigatewayv2.websocket;

import brume.base.Clock;
import brume.services.apigatewayv2.domain.ParameterMapping;
import brume.services.apigatewayv2.domain.WebSocketQuotas;
import brume.services.apigatewayv2.execution.AccessLogs;
import brume.services.apigatewayv2.execution.RefusedException;
import brume.services.apigatewayv2.execution.StageCache;
import brume.services.apigatewayv2.execution.TokenBucket;
import brume.templates.TemplateException;
import brume.wire.Documents;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens on the connections: messages to their routes, answers and errors back. */
final class Traffic {

    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
    private static final int GOING_AWAY = 1001;

    private final Connections connections;
    private final StageCache<ServedStage> stages;
    private final Integrations integrations;
    private final AccessLogs accessLogs;
    private final Clock clock;

    Traffic(
            Connections connections,
            StageCache<ServedStage> stages,
            Integrations integrations,
            AccessLogs accessLogs,
            Clock clock) {
        this.connections = connections;
        this.stages = stages;
        this.integrations = integrations;
        this.accessLogs = accessLogs;
        this.clock = clock;
    }

    void opened(Client client) {
        connections.add(client);
    }

    /** Ends the connections of an API's stages that are no longer there. */
    void changed(String apiId) {
        for (Client client : connections.of(apiId)) {
            if (stages.find(apiId, client.stageName()).isEmpty()) {
                client.close(GOING_AWAY, "Going away");
            }
        }
    }

    void message(Client client, String text) {
        client.activeAt(clock.now());
        Optional<ServedStage> stage = stages.find(client.apiId(), client.stageName());
        if (stage.isEmpty()) {
            client.close(GOING_AWAY, "Going away");
            return;
        }
        message(client, stage.get(), text);
    }

    private void message(Client client, ServedStage stage, String text) {
        ConnectionEvent unrouted =
                ConnectionEvent.message(client, stage, ServedStage.DEFAULT, text, clock.now());
        String key = ParameterMapping.evaluate(stage.routeSelection(), unrouted::variable);
        Optional<ServedRoute> route = stage.route(key);
        ConnectionEvent event =
                route.isEmpty() || route.get().key().equals(ServedStage.DEFAULT)
                        ? unrouted
                        : ConnectionEvent.message(
                                client, stage, route.get().key(), text, unrouted.time);
        String answer = "";
        try {
            ServedRoute found = route.orElseThrow(RefusedException::forbidden);
            limit(found);
            Answer said = run(event, found);
            answer = found.answers() ? said.body() : "";
            if (answer.getBytes(StandardCharsets.UTF_8).length
                    > WebSocketQuotas.MESSAGE_BYTES.value()) {
                throw RefusedException.internal();
            }
        } catch (RefusedException e) {
            answer = refusal(event, e);
        }
        if (!answer.isEmpty()) {
            var ignored = client.send(answer, clock.now());
        }
        log(event);
    }

    /**
     * Asks for room in the route's rate.
     *
     * @throws RefusedException 429 if there is none
     */
    void limit(ServedRoute route) {
        TokenBucket bucket = route.bucket();
        if (bucket != null && !bucket.take(clock.nanos())) {
            throw RefusedException.tooManyRequests();
        }
    }

    /**
     * Runs the integration of a route.
     *
     * @throws RefusedException if it has none or fails
     */
    Answer run(ConnectionEvent event, ServedRoute route) {
        long began = clock.nanos();
        ServedIntegration served = route.integration().orElseThrow(RefusedException::internal);
        Answer answer = guarded(event, () -> integrations.run(served, event));
        event.note("integrationLatency", Long.toString((clock.nanos() - began) / 1_000_000));
        event.note("integrationStatus", Integer.toString(answer.status()));
        event.note("status", Integer.toString(answer.status()));
        return answer;
    }

    private static Answer guarded(ConnectionEvent event, Supplier<Answer> work) {
        try {
            return work.get();
        } catch (TemplateException e) {
            LOG.debug("{}: {}", event.requestId, e.getMessage());
            throw RefusedException.internal();
        } catch (RefusedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("{}: the execution of a WebSocket API fails", event.requestId, e);
            throw RefusedException.internal();
        }
    }

    /** What a client is told that does not get what it asked for. */
    static String refusal(ConnectionEvent event, RefusedException refused) {
        String text =
                switch (refused.status()) {
                    case 500, 502 -> "Internal server error";
                    case 503, 504 -> "Endpoint request timed out";
                    default -> refused.text();
                };
        event.note("status", Integer.toString(refused.status()));
        event.note("error.message", text);
        return Documents.text(
                Documents.object()
                        .put("message", text)
                        .put("connectionId", event.client.id())
                        .put("requestId", event.requestId));
    }

    void log(ConnectionEvent event) {
        event.stage
                .accessLog()
                .filter(settings -> settings.destinationArn() != null)
                .ifPresent(settings -> accessLogs.write(settings, event));
    }

    void closed(Client client, int code, String reason) {
        connections.remove(client);
        Optional<ServedStage> stage = stages.find(client.apiId(), client.stageName());
        if (stage.isEmpty()) {
            return;
        }
        // AWS's words for a client that closed without a code.
        String why =
                code == 1005 && reason.isEmpty()
                        ? "Client-side close frame status not set"
                        : reason;
        ConnectionEvent event =
                ConnectionEvent.disconnect(client, stage.get(), code, why, clock.now());
        ServedRoute route = stage.get().routes().get(ServedStage.DISCONNECT);
        if (route != null && route.integration().isPresent()) {
            try {
                var ignored = run(event, route);
            } catch (RefusedException e) {
                // Nobody is there any more who could be told.
                LOG.debug("{}: {}", event.requestId, refusal(event, e));
            }
        }
        log(event);
    }
}
