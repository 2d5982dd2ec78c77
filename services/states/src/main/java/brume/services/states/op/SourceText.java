package brume.services.states.op;

import brume.services.states.domain.data.Payload;
import brume.wire.Documents;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values as their author wrote them: AWS shows the items of a Map with the blanks that they have in
 * the text which they come from (recorded in LocalStack's v2/test_state/test_state_configuration
 * and test_state_context_object).
 */
final class SourceText {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Arrays of a text that are looked at. */
    private static final int COMPARED_MAX = 100;

    private SourceText() {}

    /** The text of an array in the first of the texts that has it, else its own. */
    static @Nullable String find(@Nullable Payload array, @Nullable String... texts) {
        if (array == null) {
            return null;
        }
        return Stream.of(texts)
                .flatMap(text -> text == null ? Stream.empty() : find(array.node(), text).stream())
                .findFirst()
                .orElse(array.text());
    }

    private static Optional<String> find(JsonNode array, String text) {
        Deque<Integer> starts = new ArrayDeque<>();
        int compared = 0;
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken token = parser.nextToken();
            while (token != null && compared < COMPARED_MAX) {
                if (token == JsonToken.START_ARRAY) {
                    starts.push((int) parser.currentTokenLocation().getCharOffset());
                } else if (token == JsonToken.END_ARRAY) {
                    int end = (int) parser.currentLocation().getCharOffset();
                    String candidate = text.substring(starts.pop(), end);
                    compared++;
                    if (Documents.parse(candidate).equals(array)) {
                        return Optional.of(candidate);
                    }
                }
                token = parser.nextToken();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
