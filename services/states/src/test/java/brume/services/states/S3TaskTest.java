package brume.services.states;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.s3.S3Errors;
import brume.api.states.DescribeExecutionOutput;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tasks on aws-sdk:s3. Bodies and texts are those that LocalStack's repository records from AWS
 * (v2/services/test_aws_sdk_task_service, v2/error_handling/test_aws_sdk).
 */
class S3TaskTest {

    private static final String PUT =
            """
            {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
              "Resource": "arn:aws:states:::aws-sdk:s3:putObject",
              "Parameters": {"Bucket": "b", "Key": "k", "Body.$": "$"}}}}
            """;

    private static final String GET =
            """
            {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
              "Resource": "arn:aws:states:::aws-sdk:s3:getObject",
              "Parameters": {"Bucket": "b", "Key": "k"}}}}
            """;

    private StatesFixture states;

    @BeforeEach
    void open(@TempDir Path folder) {
        states = new StatesFixture(folder);
    }

    @AfterEach
    void close() {
        states.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"text data\"", "{\"Dict\":\"Value\"}", "[1,\"a\"]", "false", "0", "0.0"})
    void aBodyIsWrittenAsJson(String body) throws IOException {
        List<JsonNode> put = new CopyOnWriteArrayList<>();
        states.calls.operation(
                "s3:putObject",
                input -> {
                    put.add(input);
                    return Documents.parse("{\"ETag\": \"e\"}");
                });

        assertThat(states.run(PUT, body).output()).isEqualTo("{\"ETag\":\"e\"}");
        assertThat(new String(put.getFirst().path("Body").binaryValue(), UTF_8)).isEqualTo(body);
        assertThat(put.getFirst().path("ContentType").asText())
                .isEqualTo("text/plain; charset=UTF-8");
        assertThat(put.getFirst().path("ChecksumAlgorithm").asText()).isEqualTo("CRC32");
    }

    @Test
    void aBodyIsReadAsText() {
        states.calls.operation(
                "s3:getObject",
                input -> Documents.parse("{\"ETag\": \"e\", \"Body\": \"dGV4dCBkYXRh\"}"));

        JsonNode output = Documents.parse(states.run(GET, "{}").output());

        assertThat(output.path("Body").asText()).isEqualTo("text data");
        assertThat(output.path("Metadata").isObject()).isTrue();
    }

    @Test
    void errorsHaveAnExtendedRequestId() {
        states.calls.operation(
                "s3:getObject",
                input -> {
                    throw S3Errors.noSuchKey("The specified key does not exist.");
                });

        DescribeExecutionOutput end = states.run(GET, "{}");

        assertThat(end.error()).isEqualTo("S3.NoSuchKeyException");
        assertThat(end.cause())
                .matches(
                        "The specified key does not exist\\. \\(Service: S3, Status Code: 404,"
                                + " Request ID: \\w+, Extended Request ID: \\w+\\)");
        states.calls.operation(
                "s3:getObject",
                input -> {
                    throw S3Errors.noSuchBucketPolicy("The bucket policy does not exist");
                });
        assertThat(states.run(GET, "{}").error()).isEqualTo("S3.S3Exception");
    }
}
