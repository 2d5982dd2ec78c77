package brume.services.dynamodb.policy;

import brume.api.dynamodb.DynamodbApi;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The actions that policies of tables and of streams can name. Source: Developer Guide, "DynamoDB
 * API operations supported by resource-based policies", and Service Authorization Reference.
 */
final class PolicyActions {

    private static final String PREFIX = "dynamodb:";

    private static final Set<String> OF_STREAMS =
            names("DescribeStream", "GetRecords", "GetShardIterator");

    private static final Set<String> OF_POLICIES =
            names("DeleteResourcePolicy", "GetResourcePolicy", "PutResourcePolicy");

    /** Actions on tables that are not operations of the API. */
    private static final Set<String> PERMISSIONS_ONLY =
            names(
                    "AssociateTableReplica",
                    "ConditionCheckItem",
                    "CreateTableReplica",
                    "DeleteTableReplica",
                    "PartiQLDelete",
                    "PartiQLInsert",
                    "PartiQLSelect",
                    "PartiQLUpdate",
                    "ReadDataForReplication",
                    "ReplicateSettings",
                    "RestoreTableFromAwsBackup",
                    "StartAwsBackupJob",
                    "UpdateGlobalTableVersion",
                    "WriteDataForReplication");

    private static final Set<String> OPERATIONS =
            names(
                    DynamodbApi.MODEL.operations().stream()
                            .map(operation -> operation.name())
                            .toArray(String[]::new));

    private PolicyActions() {}

    private static Set<String> names(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(Set.of(names));
        return set;
    }

    /** Whether a policy of a stream or table can say something about an action, or pattern. */
    static boolean governs(String action, boolean ofStream) {
        if (action.equals("*")) {
            return true;
        }
        if (!action.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
            return false;
        }
        String name = action.substring(PREFIX.length());
        if (name.contains("*") || name.contains("?") || OF_POLICIES.contains(name)) {
            return true;
        }
        return ofStream
                ? OF_STREAMS.contains(name)
                : OPERATIONS.contains(name) || PERMISSIONS_ONLY.contains(name);
    }
}
