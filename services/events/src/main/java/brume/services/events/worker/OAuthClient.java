package brume.services.events.worker;

import brume.base.Clock;
import brume.spi.ConnectionDirectory.Parameter;
import brume.spi.HttpSender;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Fetches tokens with the client credentials grant (RFC 6749, section 4.4): identifier, secret and
 * grant type are form fields, or with GET query parameters. The connection's own OAuth parameters
 * are added and win.
 */
final class OAuthClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int ANSWER_BYTES_MAX = 64 * 1024;
    private static final long SECONDS_DEFAULT = 3_600;

    /** A token is renewed a little before it ends. */
    private static final long SECONDS_LEFT_MIN = 10;

    private final HttpSender http;
    private final Clock clock;

    OAuthClient(HttpSender http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /**
     * @param authorization the header's value, such as {@code Bearer abc}
     * @param until when it has to be renewed
     */
    record Token(String authorization, Instant until) {}

    /**
     * Fetches a token.
     *
     * @param parameters the connection's OAuthParameters
     * @throws IOException if there is none to be had; the message may be shown
     */
    Token fetch(JsonNode parameters) throws IOException {
        HttpResponse answer;
        try {
            answer = http.send(request(parameters));
        } catch (IllegalArgumentException e) {
            throw new IOException("the authorization endpoint is not a URL", e);
        }
        if (answer.status() / 100 != 2) {
            throw new IOException("the authorization endpoint answered " + answer.status());
        }
        JsonNode token = parsed(answer);
        String value = token.path("access_token").asText();
        if (value.isEmpty()) {
            throw new IOException("the authorization endpoint answered no access_token");
        }
        String type = token.path("token_type").asText("Bearer");
        long seconds = token.path("expires_in").asLong(SECONDS_DEFAULT);
        return new Token(
                (type.toLowerCase(Locale.ROOT).equals("bearer") ? "Bearer" : type) + ' ' + value,
                clock.now().plusSeconds(Math.max(0, seconds - SECONDS_LEFT_MIN)));
    }

    private static JsonNode parsed(HttpResponse answer) throws IOException {
        try {
            return Documents.parse(answer.body());
        } catch (IllegalArgumentException e) {
            throw new IOException("the authorization endpoint did not answer JSON", e);
        }
    }

    private static OutboundRequest request(JsonNode parameters) {
        JsonNode more = parameters.path("OAuthHttpParameters");
        JsonNode own = parameters.path("ClientParameters");
        String method = parameters.path("HttpMethod").asText();
        boolean get = method.equals("GET");
        List<Parameter> fields = new ArrayList<>();
        fields.add(new Parameter("grant_type", "client_credentials", false));
        fields.add(new Parameter("client_id", own.path("ClientID").asText(), false));
        fields.add(new Parameter("client_secret", own.path("ClientSecret").asText(), true));
        List<Parameter> query = Authorizations.list(more, "QueryStringParameters");
        List<Parameter> body = Authorizations.list(more, "BodyParameters");
        List<Parameter> winning = get ? query : body;
        fields.removeIf(
                field -> winning.stream().anyMatch(other -> other.name().equals(field.name())));
        winning.addAll(0, fields);
        String url = parameters.path("AuthorizationEndpoint").asText();
        String added = form(query);
        HttpHeaders headers = new HttpHeaders();
        headers.set("User-Agent", "Amazon/EventBridge/Connections");
        headers.set("Accept", "application/json");
        if (!get) {
            headers.set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        }
        Authorizations.list(more, "HeaderParameters")
                .forEach(header -> headers.set(header.name(), header.value()));
        return new OutboundRequest(
                method,
                URI.create(added.isEmpty() ? url : url + (url.contains("?") ? '&' : '?') + added),
                headers,
                get ? new byte[0] : form(body).getBytes(StandardCharsets.UTF_8),
                TIMEOUT,
                ANSWER_BYTES_MAX);
    }

    private static String form(List<Parameter> fields) {
        return String.join(
                "&",
                fields.stream()
                        .map(field -> encoded(field.name()) + '=' + encoded(field.value()))
                        .toList());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
