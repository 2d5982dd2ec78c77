import java.util.ArrayList;
import java.util.List;

/** A Python function: warm, cold. */
final class LambdaScenarios {

    private final Bench bench;
    private final Functions functions;

    LambdaScenarios(Bench bench) {
        this.bench = bench;
        this.functions = new Functions(bench);
    }

    private static Client.Request invoke(String function) {
        return Client.Request.rest(
                "lambda", "POST", "/2015-03-31/functions/" + function + "/invocations", "{\"n\":1}");
    }

    void run() throws Exception {
        if (!bench.wants("warm") && !bench.wants("cold")) {
            return;
        }
        String role = functions.role("bench-lambda", "lambda.amazonaws.com");
        if (bench.wants("warm")) {
            functions.function("warm", role, "def handler(event, context):\n    return event\n");
            bench.measure("warm invoke", (client, n) -> Bench.check(client.send(invoke("warm"))));
        }
        if (bench.wants("cold")) {
            String code = "import boto3\ndef handler(event, context):\n    return boto3.__version__\n";
            int runs = 20;
            for (int i = 0; i < runs; i++) {
                functions.function("cold" + i, role, code + "# " + i + "\n");
            }
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                try (Client client = new Client(bench.server())) {
                    long began = System.nanoTime();
                    Bench.check(client.send(invoke("cold" + i)));
                    millis.add((System.nanoTime() - began) / 1e6);
                }
            }
            millis.sort(null);
            bench.print("cold, imports boto3", millis.get(runs / 2), millis.get(runs - 1));
        }
    }
}
