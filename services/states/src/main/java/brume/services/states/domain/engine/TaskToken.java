package brume.services.states.domain.engine;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Names the task of a running execution to whoever is to report its result.
 *
 * @param secret what makes the token impossible to guess
 */
public record TaskToken(String executionArn, long branch, String secret) {

    public String text() {
        String plain = executionArn + '\n' + branch + '\n' + secret;
        return Base64.getUrlEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a token, or nothing if the text is none. */
    public static Optional<TaskToken> find(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\n", 3);
            return parts.length == 3
                    ? Optional.of(new TaskToken(parts[0], Long.parseLong(parts[1]), parts[2]))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
