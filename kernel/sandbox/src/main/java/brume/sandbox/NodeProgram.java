package brume.sandbox;

import java.util.List;
import java.util.Map;

/** Runs Node.js functions with the host's node and Brume's own client of the Runtime API. */
record NodeProgram(NodeInterpreter node) implements Program {

    static final String SCRIPT = "brume_node.cjs";

    @Override
    public void prepare() {
        // Nothing makes node's start quicker.
    }

    @Override
    public List<String> command(SandboxSpec spec) {
        return List.of(
                node.executable().toString(),
                // V8 would take what the host has, not what the function may have.
                "--max-old-space-size=" + Math.max(16, spec.memoryMb() * 9 / 10),
                "/var/runtime/" + SCRIPT);
    }

    @Override
    public Map<String, String> variables(SandboxSpec spec) {
        String major = spec.runtime().replaceAll("\\D", "");
        return Map.of(
                "NODE_PATH",
                "/opt/nodejs/node"
                        + major
                        + "/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules");
    }

    @Override
    public boolean overTcp() {
        return false;
    }

    @Override
    public boolean framedLog() {
        return false;
    }
}
