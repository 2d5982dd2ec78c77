package brume.services.lambda.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of a function as it is stored: its configuration, the code that it runs and who may
 * call it. {@code $LATEST} is the version that changes; what belongs to the function as a whole
 * (tags, reserved concurrency and the like) is kept with it and shown by the others ({@link
 * #under}).
 *
 * @param version {@code $LATEST} or a number
 * @param state Pending until the code has been unpacked once, then Active
 * @param updateStatus Successful, or InProgress while a change is being applied
 * @param revisionId changes with every change that a client can see
 * @param environmentId changes with every change that needs new execution environments
 * @param lastPublication the newest published version, if there was one
 */
public record LambdaFunction(
        String account,
        String region,
        String name,
        String version,
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
        @Nullable Integer reservedConcurrency,
        @Nullable String recursiveLoop,
        @Nullable String codeSigningConfigArn,
        @Nullable Publication lastPublication)
        implements PolicyOwner {

    public static final String LATEST = "$LATEST";

    public LambdaFunction {
        version = Objects.requireNonNullElse(version, LATEST);
    }

    /**
     * What clients configure.
     *
     * @param deadLetterArn the queue or topic that gets asynchronous events that failed, or null
     */
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
            List<LayerUse> layers,
            @Nullable JsonLog jsonLog,
            @Nullable String deadLetterArn) {

        public Configuration {
            layers = Objects.requireNonNullElse(layers, List.of());
        }

        public Configuration withDescription(String newDescription) {
            return new Configuration(
                    runtime,
                    role,
                    handler,
                    newDescription,
                    timeoutSeconds,
                    memoryMb,
                    tmpMb,
                    environment,
                    architectures,
                    logGroup,
                    layers,
                    jsonLog,
                    deadLetterArn);
        }

        public Configuration withArchitectures(List<String> newArchitectures) {
            return new Configuration(
                    runtime,
                    role,
                    handler,
                    description,
                    timeoutSeconds,
                    memoryMb,
                    tmpMb,
                    environment,
                    newArchitectures,
                    logGroup,
                    layers,
                    jsonLog,
                    deadLetterArn);
        }
    }

    /**
     * The uploaded zip.
     *
     * @param id where it is stored; also what makes its download address unguessable
     * @param sha256 in base 64
     */
    public record Code(String id, long bytes, String sha256, long unzippedBytes) {}

    /** The levels of a log in the JSON format; without one, the log is plain text. */
    public record JsonLog(String applicationLevel, String systemLevel) {}

    /** A layer version that a function uses, and goes on using when it is deleted. */
    public record LayerUse(String arn, Code code) {}

    /**
     * The newest published version.
     *
     * @param number never given twice, even if the version is deleted
     * @param description the description of {@code $LATEST} at that time
     */
    public record Publication(long number, String description) {}

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

    /** The function's ARN, without a version. */
    public String arn() {
        return FunctionReference.arn(scope(), name);
    }

    public String qualifiedArn() {
        return arn() + ':' + version;
    }

    /** Its zip and those of its layers. */
    public List<String> codeIds() {
        List<String> ids = new ArrayList<>(List.of(code.id()));
        configuration.layers().forEach(layer -> ids.add(layer.code().id()));
        return ids;
    }

    public boolean isLatest() {
        return version.equals(LATEST);
    }

    /** Whether a change is still being applied. */
    public boolean changing() {
        return state.name().equals("Pending")
                || (updateStatus != null && updateStatus.name().equals("InProgress"));
    }

    /** A change of configuration or code, which is applied after the commit. */
    public LambdaFunction withChange(
            Configuration newConfiguration,
            Code newCode,
            String modified,
            String newRevisionId,
            String newEnvironmentId) {
        Builder changed = new Builder(this);
        changed.configuration = newConfiguration;
        changed.code = newCode;
        changed.updateStatus = State.IN_PROGRESS;
        changed.lastModified = modified;
        changed.revisionId = newRevisionId;
        changed.environmentId = newEnvironmentId;
        return changed.build();
    }

    /** The change, or the creation, is complete, or has failed. */
    public LambdaFunction settled(State newState, State newUpdateStatus, String newRevisionId) {
        Builder settled = new Builder(this);
        settled.state = newState;
        settled.updateStatus = newUpdateStatus;
        settled.revisionId = newRevisionId;
        return settled.build();
    }

    public LambdaFunction withTags(Map<String, String> newTags) {
        Builder tagged = new Builder(this);
        tagged.tags = newTags;
        return tagged.build();
    }

    /** A changed policy is a new revision of the function as well. */
    @Override
    public LambdaFunction withPolicy(List<String> statements, String newRevisionId) {
        Builder changed = new Builder(this);
        changed.policyStatements = statements;
        changed.policyRevisionId = newRevisionId;
        changed.revisionId = newRevisionId;
        return changed.build();
    }

    public LambdaFunction withReservedConcurrency(@Nullable Integer reserved) {
        Builder changed = new Builder(this);
        changed.reservedConcurrency = reserved;
        return changed.build();
    }

    public LambdaFunction withRecursiveLoop(String loop) {
        Builder changed = new Builder(this);
        changed.recursiveLoop = loop;
        return changed.build();
    }

    public LambdaFunction withCodeSigning(@Nullable String configArn) {
        Builder changed = new Builder(this);
        changed.codeSigningConfigArn = configArn;
        return changed.build();
    }

    /** {@code $LATEST} after a version was made of it. */
    public LambdaFunction withPublication(Publication publication, String newRevisionId) {
        Builder changed = new Builder(this);
        changed.lastPublication = publication;
        changed.revisionId = newRevisionId;
        return changed.build();
    }

    /** A new version of this {@code $LATEST}, in the same state. */
    public LambdaFunction publish(
            long number, String description, String newRevisionId, String newEnvironmentId) {
        Builder published = new Builder(this);
        published.version = Long.toString(number);
        published.configuration = configuration.withDescription(description);
        if (changing()) {
            published.state = State.PENDING;
            published.updateStatus = null;
        }
        published.revisionId = newRevisionId;
        published.environmentId = newEnvironmentId;
        published.policyStatements = List.of();
        published.policyRevisionId = null;
        published.lastPublication = null;
        return published.build();
    }

    /** This version with what belongs to the function as a whole. */
    public LambdaFunction under(LambdaFunction latest) {
        Builder shown = new Builder(this);
        shown.tags = latest.tags;
        shown.reservedConcurrency = latest.reservedConcurrency;
        shown.recursiveLoop = latest.recursiveLoop;
        shown.codeSigningConfigArn = latest.codeSigningConfigArn;
        return shown.build();
    }

    /** A copy whose parts can be replaced. */
    private static final class Builder {

        private final LambdaFunction from;
        private String version;
        private Configuration configuration;
        private Code code;
        private State state;
        private @Nullable State updateStatus;
        private String lastModified;
        private String revisionId;
        private String environmentId;
        private Map<String, String> tags;
        private List<String> policyStatements;
        private @Nullable String policyRevisionId;
        private @Nullable Integer reservedConcurrency;
        private @Nullable String recursiveLoop;
        private @Nullable String codeSigningConfigArn;
        private @Nullable Publication lastPublication;

        Builder(LambdaFunction from) {
            this.from = from;
            version = from.version;
            configuration = from.configuration;
            code = from.code;
            state = from.state;
            updateStatus = from.updateStatus;
            lastModified = from.lastModified;
            revisionId = from.revisionId;
            environmentId = from.environmentId;
            tags = from.tags;
            policyStatements = from.policyStatements;
            policyRevisionId = from.policyRevisionId;
            reservedConcurrency = from.reservedConcurrency;
            recursiveLoop = from.recursiveLoop;
            codeSigningConfigArn = from.codeSigningConfigArn;
            lastPublication = from.lastPublication;
        }

        LambdaFunction build() {
            return new LambdaFunction(
                    from.account,
                    from.region,
                    from.name,
                    version,
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
                    reservedConcurrency,
                    recursiveLoop,
                    codeSigningConfigArn,
                    lastPublication);
        }
    }
}
