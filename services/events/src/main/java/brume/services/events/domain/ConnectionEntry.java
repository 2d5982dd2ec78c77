package brume.services.events.domain;

import brume.api.events.ConnectionState;
import brume.base.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A connection to HTTP endpoints.
 *
 * @param id the last part of its ARN, new for each connection of a name
 * @param type of authorization: BASIC, API_KEY or OAUTH_CLIENT_CREDENTIALS
 * @param state of {@link ConnectionState}
 * @param authorized when it was last authorised
 * @param sealedParameters its sealed {@link ConnectionParameters} in base64, or null once it is not
 *     authorised any more
 */
public record ConnectionEntry(
        String name,
        String id,
        @Nullable String description,
        String type,
        String state,
        @Nullable String stateReason,
        Instant created,
        Instant modified,
        @Nullable Instant authorized,
        @Nullable String sealedParameters) {

    public static final String OAUTH = "OAUTH_CLIENT_CREDENTIALS";

    /** Its permissions' resource; see the Service Authorization Reference. */
    public static String resource(Scope scope, String name) {
        return scope.arn("events", "connection/" + name).toString();
    }

    public String arn(Scope scope) {
        return scope.arn("events", "connection/" + name + '/' + id).toString();
    }

    /** The state in which it begins: a token has to be fetched first, or nothing has to be done. */
    public static String firstState(String type) {
        return type.equals(OAUTH) ? ConnectionState.AUTHORIZING : ConnectionState.AUTHORIZED;
    }

    public ConnectionEntry authorized(Instant now) {
        return with(ConnectionState.AUTHORIZED, null, now, sealedParameters);
    }

    /** Authorization failed. */
    public ConnectionEntry refused(String reason) {
        return with(ConnectionState.DEAUTHORIZED, reason, authorized, sealedParameters);
    }

    /** Its authorization is taken away, and with it all parameters. */
    public ConnectionEntry deauthorized() {
        return with(ConnectionState.DEAUTHORIZED, null, authorized, null);
    }

    private ConnectionEntry with(
            String nextState,
            @Nullable String reason,
            @Nullable Instant when,
            @Nullable String parameters) {
        return new ConnectionEntry(
                name,
                id,
                description,
                type,
                nextState,
                reason,
                created,
                modified,
                when,
                parameters);
    }
}
