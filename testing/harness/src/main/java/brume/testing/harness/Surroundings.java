package brume.testing.harness;

import brume.base.Scope;
import brume.spi.Calls;
import brume.spi.HttpSender;
import brume.spi.IdentityDirectory;
import brume.spi.Principal;
import brume.spi.Sessions;
import brume.wire.OperationModel;
import brume.wire.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a service under test finds around it; by default nothing, and nobody is known.
 *
 * @param throughputLimited whether the server is one that enforces throughput
 */
public record Surroundings(
        Calls calls,
        Sessions sessions,
        IdentityDirectory identities,
        HttpSender http,
        boolean throughputLimited) {

    public static final Surroundings NONE =
            new Surroundings(
                    new NoCalls(),
                    new NoSessions(),
                    new NoIdentities(),
                    request -> {
                        throw new IOException("no endpoint " + request.url());
                    },
                    false);

    public Surroundings with(Calls other) {
        return new Surroundings(other, sessions, identities, http, throughputLimited);
    }

    public Surroundings with(Sessions other) {
        return new Surroundings(calls, other, identities, http, throughputLimited);
    }

    public Surroundings with(IdentityDirectory other) {
        return new Surroundings(calls, sessions, other, http, throughputLimited);
    }

    public Surroundings with(HttpSender other) {
        return new Surroundings(calls, sessions, identities, other, throughputLimited);
    }

    public Surroundings withThroughputLimited() {
        return new Surroundings(calls, sessions, identities, http, true);
    }

    /** No other service; a test overrides what its service calls. */
    public static class NoCalls implements Calls {
        @Override
        public <I extends Shape, O extends Shape> O invoke(
                OperationModel<I, O> operation, I input, Principal principal, Scope scope) {
            throw new UnsupportedOperationException(operation.name());
        }

        @Override
        public JsonNode invoke(
                String service, String action, JsonNode input, Principal principal, Scope scope) {
            throw new UnsupportedOperationException(service + ':' + action);
        }

        @Override
        public Principal.RoleSession assume(
                String roleArn, Principal principal, String sessionName) {
            throw new UnsupportedOperationException(roleArn);
        }
    }

    /** Issues nothing; a test overrides what its service asks for. */
    public static class NoSessions implements Sessions {
        @Override
        public Credentials issue(Principal.RoleSession session, Duration validFor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Credentials issue(Principal.User user, Duration validFor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Credentials issue(Principal.FederatedUser user, Duration validFor) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class NoIdentities implements IdentityDirectory {
        @Override
        public Optional<AccessKey> findAccessKey(String accessKeyId) {
            return Optional.empty();
        }

        @Override
        public Optional<Role> findRole(String roleArn) {
            return Optional.empty();
        }

        @Override
        public Policies policiesOf(Principal principal) {
            return Policies.NONE;
        }

        @Override
        public Optional<String> findPolicy(String policyArn) {
            return Optional.empty();
        }
    }
}
