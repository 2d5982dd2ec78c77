import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The benchmark; testing/bench/run starts it and says what the options are. */
public final class Bench {

    private static final String BRUME = "brume";

    private final String name;
    private final URI server;
    private final long pid;
    private final double seconds;
    private final List<Integer> connections;
    private final List<String> only;

    private Bench(String name, URI server, long pid, Map<String, String> options) {
        this.name = name;
        this.server = server;
        this.pid = pid;
        this.seconds = Double.parseDouble(options.getOrDefault("seconds", "5"));
        this.connections =
                Stream.of(options.getOrDefault("connections", "1,8,32").split(","))
                        .map(Integer::valueOf)
                        .toList();
        this.only =
                options.containsKey("only") ? List.of(options.get("only").split(",")) : List.of();
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i].substring(2), args[i + 1]);
        }
        System.out.printf(
                "%-28s %5s %10s %10s %10s %12s%n",
                "", "conns", "req/s", "p50 ms", "p99 ms", "CPU us/req");
        try (BrumeServer brume = new BrumeServer(options.getOrDefault("durability", "sync"))) {
            Bench bench = new Bench(BRUME, brume.url(), brume.pid(), options);
            new DynamodbScenarios(bench).run();
            new LambdaScenarios(bench).run();
            new StatesScenarios(bench).run();
            new GatewayScenarios(bench).run();
            new GrowthScenarios(bench, options.getOrDefault("items", "10000,10000000")).run();
        }
        if (options.containsKey("peer")) {
            long pid = Long.parseLong(options.getOrDefault("peer-pid", "0"));
            URI url = URI.create(options.get("peer"));
            new DynamodbScenarios(new Bench(options.get("peer-name"), url, pid, options)).run();
        }
    }

    URI server() {
        return server;
    }

    /** The process of the server. */
    long pid() {
        return pid;
    }

    boolean wants(String scenario) {
        return only.isEmpty() || only.contains(scenario);
    }

    /** For scenarios that take long: only when they are named. */
    boolean wantsByName(String scenario) {
        return only.contains(scenario);
    }

    /** Runs a step on each number of connections, after a warm-up, and prints a line for each. */
    void measure(String scenario, Load.Step step) throws Exception {
        try (Client client = new Client(server)) {
            step.run(client, 1L << 60);
        } catch (IllegalStateException e) {
            // A peer may lack what is asked for; Brume may not.
            if (name.equals(BRUME)) {
                throw e;
            }
            System.out.printf("%-28s %s%n", name + ' ' + scenario, e.getMessage());
            return;
        }
        Load.run(server, pid, Math.min(8, connections.getLast()), Math.min(3, seconds), step);
        for (int count : connections) {
            Load.Result r = Load.run(server, pid, count, seconds, step);
            System.out.printf(
                    "%-28s %5d %10.0f %10.3f %10.3f %12.0f%n",
                    name + ' ' + scenario,
                    r.connections(),
                    r.rate(),
                    r.p50() / 1e3,
                    r.p99() / 1e3,
                    r.cpu());
        }
    }

    /** Prints the line of a scenario that measured itself. */
    void print(String scenario, double p50Millis, double maxMillis) {
        System.out.printf(
                "%-28s %5d %10s %10.3f %10.3f   (p99: the slowest)%n",
                name + ' ' + scenario, 1, "", p50Millis, maxMillis);
    }

    static void check(Client.Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException(answer.status() + " " + answer.text());
        }
    }

    /** One call of the set-up. */
    JsonNode call(Client.Request request) throws IOException {
        try (Client client = new Client(server)) {
            Client.Answer answer = client.send(request);
            check(answer);
            return answer.text().startsWith("{")
                    ? Documents.parse(answer.text())
                    : Documents.object();
        }
    }
}
