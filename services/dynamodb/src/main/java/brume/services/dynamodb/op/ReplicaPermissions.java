package brume.services.dynamodb.op;

import brume.api.dynamodb.GlobalTableWitnessGroupUpdate;
import brume.api.dynamodb.ReplicationGroupUpdate;
import brume.api.dynamodb.UpdateTableInput;
import brume.base.Scope;
import brume.spi.Permission;
import java.util.ArrayList;
import java.util.List;

/**
 * What a caller needs to change replicas, besides UpdateTable on the table itself: to add one, what
 * it takes to create and fill a table in the other region; to delete one, what it takes to delete
 * it. Source: Developer Guide, "DynamoDB global tables security". There is no service-linked role
 * here, so nobody needs to create it.
 */
final class ReplicaPermissions {

    private static final List<String> CREATE =
            List.of(
                    "CreateTable",
                    "CreateTableReplica",
                    "Query",
                    "Scan",
                    "UpdateItem",
                    "PutItem",
                    "GetItem",
                    "DeleteItem",
                    "BatchWriteItem");
    private static final List<String> UPDATE = List.of("UpdateTable");
    private static final List<String> DELETE = List.of("DeleteTable", "DeleteTableReplica");

    private ReplicaPermissions() {}

    static List<Permission> of(UpdateTableInput input, Scope scope) {
        String name = TableNames.name(input.tableName());
        List<Permission> needed = new ArrayList<>();
        if (input.replicaUpdates() != null) {
            for (ReplicationGroupUpdate one : input.replicaUpdates()) {
                if (one.create() != null) {
                    add(needed, CREATE, scope, one.create().regionName(), name);
                }
                if (one.update() != null) {
                    add(needed, UPDATE, scope, one.update().regionName(), name);
                }
                if (one.delete() != null) {
                    add(needed, DELETE, scope, one.delete().regionName(), name);
                }
            }
        }
        if (input.globalTableWitnessUpdates() != null) {
            for (GlobalTableWitnessGroupUpdate one : input.globalTableWitnessUpdates()) {
                if (one.create() != null) {
                    add(
                            needed,
                            List.of("CreateGlobalTableWitness"),
                            scope,
                            one.create().regionName(),
                            name);
                }
                if (one.delete() != null) {
                    add(
                            needed,
                            List.of("DeleteGlobalTableWitness"),
                            scope,
                            one.delete().regionName(),
                            name);
                }
            }
        }
        return needed;
    }

    private static void add(
            List<Permission> needed,
            List<String> actions,
            Scope scope,
            String region,
            String name) {
        String arn =
                "arn:%s:dynamodb:%s:%s:table/%s"
                        .formatted(
                                scope.region().partition(), region, scope.account().value(), name);
        actions.forEach(action -> needed.add(Permission.of("dynamodb:" + action, arn)));
    }
}
