package brume.services.lambda.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function as it is stored: its present configuration, the code that it runs and who may call it.
 *
 * @param state Pending until the code has been unpacked once, then Active
 * @param updateStatus Successful, or InProgress while a change is being applied
 * @param revisionId changes with every change that a client can see
 * @param environmentId changes with every change that needs new execution environments
 */
public record LambdaFunction(
        String account,
        String region,
        String name,
        Configuration configuration,
        Code code,
        State state,
        @Nullable State updateStatus,
        String lastModified,
        String revisionId,
        String environmentId,
        Map<String, String> tags,
        List<String> policyStatements,
        @Nullable String policyRevisionId,
        @Nullable Integer reservedConcurrency) {

    /** What clients configure. */
    public record Configuration(
            String runtime,
            String role,
            String handler,
            String description,
            int timeoutSeconds,
            int memoryMb,
            int tmpMb,
            @Nullable Map<String, String> environment,
            List<String> architectures,
            String logGroup,
            @Nullable String recursiveLoop) {}

    /**
     * The uploaded zip.
     *
     * @param id where it is stored; also what makes its download address unguessable
     * @param sha256 in base 64
     */
    public record Code(String id, long bytes, String sha256) {}

    /** A state with the reason that clients see. */
    public record State(String name, @Nullable String reason, @Nullable String reasonCode) {

        public static final State PENDING =
                new State("Pending", "The function is being created.", "Creating");
        public static final State ACTIVE = new State("Active", null, null);
        public static final State IN_PROGRESS =
                new State("InProgress", "The function is being created.", "Creating");
        public static final State SUCCESSFUL = new State("Successful", null, null);

        public static State failed(String reason, String code) {
            return new State("Failed", reason, code);
        }
    }

    public Scope scope() {
        return new Scope(new AccountId(account), new Region(region));
    }

    public String arn() {
        return FunctionReference.arn(scope(), name);
    }

    /** Whether a change is still being applied. */
    public boolean changing() {
        return state.name().equals("Pending")
                || (updateStatus != null && updateStatus.name().equals("InProgress"));
    }

    public LambdaFunction withChange(
            Configuration newConfiguration,
            Code newCode,
            String modified,
            String newRevisionId,
            String newEnvironmentId) {
        return new LambdaFunction(
                account,
                region,
                name,
                newConfiguration,
                newCode,
                state,
                State.IN_PROGRESS,
                modified,
                newRevisionId,
                newEnvironmentId,
                tags,
                policyStatements,
                policyRevisionId,
                reservedConcurrency);
    }

    /** The change, or the creation, is complete, or has failed. */
    public LambdaFunction settled(State newState, State newUpdateStatus, String newRevisionId) {
        return new LambdaFunction(
                account,
                region,
                name,
                configuration,
                code,
                newState,
                newUpdateStatus,
                lastModified,
                newRevisionId,
                environmentId,
                tags,
                policyStatements,
                policyRevisionId,
                reservedConcurrency);
    }

    public LambdaFunction withTags(Map<String, String> newTags) {
        return new LambdaFunction(
                account,
                region,
                name,
                configuration,
                code,
                state,
                updateStatus,
                lastModified,
                revisionId,
                environmentId,
                newTags,
                policyStatements,
                policyRevisionId,
                reservedConcurrency);
    }

    public LambdaFunction withPolicy(List<String> statements, String newPolicyRevisionId) {
        return new LambdaFunction(
                account,
                region,
                name,
                configuration,
                code,
                state,
                updateStatus,
                lastModified,
                revisionId,
                environmentId,
                tags,
                statements,
                newPolicyRevisionId,
                reservedConcurrency);
    }

    public LambdaFunction withReservedConcurrency(@Nullable Integer reserved) {
        return new LambdaFunction(
                account,
                region,
                name,
                configuration,
                code,
                state,
                updateStatus,
                lastModified,
                revisionId,
                environmentId,
                tags,
                policyStatements,
                policyRevisionId,
                reserved);
    }
}
