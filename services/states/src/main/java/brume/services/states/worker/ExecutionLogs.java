package brume.services.states.worker;

import brume.api.logs.CreateLogStreamRequest;
import brume.api.logs.DescribeLogGroupsRequest;
import brume.api.logs.InputLogEvent;
import brume.api.logs.LogGroup;
import brume.api.logs.LogsApi;
import brume.api.logs.PutLogEventsRequest;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Scope;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events of executions to CloudWatch Logs, with the role of the state machine. A log that
 * cannot be written stops no execution, as on AWS.
 */
public final class ExecutionLogs {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionLogs.class);
    private static final int STREAMS_MAX = 10_000;
    private static final int LOCKS = 64;
    private static final int BATCH_EVENTS_MAX = 1_000;

    /** Characters of UTF-8 that surely fit one PutLogEvents of 1 MiB. */
    private static final int BATCH_CHARACTERS_MAX = 1_048_576 / 3;

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm").withZone(ZoneOffset.UTC);

    private final Calls calls;
    private final Clock clock;
    private final RoleSessions sessions;
    private final StripedLocks locks = new StripedLocks(LOCKS);
    private final Map<String, String> streams =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > STREAMS_MAX;
                }
            };

    public ExecutionLogs(Calls calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
        this.sessions = new RoleSessions(calls, clock);
    }

    /** What a role can do with a log group. */
    public enum Access {
        GRANTED,
        NO_GROUP,
        DENIED
    }

    /** A state machine whose executions log. */
    public record Machine(String arn, String name, String roleArn, Scope scope) {}

    /** Whether the log group exists, as the role of the machine sees it. */
    public Access check(Machine machine, String group) {
        DescribeLogGroupsRequest named =
                DescribeLogGroupsRequest.builder().logGroupNamePrefix(group).limit(1).build();
        List<LogGroup> found;
        try {
            found =
                    calls.invoke(
                                    LogsApi.DESCRIBE_LOG_GROUPS,
                                    named,
                                    session(machine),
                                    machine.scope())
                            .logGroups();
        } catch (ServiceException e) {
            LOG.info("No access to the log group {}: {}", group, e.getMessage());
            return Access.DENIED;
        }
        return found != null && found.stream().anyMatch(one -> group.equals(one.logGroupName()))
                ? Access.GRANTED
                : Access.NO_GROUP;
    }

    private Principal.RoleSession session(Machine machine) {
        return sessions.get(machine.roleArn(), machine.arn(), machine.name(), machine.scope());
    }

    /** Delivers those of the events that the settings want. */
    void deliver(
            LogSettings settings,
            Machine machine,
            String executionArn,
            int redriveCount,
            List<? extends JsonNode> events) {
        List<InputLogEvent> batch = new ArrayList<>();
        int characters = 0;
        for (JsonNode event : events) {
            if (!settings.wants(event)) {
                continue;
            }
            String line = settings.line(event, executionArn, redriveCount);
            boolean full =
                    batch.size() == BATCH_EVENTS_MAX
                            || characters + line.length() > BATCH_CHARACTERS_MAX;
            if (full && !batch.isEmpty()) {
                put(settings, machine, batch);
                batch = new ArrayList<>();
                characters = 0;
            }
            characters += line.length();
            batch.add(new InputLogEvent(event.path("timestamp").longValue(), line));
        }
        if (!batch.isEmpty()) {
            put(settings, machine, batch);
        }
    }

    private void put(LogSettings settings, Machine machine, List<InputLogEvent> batch) {
        try {
            Principal.RoleSession session = session(machine);
            try {
                put(settings, machine, batch, session);
            } catch (ServiceException e) {
                if (!e.error().name().equals("ResourceNotFoundException")) {
                    throw e;
                }
                // The stream was deleted meanwhile.
                forget(settings, machine);
                put(settings, machine, batch, session);
            }
        } catch (ServiceException e) {
            LOG.warn("{}: log events were not delivered: {}", machine.arn(), e.getMessage());
        }
    }

    private void put(
            LogSettings settings,
            Machine machine,
            List<InputLogEvent> batch,
            Principal.RoleSession session) {
        var ignored =
                calls.invoke(
                        LogsApi.PUT_LOG_EVENTS,
                        PutLogEventsRequest.builder()
                                .logGroupName(settings.group())
                                .logStreamName(stream(settings, machine, session))
                                .logEvents(batch)
                                .build(),
                        session,
                        machine.scope());
    }

    private static String key(LogSettings settings, Machine machine) {
        return machine.arn() + ' ' + settings.group();
    }

    private void forget(LogSettings settings, Machine machine) {
        synchronized (streams) {
            streams.remove(key(settings, machine));
        }
    }

    /**
     * The stream of a machine: one for each start of this server. Deliveries that find none wait
     * for the one that makes it.
     */
    private String stream(LogSettings settings, Machine machine, Principal.RoleSession session) {
        String key = key(settings, machine);
        String known = knownStream(key);
        return known != null
                ? known
                : locks.locked(
                        key,
                        () -> {
                            String made = knownStream(key);
                            return made != null ? made : create(key, settings, machine, session);
                        });
    }

    private @Nullable String knownStream(String key) {
        synchronized (streams) {
            return streams.get(key);
        }
    }

    private String create(
            String key, LogSettings settings, Machine machine, Principal.RoleSession session) {
        String minute = MINUTE.format(clock.now());
        String name = "states/" + machine.name() + '/' + minute + '/' + Ids.hex(8);
        var ignored =
                calls.invoke(
                        LogsApi.CREATE_LOG_STREAM,
                        CreateLogStreamRequest.builder()
                                .logGroupName(settings.group())
                                .logStreamName(name)
                                .build(),
                        session,
                        machine.scope());
        synchronized (streams) {
            streams.put(key, name);
        }
        return name;
    }
}
