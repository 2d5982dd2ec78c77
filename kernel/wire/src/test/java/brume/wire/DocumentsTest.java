package brume.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DocumentsTest {

    enum Kind {
        SMALL,
        LARGE
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Inner(String name, @Nullable Integer size, List<String> parts) {

        /** Looks like a property, but is none. */
        boolean isEmpty() {
            return parts.isEmpty();
        }

        String getLabel() {
            return "label " + name;
        }
    }

    record Outer(
            String id,
            long count,
            boolean open,
            double share,
            Kind kind,
            Instant created,
            @Nullable Instant deleted,
            Duration pause,
            List<Inner> inners,
            Map<String, Inner> byName,
            Map<String, List<Long>> numbers,
            @Nullable Inner best,
            com.fasterxml.jackson.databind.@Nullable JsonNode document) {}

    private static Outer outer() {
        return new Outer(
                "o-1",
                Long.MAX_VALUE,
                true,
                0.1,
                Kind.LARGE,
                Instant.parse("2026-11-23T22:29:00.123456789Z"),
                null,
                Duration.ofMillis(1500),
                List.of(new Inner("a", 1, List.of("x", "y")), new Inner("b", null, List.of())),
                Map.of("c", new Inner("c", 2, List.of("z"))),
                Map.of("n", List.of(1L, 2L)),
                null,
                Documents.parse("{\"deep\":[1,{\"a\":null}]}"));
    }

    @Test
    void recordsComeBackAsTheyWere() {
        Outer outer = outer();
        assertThat(Documents.read(Documents.write(outer), Outer.class)).isEqualTo(outer);
    }

    @Test
    void absentMembersAndMethodsAreNotWritten() {
        String text = new String(Documents.write(outer()), StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("deleted", "best", "isEmpty", "empty", "label", "Label");
    }

    @Test
    void numbersAreWrittenAsTheyWereRead() {
        for (String number : new String[] {"0.0", "1.50", "100.0", "-3", "12345678901234567890"}) {
            assertThat(Documents.text(Documents.parse(number))).isEqualTo(number);
        }
    }

    @Test
    void membersThatThisVersionDoesNotKnowAreSkipped() {
        byte[] newer =
                "{\"name\":\"a\",\"parts\":[],\"colour\":\"red\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(Documents.read(newer, Inner.class)).isEqualTo(new Inner("a", null, List.of()));
    }

    @Test
    void refusesWhatIsNotOneDocument() {
        for (String text : List.of("", " ", "{", "{}{}", "{\"a\":1,\"a\":2}", "[1,]", "nope")) {
            assertThatThrownBy(() -> Documents.parse(text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Documents.parse("[".repeat(Documents.DEPTH_MAX + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
