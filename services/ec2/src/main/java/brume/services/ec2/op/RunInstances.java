package brume.services.ec2.op;

import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.Reservation;
import brume.api.ec2.RunInstancesRequest;
import brume.base.Ids;
import brume.services.ec2.domain.DefaultNetwork;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Ec2Instance.Launch;
import brume.services.ec2.domain.Ec2Quotas;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.MachineImage;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.domain.TagRules;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/** Launches instances, with their volumes, in the default VPC; no machine runs. */
public final class RunInstances implements Ec2Operation<RunInstancesRequest, Reservation> {

    private static final int ID_DIGITS = 17;

    private final Ec2Store store;
    private final ClientTokens tokens;
    private final InstanceShapes shapes;
    private final BlockDevices devices;

    public RunInstances(Ec2Store store) {
        this.store = store;
        this.tokens = new ClientTokens(store, "RunInstances");
        this.shapes = new InstanceShapes(store);
        this.devices = new BlockDevices(store);
    }

    @Override
    public OperationModel<RunInstancesRequest, Reservation> model() {
        return Ec2Api.RUN_INSTANCES;
    }

    @Override
    public List<Permission> permissions(RunInstancesRequest input, Call call) {
        Map<String, SortedMap<String, String>> tags = tags(input);
        SortedMap<String, String> instanceTags = of(tags, Kind.INSTANCE);
        SortedMap<String, String> volumeTags = of(tags, Kind.VOLUME);
        DefaultNetwork network = new DefaultNetwork(call.scope());
        String subnet = input.subnetId() == null ? "*" : input.subnetId();
        Permission instances = Access.making(model(), Kind.INSTANCE, instanceTags, call);
        if (input.instanceType() != null) {
            Map<String, List<String>> context = new HashMap<>(instances.context());
            context.put("ec2:InstanceType", List.of(input.instanceType()));
            instances = instances.withContext(context);
        }
        List<Permission> permissions = new ArrayList<>();
        permissions.add(instances);
        permissions.add(Access.making(model(), Kind.VOLUME, volumeTags, call));
        permissions.add(
                fixed("image", input.imageId() == null ? "*" : input.imageId(), false, call));
        permissions.add(fixed("network-interface", "*", true, call));
        permissions.add(fixed("security-group", network.groupId(), true, call));
        permissions.add(fixed("subnet", subnet, true, call));
        Access.tagging(model(), Kind.INSTANCE, instanceTags, call).ifPresent(permissions::add);
        Access.tagging(model(), Kind.VOLUME, volumeTags, call).ifPresent(permissions::add);
        return permissions;
    }

    private Permission fixed(String word, String id, boolean account, Call call) {
        return Access.fixed(model(), Access.arn(call.scope(), word, id, account), call);
    }

    @Override
    public Reservation perform(RunInstancesRequest input, Call call) {
        LaunchRequest.refuseUnsupported(input);
        LaunchRequest request = LaunchRequest.of(input, call);
        Map<String, SortedMap<String, String>> tags = tags(input);
        return store.transact(tx -> {
            store.sweep(tx, call.scope(), call.time().toEpochMilli());
            Optional<List<String>> made = tokens.find(tx, call, input.clientToken(), input);
            List<Ec2Instance> instances =
                    made.isPresent()
                            ? store.getAll(
                                    tx,
                                    call.scope(),
                                    Kind.INSTANCE,
                                    made.get(),
                                    call.time().toEpochMilli())
                            : launch(tx, input, request, tags, call);
            return reservation(tx, instances, call);
        });
    }

    private List<Ec2Instance> launch(
            Transaction tx,
            RunInstancesRequest input,
            LaunchRequest request,
            Map<String, SortedMap<String, String>> tags,
            Call call) {
        String reservationId = "r-" + Ids.hex(ID_DIGITS);
        List<BlockDevices.Planned> planned =
                devices.plan(tx, request.imageId(), input.blockDeviceMappings(), call);
        List<Ec2Instance> instances = new ArrayList<>();
        for (int index = 0; index < request.count(); index++) {
            Ec2Instance instance =
                    instance(tx, reservationId, index, request, of(tags, Kind.INSTANCE), call);
            store.put(tx, call.scope(), Kind.INSTANCE, instance);
            for (BlockDevices.Planned plan : planned) {
                createVolume(tx, instance, plan, of(tags, Kind.VOLUME), call);
            }
            instances.add(instance);
        }
        List<String> ids = instances.stream().map(Ec2Instance::id).toList();
        tokens.put(tx, call, input.clientToken(), input, ids);
        return instances;
    }

    private Ec2Instance instance(
            Transaction tx,
            String reservationId,
            int index,
            LaunchRequest request,
            SortedMap<String, String> tags,
            Call call) {
        String id = Kind.INSTANCE.newId();
        DefaultNetwork.Subnet subnet = request.subnet();
        int host =
                store.takeAddress(tx, call.scope(), subnet.id(), id)
                        .orElseThrow(() ->
                                Ec2Errors.insufficientFreeAddressesInSubnet(
                                        "There are not enough free addresses in subnet '"
                                                + subnet.id()
                                                + "' to satisfy the requested number of"
                                                + " instances."));
        long now = call.time().toEpochMilli();
        Launch launch =
                new Launch(
                        reservationId,
                        index,
                        request.imageId(),
                        subnet.zone().name(),
                        subnet.id(),
                        subnet.address(host),
                        "eni-" + Ids.hex(ID_DIGITS),
                        request.clientToken(),
                        MachineImage.ROOT_DEVICE,
                        request.monitoring(),
                        request.metadata(),
                        now);
        return new Ec2Instance(id, launch, request.options(), now, PowerState.RUNNING, now, tags);
    }

    private void createVolume(
            Transaction tx,
            Ec2Instance instance,
            BlockDevices.Planned plan,
            SortedMap<String, String> tags,
            Call call) {
        long now = call.time().toEpochMilli();
        EbsVolume volume =
                new EbsVolume(
                        Kind.VOLUME.newId(),
                        instance.launch().zone(),
                        plan.settings(),
                        plan.encrypted(),
                        plan.snapshotId(),
                        now,
                        false,
                        tags,
                        List.of(
                                new EbsVolume.Attachment(
                                        instance.id(),
                                        plan.device(),
                                        now,
                                        plan.deleteOnTermination(),
                                        0)),
                        null);
        store.put(tx, call.scope(), Kind.VOLUME, volume);
        store.putAttached(tx, call.scope(), instance.id(), volume.id());
    }

    private Reservation reservation(Transaction tx, List<Ec2Instance> instances, Call call) {
        return Reservation.builder()
                .reservationId(instances.getFirst().launch().reservationId())
                .ownerId(call.account().value())
                .groups(List.of())
                .instances(
                        instances.stream()
                                .map(instance ->
                                        shapes.instance(tx, instance, call).toBuilder()
                                                .blockDeviceMappings(List.of())
                                                .build())
                                .toList())
                .build();
    }

    private static Map<String, SortedMap<String, String>> tags(RunInstancesRequest input) {
        if (input.maxCount() > Ec2Quotas.INSTANCES_PER_REQUEST.value()) {
            throw Ec2Errors.instanceLimitExceeded(
                    "You have requested more instances ("
                            + input.maxCount()
                            + ") than this server launches at once ("
                            + Ec2Quotas.INSTANCES_PER_REQUEST.value()
                            + ").");
        }
        return TagRules.of(input.tagSpecifications(), Kind.INSTANCE.word(), Kind.VOLUME.word());
    }

    private static SortedMap<String, String> of(
            Map<String, SortedMap<String, String>> tags, Kind<?> kind) {
        return Objects.requireNonNull(tags.get(kind.word()));
    }
}
