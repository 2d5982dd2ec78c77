package brume.services.ec2.op;

import brume.api.ec2.CreateVolumeRequest;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.Volume;
import brume.services.ec2.domain.AwsRegion;
import brume.services.ec2.domain.EbsSnapshot;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.TagRules;
import brume.services.ec2.domain.VolumeSettings;
import brume.services.ec2.domain.VolumeType;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Makes a volume, empty or from a snapshot. */
public final class CreateVolume implements Ec2Operation<CreateVolumeRequest, Volume> {

    private final Ec2Store store;
    private final ClientTokens tokens;

    public CreateVolume(Ec2Store store) {
        this.store = store;
        this.tokens = new ClientTokens(store, "CreateVolume");
    }

    @Override
    public OperationModel<CreateVolumeRequest, Volume> model() {
        return Ec2Api.CREATE_VOLUME;
    }

    @Override
    public List<Permission> permissions(CreateVolumeRequest input, Call call) {
        SortedMap<String, String> tags = tags(input);
        Permission making = Access.making(model(), Kind.VOLUME, tags, call);
        Map<String, List<String>> context = new HashMap<>(making.context());
        context.put("ec2:AvailabilityZone", List.of(zone(input, call).name()));
        context.put("ec2:Encrypted", List.of(String.valueOf(isTrue(input.encrypted()))));
        context.put("ec2:VolumeType", List.of(type(input.volumeType()).word()));
        put(context, "ec2:VolumeSize", input.size());
        put(context, "ec2:VolumeIops", input.iops());
        put(context, "ec2:VolumeThroughput", input.throughput());
        List<Permission> permissions = new ArrayList<>();
        permissions.add(making.withContext(context));
        snapshotId(input)
                .map(id -> Access.on(store, model().action(), Kind.SNAPSHOT, id, call))
                .ifPresent(permissions::add);
        Access.tagging(model(), Kind.VOLUME, tags, call).ifPresent(permissions::add);
        return permissions;
    }

    private static void put(
            Map<String, List<String>> context, String key, @Nullable Integer value) {
        if (value != null) {
            context.put(key, List.of(value.toString()));
        }
    }

    @Override
    public Volume perform(CreateVolumeRequest input, Call call) {
        Unsupported.refuse("KmsKeyId", input.kmsKeyId());
        Unsupported.refuse("OutpostArn", input.outpostArn());
        Unsupported.refuse("Operator", input.operator());
        Unsupported.refuse("VolumeInitializationRate", input.volumeInitializationRate());
        AwsRegion.Zone zone = zone(input, call);
        SortedMap<String, String> tags = tags(input);
        EbsVolume volume = store.transact(tx -> create(tx, input, zone, tags, call));
        return Shapes.volume(volume, call).toBuilder()
                .attachments(List.of())
                .tags(Shapes.tags(volume.tags()))
                .build();
    }

    /** "Either AvailabilityZone or AvailabilityZoneId must be specified, but not both." */
    private static AwsRegion.Zone zone(CreateVolumeRequest input, Call call) {
        AwsRegion region = AwsRegion.of(call.region().value());
        String name = input.availabilityZone();
        String id = input.availabilityZoneId();
        if (name != null && id != null) {
            throw Ec2Errors.invalidParameterCombination(
                    "The parameters availabilityZone and availabilityZoneId cannot be used"
                            + " together");
        }
        if (name == null && id == null) {
            throw Ec2Errors.missingParameter(
                    "The request must contain the parameter AvailabilityZone");
        }
        return region.zones().stream()
                .filter(zone -> zone.name().equals(name) || zone.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        Ec2Errors.invalidZoneNotFound(
                                "The zone '" + (name == null ? id : name) + "' does not exist."));
    }

    private static Optional<String> snapshotId(CreateVolumeRequest input) {
        return Optional.ofNullable(input.snapshotId()).filter(id -> !id.isEmpty());
    }

    private EbsVolume create(
            Transaction tx,
            CreateVolumeRequest input,
            AwsRegion.Zone zone,
            SortedMap<String, String> tags,
            Call call) {
        long now = call.time().toEpochMilli();
        store.sweep(tx, call.scope(), now);
        Optional<List<String>> made = tokens.find(tx, call, input.clientToken(), input);
        if (made.isPresent()) {
            return store.get(tx, call.scope(), Kind.VOLUME, made.get().getFirst(), now);
        }
        Optional<EbsSnapshot> source = snapshotId(input).map(id -> source(tx, id, call));
        EbsVolume volume =
                new EbsVolume(
                        Kind.VOLUME.newId(),
                        zone.name(),
                        settings(input, source),
                        isTrue(input.encrypted())
                                || source.map(EbsSnapshot::encrypted).orElse(false),
                        source.map(EbsSnapshot::id).orElse(""),
                        now,
                        false,
                        tags,
                        List.of(),
                        null);
        store.put(tx, call.scope(), Kind.VOLUME, volume);
        tokens.put(tx, call, input.clientToken(), input, List.of(volume.id()));
        return volume;
    }

    private EbsSnapshot source(Transaction tx, String id, Call call) {
        long now = call.time().toEpochMilli();
        EbsSnapshot snapshot = store.get(tx, call.scope(), Kind.SNAPSHOT, id, now);
        if (!snapshot.completed(now)) {
            throw Ec2Errors.incorrectState("Snapshot '" + id + "' is not 'completed'.");
        }
        return snapshot;
    }

    private static VolumeSettings settings(
            CreateVolumeRequest input, Optional<EbsSnapshot> source) {
        Integer size = input.size();
        if (size == null && source.isEmpty()) {
            throw Ec2Errors.missingParameter(
                    "The request must contain the parameter size/snapshot");
        }
        int chosen = size == null ? source.orElseThrow().size() : size;
        source.filter(snapshot -> chosen < snapshot.size())
                .ifPresent(snapshot -> {
                    throw Ec2Errors.invalidParameterValue(
                            "Volume of "
                                    + chosen
                                    + "GiB is smaller than snapshot '"
                                    + snapshot.id()
                                    + "', expect size >= "
                                    + snapshot.size()
                                    + "GiB.");
                });
        return type(input.volumeType())
                .settings(
                        chosen,
                        input.iops(),
                        input.throughput(),
                        isTrue(input.multiAttachEnabled()));
    }

    private static VolumeType type(@Nullable String word) {
        if (word == null) {
            return VolumeType.GP2;
        }
        return VolumeType.find(word)
                .orElseThrow(() ->
                        Ec2Errors.invalidParameterValue(
                                "Value (" + word + ") for parameter volumeType is invalid."));
    }

    private static SortedMap<String, String> tags(CreateVolumeRequest input) {
        String word = Kind.VOLUME.word();
        return java.util.Objects.requireNonNull(
                TagRules.of(input.tagSpecifications(), word).get(word));
    }

    private static boolean isTrue(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }
}
