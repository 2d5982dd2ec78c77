package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.states.HistoryEvent;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that name a role of their own. */
class TaskRoleTest {

    private static final String DEFINITION =
            """
            {"StartAt": "T", "States": {"T": {
              "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
              "Parameters": {"FunctionName": "f", "Payload": {}},
              "Credentials": {"RoleArn.$": "States.Format('arn:aws:iam::{}:role/{}', $.account, $.role)"},
              "End": true}}}
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

    @Test
    void theCallIsMadeInTheAccountOfTheRole() {
        states.calls.functionAt(
                "arn:aws:lambda:us-east-1:111111111111:function:f",
                input -> FakeCalls.Answer.of("\"there\""));

        String arn =
                states.start(
                        states.create("m", DEFINITION),
                        "{\"account\": \"111111111111\", \"role\": \"open\"}");

        assertThat(states.await(arn).output()).contains("\"Payload\":\"there\"");
        HistoryEvent scheduled = states.history(arn).get(2);
        assertThat(
                        Objects.requireNonNull(scheduled.taskScheduledEventDetails())
                                .taskCredentials()
                                .roleArn())
                .isEqualTo("arn:aws:iam::111111111111:role/open");
    }

    @Test
    void aRoleThatDoesNotTrustTheMachinesRoleFailsTheTask() {
        String arn =
                states.start(
                        states.create("m", DEFINITION),
                        "{\"account\": \"111111111111\", \"role\": \"closed\"}");

        assertThat(states.await(arn).error()).isEqualTo("States.TaskFailed");
        assertThat(states.describe(arn).cause())
                .endsWith(
                        "is not authorized to assume the task state's role,"
                                + " arn:aws:iam::111111111111:role/closed.");
    }
}
