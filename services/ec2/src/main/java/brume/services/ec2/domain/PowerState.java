package brume.services.ec2.domain;

/**
 * A state of an instance with its code. Source: API_InstanceState ("The low byte represents the
 * state").
 */
public enum PowerState {
    PENDING(0, "pending"),
    RUNNING(16, "running"),
    SHUTTING_DOWN(32, "shutting-down"),
    TERMINATED(48, "terminated"),
    STOPPING(64, "stopping"),
    STOPPED(80, "stopped");

    private final int code;
    private final String word;

    PowerState(int code, String word) {
        this.code = code;
        this.word = word;
    }

    public int code() {
        return code;
    }

    public String word() {
        return word;
    }

    /** What an instance shows on its way into this state. */
    public PowerState approach() {
        return switch (this) {
            case RUNNING, PENDING -> PENDING;
            case STOPPED, STOPPING -> STOPPING;
            case TERMINATED, SHUTTING_DOWN -> SHUTTING_DOWN;
        };
    }
}
