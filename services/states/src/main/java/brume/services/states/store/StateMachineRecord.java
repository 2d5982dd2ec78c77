package brume.services.states.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A state machine as it is stored; its definition lies in its revision.
 *
 * @param revision names the current {@link RevisionRecord}
 * @param updated whether it was ever updated: only then AWS shows a revision id
 * @param lastVersion the number of the version that was published last, 0 if none was
 */
public record StateMachineRecord(
        String name,
        String type,
        String roleArn,
        String revision,
        boolean updated,
        Instant created,
        Map<String, String> tags,
        long lastVersion) {

    public boolean isExpress() {
        return type.equals("EXPRESS");
    }

    public StateMachineRecord withTags(Map<String, String> changed) {
        return new StateMachineRecord(
                name, type, roleArn, revision, updated, created, changed, lastVersion);
    }

    public StateMachineRecord withRevision(String changed, String changedRoleArn) {
        return new StateMachineRecord(
                name, type, changedRoleArn, changed, true, created, tags, lastVersion);
    }

    public StateMachineRecord withLastVersion(long number) {
        return new StateMachineRecord(
                name, type, roleArn, revision, updated, created, tags, number);
    }

    /**
     * What an execution keeps using, also after the machine was updated.
     *
     * @param label the revision id that AWS shows, null for the first revision
     */
    public record RevisionRecord(
            String definition,
            String roleArn,
            JsonNode loggingConfiguration,
            JsonNode tracingConfiguration,
            @Nullable JsonNode encryptionConfiguration,
            Instant updated,
            @Nullable String label) {

        public RevisionRecord withRole(String changedRoleArn) {
            return new RevisionRecord(
                    definition,
                    changedRoleArn,
                    loggingConfiguration,
                    tracingConfiguration,
                    encryptionConfiguration,
                    updated,
                    label);
        }

        /** Whether executions find no difference. */
        public boolean isSameAs(RevisionRecord other) {
            return definition.equals(other.definition)
                    && roleArn.equals(other.roleArn)
                    && loggingConfiguration.equals(other.loggingConfiguration)
                    && tracingConfiguration.equals(other.tracingConfiguration);
        }
    }
}
