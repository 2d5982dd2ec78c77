package brume.server;

import brume.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Short runs of the server on a folder of their own. One is the run from which the JVM makes its
 * AOT cache: it answers one request of each kind, so that later starts find their classes loaded
 * and linked. The other tells what is built.
 */
final class Training {

    private static final String HOST = "127.0.0.1";

    private static final List<SignedClient.Post> SAMPLES =
            List.of(
                    new SignedClient.Post(
                            "dynamodb",
                            "DynamoDB_20120810.CreateTable",
                            "application/x-amz-json-1.0",
                            "{\"TableName\":\"train\",\"BillingMode\":\"PAY_PER_REQUEST\","
                                    + "\"AttributeDefinitions\":[{\"AttributeName\":\"k\","
                                    + "\"AttributeType\":\"S\"}],\"KeySchema\":["
                                    + "{\"AttributeName\":\"k\",\"KeyType\":\"HASH\"}]}"),
                    new SignedClient.Post(
                            "dynamodb",
                            "DynamoDB_20120810.DescribeTable",
                            "application/x-amz-json-1.0",
                            "{\"TableName\":\"train\"}"),
                    new SignedClient.Post(
                            "dynamodb",
                            "DynamoDB_20120810.PutItem",
                            "application/x-amz-json-1.0",
                            "{\"TableName\":\"train\",\"Item\":{\"k\":{\"S\":\"a\"}}}"),
                    new SignedClient.Post(
                            "dynamodb",
                            "DynamoDB_20120810.GetItem",
                            "application/x-amz-json-1.0",
                            "{\"TableName\":\"train\",\"Key\":{\"k\":{\"S\":\"a\"}}}"),
                    new SignedClient.Post(
                            "states",
                            "AWSStepFunctions.ListStateMachines",
                            "application/x-amz-json-1.0",
                            "{}"),
                    new SignedClient.Post(
                            "iam",
                            "",
                            "application/x-www-form-urlencoded",
                            "Action=ListRoles&Version=2010-05-08"),
                    new SignedClient.Post(
                            "ec2",
                            "",
                            "application/x-www-form-urlencoded",
                            "Action=DescribeVolumes&Version=2016-11-15"));

    private Training() {}

    static void run() throws IOException, InterruptedException {
        with(server -> {
            try (HttpClient client = HttpClient.newHttpClient()) {
                URI health = URI.create(server.url() + AdminEndpoint.PREFIX + "health");
                HttpResponse<String> ignored =
                        client.send(
                                HttpRequest.newBuilder(health).build(),
                                HttpResponse.BodyHandlers.ofString());
            }
            try (SignedClient client =
                    new SignedClient(URI.create(server.url()), SignedClient.Credentials.TEST)) {
                for (SignedClient.Post sample : SAMPLES) {
                    String ignored = client.send(sample);
                }
            }
        });
    }

    /** The parity table of the services as they are. */
    static String parity() throws IOException, InterruptedException {
        StringBuilder table = new StringBuilder();
        with(server -> table.append(ParityTable.markdown(server.services())));
        return table.toString();
    }

    private interface Task {
        void run(Brume server) throws IOException, InterruptedException;
    }

    /** Runs a task with a server on a folder that is deleted afterwards. */
    private static void with(Task task) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("brume-train");
        try {
            ServerOptions options =
                    new ServerOptions(
                            HOST,
                            HttpServer.freePort(HOST),
                            data,
                            true,
                            false,
                            new ServerOptions.Tls.None(),
                            false,
                            false,
                            List.of());
            try (Brume server = Brume.start(options)) {
                task.run(server);
            }
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
