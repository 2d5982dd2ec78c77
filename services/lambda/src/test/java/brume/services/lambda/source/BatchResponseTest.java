package brume.services.lambda.source;

import static org.assertj.core.api.Assertions.assertThat;

import brume.wire.Documents;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which answers report what, as LocalStack recorded it from AWS in
 * test_lambda_integration_dynamodbstreams (report_batch_item_success and failure_scenarios).
 */
class BatchResponseTest {

    private static BatchResponse of(String answer) {
        return BatchResponse.of(Optional.of(Documents.parse(answer)), Set.of("1", "2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{}",
                "{\"batchItemFailures\": []}",
                "{\"batchItemFailures\": null}"
            })
    void nothingFailed(String answer) {
        assertThat(of(answer)).isEqualTo(new BatchResponse(false, Set.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"batchItemFailures\": [{\"itemIdentifier\": \"3\"}]}",
                "{\"batchItemFailures\": [{\"itemIdentifier\": \"\"}]}",
                "{\"batchItemFailures\": [{\"itemIdentifier\": null}]}",
                "{\"batchItemFailures\": [{\"foo\": \"1\"}]}",
                "{\"batchItemFailures\": [{\"itemIdentifier\": \"1\"}, {\"foo\": null}]}"
            })
    void everythingFailed(String answer) {
        assertThat(of(answer).all()).isTrue();
    }

    @Test
    void someFailed() {
        assertThat(of("{\"batchItemFailures\": [{\"itemIdentifier\": \"2\"}]}"))
                .isEqualTo(new BatchResponse(false, Set.of("2")));
        assertThat(BatchResponse.of(Optional.empty(), Set.of("1")).all()).isTrue();
    }
}
