package brume.services.dynamodb.domain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A global table, as each of its replicas has it stored: they change it together, in one
 * transaction.
 *
 * @param version {@link #CURRENT} or {@link #LEGACY}
 * @param strong whether it was made with MultiRegionConsistency STRONG
 * @param replicas all of them, in the order in which they were added
 * @param witness the region of the witness, if it has one
 */
public record Replication(
        String version, boolean strong, List<Replica> replicas, @Nullable String witness) {

    public static final String CURRENT = "2019.11.21";
    public static final String LEGACY = "2017.11.29";

    /** For how long a replica that others were made from has to stay. */
    private static final long SOURCE_KEPT_MILLIS = Duration.ofHours(24).toMillis();

    /** A global table of the current version that has only its first replica yet. */
    public static Replication of(String region, boolean strong, long nowMillis) {
        Replica first = new Replica(region, null, nowMillis, true);
        return new Replication(CURRENT, strong, List.of(first), null);
    }

    public boolean isCurrent() {
        return version.equals(CURRENT);
    }

    public Optional<Replica> find(String region) {
        return replicas.stream().filter(replica -> replica.region().equals(region)).findFirst();
    }

    public Replica get(String region) {
        return find(region).orElseThrow(() -> new IllegalStateException("no replica in " + region));
    }

    /** The replicas elsewhere than in {@code region}. */
    public List<Replica> others(String region) {
        return replicas.stream().filter(replica -> !replica.region().equals(region)).toList();
    }

    /** Whether a replica is still being made. */
    public boolean isFilling() {
        return replicas.stream().anyMatch(replica -> !replica.filled());
    }

    /**
     * Whether a replica that is still there was made from {@code region} within the last day.
     * Source: the error that UpdateTable and DeleteTable answer, "has acted as a source region".
     */
    public boolean isSource(String region, long nowMillis) {
        return replicas.stream()
                .anyMatch(replica ->
                        region.equals(replica.source())
                                && replica.addedMillis() > nowMillis - SOURCE_KEPT_MILLIS);
    }

    public Replication with(Replica added) {
        List<Replica> changed = new ArrayList<>(others(added.region()));
        changed.add(added);
        return new Replication(version, strong, changed, witness);
    }

    public Replication without(String region) {
        return new Replication(version, strong, others(region), witness);
    }

    public Replication withWitness(@Nullable String region) {
        return new Replication(version, strong, replicas, region);
    }

    /** After the replica in {@code region} has got every item. */
    public Replication withFilled(String region) {
        List<Replica> changed = new ArrayList<>(replicas);
        changed.replaceAll(replica ->
                replica.region().equals(region)
                        ? new Replica(region, replica.source(), replica.addedMillis(), true)
                        : replica);
        return new Replication(version, strong, changed, witness);
    }
}
