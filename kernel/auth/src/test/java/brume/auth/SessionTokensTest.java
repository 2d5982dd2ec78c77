package brume.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTokensTest {

    private static final SessionTokens.Session SESSION =
            new SessionTokens.Session(
                    "ASIAEXAMPLE",
                    "secret",
                    Instant.parse("2026-01-01T00:00:00Z"),
                    Map.of("type", "role", "name", "rôle"),
                    List.of("{\"Statement\":[]}"));

    private final SessionTokens tokens = new SessionTokens(new byte[32]);

    @Test
    void opensWhatItIssued() {
        String token = tokens.issue(SESSION);
        assertThat(tokens.open("ASIAEXAMPLE", token)).contains(SESSION);
        assertThat(tokens.issue(SESSION)).isNotEqualTo(token);
        assertThat(SESSION.expiredAt(SESSION.expiration())).isTrue();
        assertThat(SESSION.expiredAt(SESSION.expiration().minusMillis(1))).isFalse();
    }

    @Test
    void opensNothingElse() {
        String token = tokens.issue(SESSION);
        assertThat(tokens.open("ASIAOTHER", token)).isEmpty();
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        assertThat(new SessionTokens(otherKey).open("ASIAEXAMPLE", token)).isEmpty();
        assertThat(tokens.open("ASIAEXAMPLE", "")).isEmpty();
        assertThat(tokens.open("ASIAEXAMPLE", "not base64!")).isEmpty();
        assertThat(tokens.open("ASIAEXAMPLE", "A".repeat(5_000))).isEmpty();
        for (int i = 0; i < token.length() - 2; i++) {
            char changed = token.charAt(i) == 'A' ? 'B' : 'A';
            String forged = token.substring(0, i) + changed + token.substring(i + 1);
            assertThat(tokens.open("ASIAEXAMPLE", forged)).isEmpty();
        }
    }

    @Test
    void refusesSessionsThatDoNotFit() {
        String noise = brume.base.Ids.secret(6_000);
        SessionTokens.Session large =
                new SessionTokens.Session(
                        "ASIAEXAMPLE", "s", SESSION.expiration(), Map.of(), List.of(noise));
        assertThatThrownBy(() -> tokens.issue(large)).isInstanceOf(IllegalArgumentException.class);
    }
}
