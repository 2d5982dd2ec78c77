package brume.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import brume.services.lambda.domain.EventFilter;
import brume.wire.Documents;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns that AWS refuses are from test_dynamodb_invalid_event_filter of LocalStack's suite. */
class EventFilterTest {

    @ParameterizedTest
    @ValueSource(strings = {"single-string", "[{\"eventName\": [\"INSERT\"=123}]", "{\"a\": 1}"})
    void refusesWhatIsNoPattern(String pattern) {
        assertThat(EventFilter.isValid(pattern)).isFalse();
    }

    @Test
    void oneOfSeveralPatternsIsEnough() {
        EventFilter filter =
                new EventFilter(
                        List.of(
                                "{\"eventName\": [\"INSERT\"]}",
                                "{\"dynamodb\": {\"NewImage\": {\"n\": {\"N\": [\"1\"]}}}}"));
        assertThat(filter.matches(Documents.parse("{\"eventName\": \"INSERT\"}"))).isTrue();
        assertThat(
                        filter.matches(
                                Documents.parse(
                                        "{\"eventName\": \"MODIFY\", \"dynamodb\":"
                                                + " {\"NewImage\": {\"n\": {\"N\": \"1\"}}}}")))
                .isTrue();
        assertThat(filter.matches(Documents.parse("{\"eventName\": \"MODIFY\"}"))).isFalse();
        assertThat(new EventFilter(List.of()).matches(Documents.parse("{}"))).isTrue();
    }
}
