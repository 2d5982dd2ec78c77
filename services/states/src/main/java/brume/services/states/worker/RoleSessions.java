package brume.services.states.worker;

import brume.base.Clock;
import brume.base.Scope;
import brume.spi.Calls;
import brume.spi.Principal;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sessions in which executions call other services, kept for a while. */
final class RoleSessions {

    private static final int KEPT_MAX = 10_000;
    private static final long KEPT_MILLIS = 60_000;
    private static final int SESSION_NAME_LENGTH_MAX = 64;

    private final Calls calls;
    private final Clock clock;
    private final Map<String, Kept> kept =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    private record Kept(Principal.RoleSession session, long untilMillis) {}

    RoleSessions(Calls calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /**
     * The session of a state machine's role.
     *
     * @param name of the session, in any characters
     * @throws brume.wire.ServiceException if the role may not be assumed
     */
    Principal.RoleSession get(String roleArn, String machineArn, String name, Scope scope) {
        Principal.ServicePrincipal service =
                new Principal.ServicePrincipal("states.amazonaws.com", machineArn, scope.account());
        return kept(machineArn + ' ' + name + ' ' + roleArn, roleArn, service, name);
    }

    /**
     * The session of a task's own role, which the machine's role assumes.
     *
     * @throws brume.wire.ServiceException if the role may not be assumed
     */
    Principal.RoleSession get(String roleArn, Principal.RoleSession machine, String name) {
        return kept(machine.arn() + ' ' + roleArn, roleArn, machine, name);
    }

    private Principal.RoleSession kept(
            String key, String roleArn, Principal principal, String name) {
        long now = clock.millis();
        synchronized (kept) {
            Kept known = kept.get(key);
            if (known != null && known.untilMillis() > now) {
                return known.session();
            }
        }
        Principal.RoleSession session = calls.assume(roleArn, principal, sessionName(name));
        synchronized (kept) {
            kept.put(key, new Kept(session, now + KEPT_MILLIS));
        }
        return session;
    }

    /** An execution's name in the characters that a session's name may have. */
    private static String sessionName(String execution) {
        String name = execution.replaceAll("[^\\w+=,.@-]", "-");
        return name.length() > SESSION_NAME_LENGTH_MAX
                ? name.substring(0, SESSION_NAME_LENGTH_MAX)
                : name;
    }
}
