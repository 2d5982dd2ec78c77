package brume.services.dynamodb.op;

import brume.api.dynamodb.CreateReplicationGroupMemberAction;
import brume.api.dynamodb.GlobalTableWitnessGroupUpdate;
import brume.api.dynamodb.ReplicationGroupUpdate;
import brume.api.dynamodb.UpdateReplicationGroupMemberAction;
import brume.api.dynamodb.UpdateTableInput;
import brume.base.Region;
import brume.services.dynamodb.domain.GlobalTableRegions;
import brume.services.dynamodb.value.InvalidRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The replicas and the witness that an UpdateTable request adds, changes or removes, checked as far
 * as the request alone tells.
 *
 * <p>Source of the texts, here, in {@link ReplicaChange} and {@link ReplicaCreation}: answers
 * recorded from AWS in 2026 by the public notes on its API of the controllers for Kubernetes
 * (findings 203, 223, 224, 257, 260, 265 and 297), and those that Terraform's provider looks for.
 *
 * @param creates by region
 * @param updates by region
 * @param consistency the MultiRegionConsistency that was given
 */
record ReplicaUpdates(
        Map<String, CreateReplicationGroupMemberAction> creates,
        Map<String, UpdateReplicationGroupMemberAction> updates,
        Set<String> deletes,
        @Nullable String createdWitness,
        @Nullable String deletedWitness,
        @Nullable String consistency) {

    private static final String STRONG = "STRONG";

    /** How many regions a strongly consistent global table has, the witness included. */
    private static final int STRONG_REGIONS = 3;

    /** What a request asks for, or null if it is not about replicas. */
    static @Nullable ReplicaUpdates find(UpdateTableInput input, Region local) {
        List<ReplicationGroupUpdate> given = input.replicaUpdates();
        if (given == null) {
            return null;
        }
        checkAlone(input);
        ReplicaUpdates found = collect(given, input);
        found.checkRegions(local);
        found.updates.values().forEach(ReplicaUpdates::checkUpdate);
        found.checkWitness(local);
        if (found.strong()) {
            found.checkStrong();
        } else if (found.creates.size() > 1) {
            throw tooMany();
        }
        return found;
    }

    boolean strong() {
        return STRONG.equals(consistency);
    }

    static InvalidRequest tooMany() {
        return new InvalidRequest(
                "Update table operation with more than one create or delete replica actions not"
                        + " allowed");
    }

    private static InvalidRequest noActions() {
        return new InvalidRequest(
                "There are no actions specified in the Replica Update Action of the request.");
    }

    private static void checkAlone(UpdateTableInput input) {
        boolean alone =
                Stream.of(
                                input.attributeDefinitions(),
                                input.billingMode(),
                                input.provisionedThroughput(),
                                input.globalSecondaryIndexUpdates(),
                                input.streamSpecification(),
                                input.sseSpecification(),
                                input.tableClass(),
                                input.deletionProtectionEnabled(),
                                input.onDemandThroughput(),
                                input.warmThroughput())
                        .allMatch(member -> member == null);
        if (alone) {
            return;
        }
        if (input.multiRegionConsistency() != null || input.globalTableWitnessUpdates() != null) {
            throw new InvalidRequest(
                    "Requests that modify replicas or witnesses must not also modify other fields");
        }
        throw InvalidRequest.parameters(
                "Replica modification must be the only operation in the request");
    }

    private static ReplicaUpdates collect(
            List<ReplicationGroupUpdate> given, UpdateTableInput input) {
        Map<String, CreateReplicationGroupMemberAction> creates = new LinkedHashMap<>();
        Map<String, UpdateReplicationGroupMemberAction> updates = new LinkedHashMap<>();
        Set<String> deletes = new LinkedHashSet<>();
        for (ReplicationGroupUpdate one : given) {
            if (one.create() != null) {
                creates.put(one.create().regionName(), one.create());
            }
            if (one.update() != null) {
                updates.put(one.update().regionName(), one.update());
            }
            if (one.delete() != null) {
                deletes.add(one.delete().regionName());
            }
            if (one.create() == null && one.update() == null && one.delete() == null) {
                throw noActions();
            }
        }
        long kinds =
                Stream.of(creates.keySet(), updates.keySet(), deletes)
                        .filter(regions -> !regions.isEmpty())
                        .count();
        if (kinds > 1) {
            throw new InvalidRequest(
                    "Update table operation with more than one type of replica actions not"
                            + " allowed.");
        }
        GlobalTableWitnessGroupUpdate witness =
                input.globalTableWitnessUpdates() == null
                                || input.globalTableWitnessUpdates().isEmpty()
                        ? GlobalTableWitnessGroupUpdate.builder().build()
                        : input.globalTableWitnessUpdates().getFirst();
        return new ReplicaUpdates(
                creates,
                updates,
                deletes,
                witness.create() == null ? null : witness.create().regionName(),
                witness.delete() == null ? null : witness.delete().regionName(),
                input.multiRegionConsistency());
    }

    /** Every region that gets or loses something. */
    private List<String> regions() {
        List<String> regions = new ArrayList<>(creates.keySet());
        regions.addAll(updates.keySet());
        regions.addAll(deletes);
        return regions;
    }

    private void checkRegions(Region local) {
        List<String> supported = GlobalTableRegions.of(local);
        for (String region : regions()) {
            if (region.equals(local.value())) {
                throw new InvalidRequest(
                        "Cannot add, delete, or update the local region through ReplicaUpdates. Use"
                                + " CreateTable, DeleteTable, or UpdateTable as required.");
            }
            if (!supported.contains(region)) {
                throw new InvalidRequest(
                        "Region "
                                + region
                                + " is not supported. The latest version of global tables are only"
                                + " supported in the following regions: "
                                + supported);
            }
        }
    }

    private static void checkUpdate(UpdateReplicationGroupMemberAction update) {
        boolean changesIndex =
                update.globalSecondaryIndexes() != null
                        && update.globalSecondaryIndexes().stream()
                                .anyMatch(index ->
                                        index.provisionedThroughputOverride() != null
                                                || index.onDemandThroughputOverride() != null);
        if (update.kmsMasterKeyId() == null
                && update.provisionedThroughputOverride() == null
                && update.onDemandThroughputOverride() == null
                && update.tableClassOverride() == null
                && !changesIndex) {
            throw noActions();
        }
    }

    private void checkWitness(Region local) {
        String witness = createdWitness;
        if (witness == null) {
            return;
        }
        if (!strong()) {
            throw new InvalidRequest(
                    "MultiRegionConsistency must be set as STRONG when GlobalTableWitnessUpdates"
                            + " parameter is present.");
        }
        if (witness.equals(local.value())) {
            throw new InvalidRequest(
                    "Cannot add a witness in the same region as an existing replica when creating a"
                            + " global table with MultiRegionConsistency set to STRONG.");
        }
        if (creates.containsKey(witness)) {
            throw new InvalidRequest("Cannot target multiple regions with the same action");
        }
    }

    private void checkStrong() {
        if (creates.isEmpty()) {
            throw new InvalidRequest(
                    "Only Replica Create actions are supported when MultiRegionConsistency"
                            + " parameter is provided.");
        }
        List<String> added = new ArrayList<>(creates.keySet());
        if (createdWitness != null) {
            added.add(createdWitness);
        }
        List<String> weak =
                added.stream().filter(region -> !GlobalTableRegions.areStrong(region)).toList();
        if (!weak.isEmpty()) {
            throw new InvalidRequest(
                    "Unsupported Region(s) specified for global tables with MultiRegionConsistency"
                            + " set to STRONG: "
                            + weak
                            + '.');
        }
        if (1 + added.size() != STRONG_REGIONS) {
            throw new InvalidRequest(
                    "Unsupported replica count for global tables with MultiRegionConsistency set to"
                            + " STRONG.");
        }
    }
}
