package brume.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs Java functions with a JDK of the host and AWS's runtime interface client.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/java-customization.html">Java runtime
 *     startup behavior</a>
 */
record JavaProgram(Jdks.Jdk jdk, JavaClient client) implements Program {

    private static final int TRAINING_HEAP_KB = 256 * 1024;

    @Override
    public void prepare() {
        client.train(jdk, options(TRAINING_HEAP_KB));
    }

    /** The same for training and for functions, without which the JVM refuses the cache. */
    private List<String> options(int heapKb) {
        List<String> options = new ArrayList<>();
        options.add("-XX:+UseSerialGC");
        options.add("-XX:+TieredCompilation");
        options.add("-XX:TieredStopAtLevel=1");
        options.add("-XX:-UsePerfData");
        options.add("-XX:MaxHeapSize=" + heapKb + "k");
        options.add("-Djava.net.preferIPv4Stack=true");
        if (jdk.version() >= 9) {
            options.add("-Xlog:disable");
            // The client opens the file of the log by its number, as on AWS.
            options.add("--add-opens=java.base/java.io=ALL-UNNAMED");
        }
        if (jdk.version() >= 24) {
            // The client's native part, without a warning in every log.
            options.add("--enable-native-access=ALL-UNNAMED");
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }

    @Override
    public List<String> command(SandboxSpec spec) {
        List<String> command = new ArrayList<>();
        command.add(jdk.executable().toString());
        // AWS gives the heap 85 % of the function's memory.
        command.addAll(options(spec.memoryMb() * 1024 / 100 * 85));
        client.cacheOption(jdk).ifPresent(command::add);
        command.add("-cp");
        command.add(JavaClient.classPath(JavaClient.INSIDE));
        command.add(JavaClient.MAIN);
        command.add(spec.handler());
        return command;
    }

    @Override
    public Map<String, String> variables(SandboxSpec spec) {
        return Map.of();
    }

    @Override
    public boolean overTcp() {
        return true;
    }

    @Override
    public boolean framedLog() {
        return true;
    }
}
