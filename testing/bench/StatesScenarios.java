import brume.wire.Documents;

/** Executions of five Pass states, from start to SUCCEEDED. */
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
        String arn =
                bench.call(sfn(
                                "CreateStateMachine",
                                Documents.object()
                                        .put("name", "bench")
                                        .put("roleArn", role)
                                        .put("definition", machine.toString())
                                        .toString()))
                        .path("stateMachineArn")
                        .asText();
        String body = "{\"stateMachineArn\":\"" + arn + "\",\"input\":\"{\\\"a\\\":1}\"}";
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
    }

    private static Client.Request sfn(String operation, String body) {
        return Client.Request.json("states", "AWSStepFunctions." + operation, body);
    }
}
