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
        if (!(resource instanceof TaskResource.Integration integration) || integration.sdk()) {
            return;
        }
        switch (integration.service()) {
            case "apigateway" -> {
                for (String field : new String[] {"Headers", "QueryParameters"}) {
                    for (JsonNode values : parameters.node().path(field)) {
                        if (!values.isArray()) {
                            throw unusable(
                                    parameters,
                                    "The value of the field '" + field + "' has an invalid format");
                        }
                    }
                }
                require(parameters, "/ApiEndpoint", "/Method");
            }
            case "http" -> {
                require(parameters, "/ApiEndpoint", "/Method");
                if (!parameters.node().at("/InvocationConfig/ConnectionArn").isTextual()) {
                    require(parameters, "/Authentication/ConnectionArn");
                }
            }
            default -> {}
        }
    }

    private static void require(Payload parameters, String... fields) throws QueryException {
        for (String field : fields) {
            if (!parameters.node().at(field).isTextual()) {
                throw unusable(
                        parameters,
                        "The field '"
                                + field.substring(1).replace('/', '.')
                                + "' is required but was missing");
            }
        }
    }

    private static QueryException unusable(Payload parameters, String reason) {
        return new QueryException(
                "The Parameters '%s' could not be used to start the Task: [%s]"
                        .formatted(parameters.text(), reason));
    }
}
