package brume.services.states.domain.engine;

import brume.wire.Documents;
import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One line of control of an execution: the machine itself (branch 0), a branch of a Parallel state
 * or an iteration of a Map state. Changed by the interpreter only; stored as it is, without the
 * payloads, which lie beside it.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY)
public final class Branch {

    /** Begins the note of an execution that is to be stopped when the branch moves on. */
    public static final String STOP = "stop ";

    /** Begins the note of a map run that is to be aborted when the branch moves on. */
    public static final String MAP_RUN = "maprun ";

    /** The id of the machine's own branch. */
    public static final long ROOT = 0;

    /** What a branch is about to do or waits for. */
    public enum Phase {
        /** To enter its state. */
        READY,
        /** To carry its state out once more. */
        RETRY,
        WAITING,
        CALLING,
        /** To be taken by a worker of its activity. */
        OFFERED,
        AWAITING_TOKEN,
        CHILDREN,
        /** For the end of a map run. */
        DISTRIBUTED
    }

    long id;
    long parent;
    int index;
    String state = "";
    Phase phase = Phase.READY;

    /**
     * Grows with everything that the branch waits for; what comes with an older number is stale.
     */
    long ticket;

    long enteredEvent;

    /** The event before {@link #enteredEvent}. */
    long beforeEntered;

    long enteredMillis;
    long previousEvent;
    int retryCount;
    int[] retries = {};

    /** The secret part of a task token while there is one. */
    @Nullable String secret;

    /** The role that the task is called with, or null for that of the state machine. */
    @Nullable String taskRole;

    /** The map run that the state has begun, and how often it was redriven. */
    @Nullable String mapRun;

    int mapRunRedrives;

    /** Messages of the queue that are to be withdrawn when the branch moves on. */
    String[] messages = {};

    /** Seconds that the worker of an activity has, counted from its start; 0 for no limit. */
    long timeoutSeconds;

    /** Seconds between two heartbeats, and when the next one is due; 0 if none are asked for. */
    long heartbeatSeconds;

    long heartbeatDueMillis;

    /** Whether variables were assigned in this branch. */
    boolean hasVariables;

    int total;
    int started;
    int finished;
    int concurrency;
    long lastIterationEvent;

    Branch() {}

    Branch(long id, long parent, int index, String state, long previousEvent) {
        this.id = id;
        this.parent = parent;
        this.index = index;
        this.state = state;
        this.previousEvent = previousEvent;
    }

    /** This branch as it stands now. */
    Branch copy() {
        return Documents.read(Documents.write(this), Branch.class);
    }

    public long id() {
        return id;
    }

    public String state() {
        return state;
    }

    public Phase phase() {
        return phase;
    }

    public long ticket() {
        return ticket;
    }

    public int retryCount() {
        return retryCount;
    }

    /** The role that the task is called with, or null for that of the state machine. */
    public @Nullable String taskRole() {
        return taskRole;
    }

    /** Whether {@code candidate} is the secret of the task that this branch waits for. */
    public boolean hasSecret(String candidate) {
        return candidate.equals(secret);
    }

    /** Notes a message that has been appended for this branch. */
    public void addMessage(String message) {
        messages = Arrays.copyOf(messages, messages.length + 1);
        messages[messages.length - 1] = message;
    }

    /** Forgets the notes that begin with {@code prefix}. */
    void dropMessages(String prefix) {
        messages =
                Arrays.stream(messages)
                        .filter(message -> !message.startsWith(prefix))
                        .toArray(String[]::new);
    }

    boolean isRoot() {
        return id == ROOT;
    }

    int retriesOf(int retrier) {
        return retrier < retries.length ? retries[retrier] : 0;
    }

    void countRetry(int retrier) {
        if (retrier >= retries.length) {
            retries = Arrays.copyOf(retries, retrier + 1);
        }
        retries[retrier]++;
        retryCount++;
    }
}
