import brume.wire.Documents;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Executions of five Pass states, from start to SUCCEEDED: Standard, Express, and Standard beside
 * many that wait.
 */
final class StatesScenarios {

    /** Long enough to start 100,000. */
    private static final double WAITING_SECONDS = 30;

    private final Bench bench;
    private final Functions functions;

    StatesScenarios(Bench bench) {
        this.bench = bench;
        this.functions = new Functions(bench);
    }

    void run() throws Exception {
        boolean waiting = bench.wantsByName("waiting");
        if (!bench.wants("states") && !waiting) {
            return;
        }
        String role = functions.role("bench-states", "states.amazonaws.com");
        StringBuilder machine = new StringBuilder("{\"StartAt\":\"P1\",\"States\":{");
        for (int i = 1; i <= 5; i++) {
            machine.append(i > 1 ? "," : "")
                    .append("\"P")
                    .append(i)
                    .append("\":{\"Type\":\"Pass\",")
                    .append(i < 5 ? "\"Next\":\"P" + (i + 1) + "\"}" : "\"End\":true}");
        }
        machine.append("}}");
        String body = create("bench", "STANDARD", role, machine.toString());
        standard("5 Pass states", body);
        if (waiting) {
            startWaiting(role);
            standard("5 Pass, others wait", body);
        }
        if (bench.wants("states")) {
            express(create("bench-express", "EXPRESS", role, machine.toString()));
        }
    }

    /** As floci's own benchmark counts: executions that reached SUCCEEDED, over the whole time. */
    private void standard(String title, String body) throws Exception {
        bench.measure(
                title,
                (client, n) -> {
                    Client.Answer started = client.send(sfn("StartExecution", body));
                    Bench.check(started);
                    String execution =
                            "{\"executionArn\":\""
                                    + Documents.parse(started.text()).path("executionArn").asText()
                                    + "\"}";
                    while (true) {
                        Client.Answer answer = client.send(sfn("DescribeExecution", execution));
                        Bench.check(answer);
                        if (answer.text().contains("SUCCEEDED")) {
                            return;
                        }
                        Thread.sleep(1);
                    }
                });
    }

    /** Starts executions that wait for an hour, and prints the heap that is in use then. */
    private void startWaiting(String role) throws Exception {
        String body =
                create(
                        "bench-wait",
                        "STANDARD",
                        role,
                        "{\"StartAt\":\"W\",\"States\":{\"W\":"
                                + "{\"Type\":\"Wait\",\"Seconds\":3600,\"End\":true}}}");
        Load.Result started =
                Load.run(
                        bench.server(),
                        bench.pid(),
                        32,
                        WAITING_SECONDS,
                        (client, n) -> Bench.check(client.send(sfn("StartExecution", body))));
        System.out.printf(
                "%,.0f executions wait (%,.0f/s); heap in use %d MB%n",
                started.rate() * WAITING_SECONDS, started.rate(), heapMegabytes());
    }

    /** What the server's heap holds after a full collection, as the JDK's own tool tells it. */
    private long heapMegabytes() throws Exception {
        jcmd("GC.run");
        String info = jcmd("GC.heap_info");
        Matcher used =
                Pattern.compile("(PSYoungGen|ParOldGen).*used (\\d+)K").matcher(info);
        long kilobytes = 0;
        while (used.find()) {
            kilobytes += Long.parseLong(used.group(2));
        }
        return kilobytes / 1024;
    }

    private String jcmd(String command) throws Exception {
        Process process =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/jcmd",
                                Long.toString(bench.pid()),
                                command)
                        .redirectErrorStream(true)
                        .start();
        String answer = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(answer);
        }
        return answer;
    }

    /** An Express execution that needs nothing from outside has ended when its start is answered. */
    private void express(String body) throws Exception {
        bench.measure(
                "5 Pass states, Express",
                (client, n) -> Bench.check(client.send(sfn("StartExecution", body))));
        bench.measure(
                "5 Pass states, Express, synchronous",
                (client, n) -> {
                    Client.Answer answer = client.send(sfn("StartSyncExecution", body));
                    Bench.check(answer);
                    if (!answer.text().contains("SUCCEEDED")) {
                        throw new IllegalStateException(answer.text());
                    }
                });
    }

    /** The body that starts an execution of a new machine. */
    private String create(String name, String type, String role, String definition)
            throws Exception {
        String arn =
                bench.call(sfn(
                                "CreateStateMachine",
                                Documents.object()
                                        .put("name", name)
                                        .put("type", type)
                                        .put("roleArn", role)
                                        .put("definition", definition)
                                        .toString()))
                        .path("stateMachineArn")
                        .asText();
        return "{\"stateMachineArn\":\"" + arn + "\",\"input\":\"{\\\"a\\\":1}\"}";
    }

    private static Client.Request sfn(String operation, String body) {
        return Client.Request.json("states", "AWSStepFunctions." + operation, body);
    }
}
