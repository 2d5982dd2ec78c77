package brume.services.states.domain.engine;

import brume.services.states.domain.asl.TaskResource;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import com.fasterxml.jackson.databind.JsonNode;

/** What a task's parameters must be like before it is scheduled. */
final class TaskParameters {

    private TaskParameters() {}

    /**
     * @throws QueryException in AWS's words (recorded in LocalStack's test_apigetway_task_service)
     */
    static void check(TaskResource resource, Payload parameters) throws QueryException {
        boolean gateway =
                resource instanceof TaskResource.Integration integration
                        && !integration.sdk()
                        && integration.service().equals("apigateway");
        if (!gateway) {
            return;
        }
        for (String field : new String[] {"Headers", "QueryParameters"}) {
            for (JsonNode values : parameters.node().path(field)) {
                if (!values.isArray()) {
                    throw new QueryException(
                            "The Parameters '%s' could not be used to start the Task: [The value of"
                                            .formatted(parameters.text())
                                    + " the field '"
                                    + field
                                    + "' has an invalid format]");
                }
            }
        }
        for (String field : new String[] {"ApiEndpoint", "Method"}) {
            if (!parameters.node().path(field).isTextual()) {
                throw new QueryException(
                        "The Parameters '%s' could not be used to start the Task: [The field"
                                        .formatted(parameters.text())
                                + " '"
                                + field
                                + "' is required but was missing]");
            }
        }
    }
}
