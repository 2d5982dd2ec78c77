package brume.server;

import brume.server.ServerOptions.UsageException;
import brume.services.states.graph.StateMachinePicture;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code brume sfn graph NAME|ARN|FILE [--execution ARN] [--out FILE]}: writes the picture of a
 * state machine. A definition in a file needs no server; everything else is asked for through the
 * public API, with the credentials of the environment.
 */
final class GraphCommand {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 1_000;

    /** Standard executions have 25,000 events at most; this many pages hold them. */
    private static final int PAGES_MAX = 100;

    private final SignedClient client;

    private GraphCommand(SignedClient client) {
        this.client = client;
    }

    static void run(List<String> args, Map<String, String> environment)
            throws UsageException, IOException, InterruptedException {
        CommandLine line = new CommandLine(args);
        Optional<String> execution = line.take("--execution");
        Optional<String> out = line.take("--out");
        String subject = line.takeNext("sfn graph wants a state machine's name or a file");
        line.expectEmpty();
        String url = environment.getOrDefault("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
        try (SignedClient client =
                new SignedClient(URI.create(url), SignedClient.Credentials.of(environment))) {
            String svg = new GraphCommand(client).draw(subject, execution);
            Path target = Path.of(out.orElseGet(() -> fileName(subject)));
            Files.writeString(target, svg);
            System.out.println(target);
        }
    }

    /** {@code order} for {@code folder/order.asl.json} and for {@code arn:...:order}. */
    private static String fileName(String subject) {
        String last =
                subject.substring(1 + Math.max(subject.lastIndexOf('/'), subject.lastIndexOf(':')));
        int dot = last.indexOf('.');
        return (dot > 0 ? last.substring(0, dot) : last) + ".svg";
    }

    private String draw(String subject, Optional<String> execution)
            throws IOException, InterruptedException {
        JsonNode definition =
                Files.isRegularFile(Path.of(subject))
                        ? parsed(Files.readString(Path.of(subject)))
                        : stored(subject, execution);
        return StateMachinePicture.draw(
                definition, execution.isPresent() ? history(execution.get()) : List.of());
    }

    private static JsonNode parsed(String definition) {
        try {
            return JSON.readTree(definition);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The definition that the execution runs, which an update may have replaced since. */
    private JsonNode stored(String subject, Optional<String> execution)
            throws IOException, InterruptedException {
        JsonNode machine =
                execution.isPresent()
                        ? call(
                                "DescribeStateMachineForExecution",
                                JSON.createObjectNode().put("executionArn", execution.get()))
                        : call(
                                "DescribeStateMachine",
                                JSON.createObjectNode().put("stateMachineArn", arn(subject)));
        return parsed(machine.path("definition").asText());
    }

    private String arn(String subject) throws IOException, InterruptedException {
        if (subject.startsWith("arn:")) {
            return subject;
        }
        for (JsonNode machine :
                pages("ListStateMachines", JSON.createObjectNode(), "stateMachines")) {
            if (machine.path("name").asText().equals(subject)) {
                return machine.path("stateMachineArn").asText();
            }
        }
        throw new IllegalArgumentException(
                "there is neither a file nor a state machine " + subject);
    }

    private List<JsonNode> history(String execution) throws IOException, InterruptedException {
        ObjectNode input =
                JSON.createObjectNode()
                        .put("executionArn", execution)
                        .put("includeExecutionData", false);
        return pages("GetExecutionHistory", input, "events");
    }

    private List<JsonNode> pages(String operation, ObjectNode input, String member)
            throws IOException, InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        input.put("maxResults", PAGE);
        for (int page = 0; page < PAGES_MAX; page++) {
            JsonNode answer = call(operation, input);
            answer.path(member).forEach(found::add);
            if (!answer.hasNonNull("nextToken")) {
                return found;
            }
            input.set("nextToken", answer.get("nextToken"));
        }
        return found;
    }

    private JsonNode call(String operation, ObjectNode input)
            throws IOException, InterruptedException {
        return JSON.readTree(
                client.send(
                        new SignedClient.Post(
                                "states",
                                "AWSStepFunctions." + operation,
                                "application/x-amz-json-1.0",
                                input.toString())));
    }
}
