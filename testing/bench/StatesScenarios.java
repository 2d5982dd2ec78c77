import brume.wire.Documents;

/** Executions of five Pass states, from start to SUCCEEDED; Standard and Express. */
final class StatesScenarios {

    private final Bench bench;
    private final Functions functions;

    StatesScenarios(Bench bench) {
        this.bench = bench;
        this.functions = new Functions(bench);
    }

    void run() throws Exception {
        if (!bench.wants("states")) {
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
        // As floci's own benchmark counts: executions that reached SUCCEEDED, over the whole time.
        bench.measure(
                "5 Pass states",
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
        express(create("bench-express", "EXPRESS", role, machine.toString()));
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
