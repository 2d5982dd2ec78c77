package brume.services.states.worker;

import brume.api.states.DescribeExecutionInput;
import brume.api.states.StatesApi;
import brume.api.states.StopExecutionInput;
import brume.base.Scope;
import brume.services.states.domain.asl.TaskResource.Integration;
import brume.services.states.domain.asl.TaskResource.Pattern;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.Documents;
import brume.wire.ServiceException;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executions that a task has started with {@code startExecution.sync}. They are described and
 * stopped with the role of the state machine, which needs states:DescribeExecution and
 * states:StopExecution for it, as the developer guide demands ("IAM policies for Step Functions").
 */
final class NestedExecutions {

    private static final Logger LOG = LoggerFactory.getLogger(NestedExecutions.class);

    /** What the result of the task tells of the execution. */
    private static final List<String> TOLD =
            List.of(
                    "Cause",
                    "Error",
                    "ExecutionArn",
                    "Input",
                    "InputDetails",
                    "Name",
                    "Output",
                    "OutputDetails",
                    "StartDate",
                    "StateMachineArn",
                    "Status",
                    "StopDate",
                    "TraceHeader");

    private final Calls calls;

    NestedExecutions(Calls calls) {
        this.calls = calls;
    }

    /** What came of an execution that has ended. */
    TaskOutcome outcome(
            String executionArn, Integration integration, Principal principal, Scope scope) {
        JsonNode description;
        try {
            description =
                    SdkShapes.renamed(
                            StatesApi.DESCRIBE_EXECUTION.output(),
                            ShapeJson.toTree(
                                    calls.invoke(
                                            StatesApi.DESCRIBE_EXECUTION,
                                            DescribeExecutionInput.builder()
                                                    .executionArn(executionArn)
                                                    .build(),
                                            principal,
                                            scope)));
        } catch (ServiceException e) {
            return new TaskOutcome.Failed(OptimisedCalls.failure("states", e));
        }
        ObjectNode told = Documents.object();
        for (String name : TOLD) {
            if (description.has(name)) {
                told.set(name, description.get(name));
            }
        }
        if (!description.path("Status").asText().equals("SUCCEEDED")) {
            return new TaskOutcome.Failed(new Failure(Failure.TASK_FAILED, Documents.text(told)));
        }
        if (integration.pattern() == Pattern.SYNC_2) {
            parse(told, "Input");
            parse(told, "Output");
        }
        return new TaskOutcome.Succeeded(Payload.of(told));
    }

    /** The second version of the pattern shows JSON where the first one shows its text. */
    private static void parse(ObjectNode told, String name) {
        JsonNode text = told.get(name);
        if (text != null) {
            told.set(name, Documents.parse(text.asText()));
        }
    }

    /** Stops an execution whose task is over: the best effort that the developer guide promises. */
    void stop(String executionArn, Principal principal, Scope scope) {
        try {
            calls.invoke(
                    StatesApi.STOP_EXECUTION,
                    StopExecutionInput.builder().executionArn(executionArn).build(),
                    principal,
                    scope);
        } catch (ServiceException e) {
            LOG.info("The execution {} was not stopped: {}", executionArn, e.getMessage());
        }
    }
}
