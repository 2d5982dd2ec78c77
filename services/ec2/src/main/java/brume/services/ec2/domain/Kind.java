package brume.services.ec2.domain;

import brume.api.ec2.Ec2Errors;
import brume.base.Ids;
import brume.wire.ServiceException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of resource: its words in ARNs, ids and messages.
 *
 * @param word in ARNs, in TagSpecifications and in DescribeTags
 * @param prefix of its ids
 * @param parameter the request parameter that names one
 * @param accountInArn whether its ARN names the account (snapshots: no)
 * @param malformed the error for an id that cannot be one
 * @param missing the error for ids that name nothing
 */
public record Kind<R extends Resource>(
        String word,
        String prefix,
        String parameter,
        boolean accountInArn,
        Class<R> type,
        Function<String, ServiceException> malformed,
        Function<List<String>, ServiceException> missing) {

    private static final int DIGITS = 17;

    public static final Kind<EbsVolume> VOLUME =
            new Kind<>(
                    "volume",
                    "vol-",
                    "volumeId",
                    true,
                    EbsVolume.class,
                    id ->
                            id.startsWith("vol-")
                                    ? Ec2Errors.invalidVolumeIDMalformed(
                                            "Invalid id: \"" + id + '"')
                                    : unexpected(id, "volumeId", "vol-"),
                    ids ->
                            Ec2Errors.invalidVolumeNotFound(
                                    ids.size() == 1
                                            ? "The volume '" + ids.getFirst() + "' does not exist."
                                            : "The volumes '"
                                                    + String.join(", ", ids)
                                                    + "' do not exist."));

    public static final Kind<EbsSnapshot> SNAPSHOT =
            new Kind<>(
                    "snapshot",
                    "snap-",
                    "snapshotId",
                    false,
                    EbsSnapshot.class,
                    id ->
                            id.startsWith("snap-")
                                    ? Ec2Errors.invalidSnapshotIDMalformed(
                                            "Invalid id: \"" + id + '"')
                                    : unexpected(id, "snapshotId", "snap-"),
                    ids ->
                            Ec2Errors.invalidSnapshotNotFound(
                                    ids.size() == 1
                                            ? "The snapshot '"
                                                    + ids.getFirst()
                                                    + "' does not exist."
                                            : "The snapshots '"
                                                    + String.join(", ", ids)
                                                    + "' do not exist."));

    public static final Kind<Ec2Instance> INSTANCE =
            new Kind<>(
                    "instance",
                    "i-",
                    "instanceId",
                    true,
                    Ec2Instance.class,
                    id ->
                            Ec2Errors.invalidInstanceIDMalformed(
                                    id.startsWith("i-")
                                            ? "Invalid id: \"" + id + '"'
                                            : "Invalid id: \"" + id + "\" (expecting \"i-...\")"),
                    ids ->
                            Ec2Errors.invalidInstanceIDNotFound(
                                    ids.size() == 1
                                            ? "The instance ID '"
                                                    + ids.getFirst()
                                                    + "' does not exist"
                                            : "The instance IDs '"
                                                    + String.join(", ", ids)
                                                    + "' do not exist"));

    /** Every kind, in the order of {@link #word}. */
    public static final List<Kind<? extends Resource>> ALL = List.of(INSTANCE, SNAPSHOT, VOLUME);

    private static ServiceException unexpected(String id, String parameter, String prefix) {
        return Ec2Errors.invalidParameterValue(
                "Value ("
                        + id
                        + ") for parameter "
                        + parameter
                        + " is invalid. Expected: '"
                        + prefix
                        + "...'.");
    }

    /** The kind that has ids like this one. */
    public static Optional<Kind<? extends Resource>> of(String id) {
        return ALL.stream()
                .<Kind<? extends Resource>>map(kind -> kind)
                .filter(kind -> id.startsWith(kind.prefix()))
                .findFirst();
    }

    public String newId() {
        return prefix + Ids.hex(DIGITS);
    }

    /**
     * {@code id}, if it can be one of this kind.
     *
     * @throws ServiceException {@link #malformed}
     */
    public String checkId(String id) {
        if (!ResourceIds.wellFormed(id, prefix)) {
            throw malformed.apply(id);
        }
        return id;
    }
}
