package brume.services.dynamodb.op;

import brume.api.dynamodb.GlobalSecondaryIndexUpdate;
import brume.api.dynamodb.UpdateTableInput;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.value.InvalidRequest;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which changes one UpdateTable request may make together, if not of replicas, which {@link
 * ReplicaUpdates} checks: most of them none but one. Source of the rules, their order and their
 * texts: thirty-three combinations recorded in the API notes of the ACK controllers; an empty
 * structure counts as absent there, too.
 */
final class UpdateCombination {

    private static final String ONLY = " modification must be the only operation in the request";

    private final UpdateTableInput input;
    private final boolean capacity;
    private final boolean billing;
    private final boolean stream;
    private final boolean indexes;
    private final boolean limit;
    private final boolean warm;
    private final boolean encryption;
    private final boolean tableClass;
    private final boolean protection;

    private UpdateCombination(UpdateTableInput input) {
        this.input = input;
        this.capacity = input.provisionedThroughput() != null;
        this.billing = input.billingMode() != null;
        this.stream = input.streamSpecification() != null;
        this.indexes = !updates(input).isEmpty();
        this.limit = !CapacityRules.isEmpty(input.onDemandThroughput());
        this.warm = !CapacityRules.isEmpty(input.warmThroughput());
        this.encryption = input.sseSpecification() != null;
        this.tableClass = input.tableClass() != null;
        this.protection = input.deletionProtectionEnabled() != null;
    }

    static List<GlobalSecondaryIndexUpdate> updates(UpdateTableInput input) {
        List<GlobalSecondaryIndexUpdate> updates = input.globalSecondaryIndexUpdates();
        return updates == null ? List.of() : updates;
    }

    /** Whether the table is UPDATING for a while: the other changes are done with the answer. */
    static boolean takesTime(UpdateTableInput input) {
        return input.provisionedThroughput() != null
                || input.billingMode() != null
                || input.streamSpecification() != null
                || input.tableClass() != null
                || updates(input).stream().anyMatch(update -> update.update() == null);
    }

    static void check(UpdateTableInput input) {
        new UpdateCombination(input).check();
    }

    private void check() {
        long count =
                Stream.of(
                                capacity,
                                billing,
                                stream,
                                indexes,
                                limit,
                                warm,
                                encryption,
                                tableClass,
                                protection)
                        .filter(present -> present)
                        .count();
        if (count == 0) {
            throw new InvalidRequest(
                    "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
                            + " GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates,"
                            + " MultiAccountReplicaReady, ReplicaTransitRoleArn,"
                            + " MultiRegionConsistency, DeletionProtectionEnabled,"
                            + " OnDemandThroughput, WarmThroughput or TableClass is required");
        }
        if (input.globalSecondaryIndexUpdates() != null && !indexes) {
            throw InvalidRequest.parameters("List of GlobalSecondaryIndexUpdates is empty");
        }
        if (count == 1) {
            return;
        }
        refuse(encryption, "Server-Side Encryption" + ONLY);
        refuse(tableClass, "TableClass" + ONLY);
        refuse(protection, "DeletionProtection" + ONLY);
        refuse(
                limit && (warm || stream || indexes || capacity),
                "OnDemandThroughput can only be combined with BillingMode in an UpdateTable"
                        + " request");
        checkIndexes();
        refuse(
                warm && (capacity || billing || stream),
                "WarmThroughput must be the only operation in the request");
        refuse(
                stream && (capacity || Table.PROVISIONED.equals(input.billingMode())),
                "You cannot modify stream status while updating table IOPS");
    }

    private void checkIndexes() {
        boolean creates = updates(input).stream().anyMatch(update -> update.create() != null);
        boolean deletes = updates(input).stream().anyMatch(update -> update.delete() != null);
        refuse(
                creates && warm,
                "Create global secondary index cannot be specified when updating WarmThroughput");
        refuse(
                (creates || deletes) && capacity,
                "You cannot create or delete index while updating table IOPS");
        refuse(
                (creates || deletes) && stream,
                "You cannot create or delete index while changing stream status");
    }

    private static void refuse(boolean broken, String text) {
        if (broken) {
            throw InvalidRequest.parameters(text);
        }
    }
}
