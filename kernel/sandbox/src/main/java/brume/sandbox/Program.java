package brume.sandbox;

import java.util.List;
import java.util.Map;

/** A program of this host that runs the functions of a runtime other than Python. */
interface Program {

    /** Gets ready what makes a first start quick; returns at once. */
    void prepare();

    /** The command line inside the sandbox. */
    List<String> command(SandboxSpec spec);

    /** The runtime's own variables, which the function's may replace. */
    Map<String, String> variables(SandboxSpec spec);

    /** Whether it speaks the Runtime API over TCP, where AWS_LAMBDA_RUNTIME_API says. */
    boolean overTcp();

    /** Whether it writes log events as frames to the file {@code _LAMBDA_TELEMETRY_LOG_FD}. */
    boolean framedLog();
}
