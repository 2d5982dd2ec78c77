package brume.services.apigatewayv2.execution;

import brume.base.Clock;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.spi.HttpSender;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of issuers, found by OpenID Connect discovery and kept for two hours, as AWS does
 * (Developer Guide, "Control access to HTTP APIs with JWT authorizers"). A key that is not among
 * them is looked for again, but not more often than once in a while: anybody can invent key ids.
 */
final class KeySets {

    private static final Logger LOG = LoggerFactory.getLogger(KeySets.class);
    private static final int ISSUERS_MAX = 1_000;
    private static final Duration KEPT = Duration.ofHours(2);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(30);

    private final HttpSender http;
    private final Clock clock;
    private final Map<String, Issuer> issuers = new ConcurrentHashMap<>();

    KeySets(HttpSender http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /** The key of an issuer with an id, if it can be had. */
    Optional<JWK> find(String issuer, String keyId) {
        if (issuers.size() >= ISSUERS_MAX) {
            issuers.clear();
        }
        return issuers.computeIfAbsent(issuer, Issuer::new).find(keyId);
    }

    private final class Issuer {
        private final String name;
        private @Nullable JWKSet keys;
        private Instant fetched = Instant.MIN;
        private Instant attempted = Instant.MIN;

        Issuer(String name) {
            this.name = name;
        }

        /** One request at a time asks the issuer; the others wait for what it finds. */
        synchronized Optional<JWK> find(String keyId) {
            Instant now = clock.now();
            boolean old = keys == null || !now.isBefore(fetched.plus(KEPT));
            boolean unknown = keys == null || keys.getKeyByKeyId(keyId) == null;
            boolean may =
                    attempted.equals(Instant.MIN)
                            || !now.isBefore(attempted.plus(BETWEEN_ATTEMPTS));
            if ((old || unknown) && may) {
                attempted = now;
                fetch(now);
            }
            JWKSet known = keys;
            if (known == null || !now.isBefore(fetched.plus(KEPT))) {
                return Optional.empty();
            }
            return Optional.ofNullable(known.getKeyByKeyId(keyId));
        }

        private void fetch(Instant now) {
            try {
                String base = name.endsWith("/") ? name : name + '/';
                var document =
                        Documents.parse(
                                get(
                                        base + ".well-known/openid-configuration",
                                        HttpApiQuotas.OIDC_BYTES.value()));
                if (!document.path("issuer").asText().equals(name)) {
                    throw new IOException("the document is of issuer " + document.path("issuer"));
                }
                keys =
                        JWKSet.parse(
                                get(
                                        document.path("jwks_uri").asText(),
                                        HttpApiQuotas.JWKS_BYTES.value()));
                fetched = now;
            } catch (IOException | ParseException | IllegalArgumentException e) {
                LOG.warn("the keys of {} cannot be had: {}", name, e.getMessage());
            }
        }

        private String get(String url, long bytesMax) throws IOException {
            HttpResponse answer =
                    http.send(
                            new OutboundRequest(
                                    "GET",
                                    URI.create(url),
                                    new HttpHeaders().add("Accept", "application/json"),
                                    new byte[0],
                                    Duration.ofMillis(HttpApiQuotas.OIDC_MILLIS.value()),
                                    (int) bytesMax));
            if (answer.status() != 200) {
                throw new IOException(url + " answers " + answer.status());
            }
            return new String(answer.body(), StandardCharsets.UTF_8);
        }
    }
}
