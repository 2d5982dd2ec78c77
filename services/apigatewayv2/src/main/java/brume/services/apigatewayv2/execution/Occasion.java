package brume.services.apigatewayv2.execution;

import brume.base.Scope;
import brume.spi.Call;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happens at a stage and for which an integration is called: a request, or a message
 * of a WebSocket.
 */
public interface Occasion {

    /** Account and region of the API. */
    Scope scope();

    String apiId();

    String stageName();

    Map<String, String> stageVariables();

    String requestId();

    Instant time();

    /** On whose behalf a function is called, as its permission names it. */
    String sourceArn();

    /** Who signed. */
    Optional<Call> caller();

    /** The value of a {@code $context} variable, by what follows {@code $context.}. */
    Optional<String> findContext(String name);

    /** Keeps something that access logs may ask for. */
    void note(String variable, String value);
}
