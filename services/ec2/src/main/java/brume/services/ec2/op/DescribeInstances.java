package brume.services.ec2.op;

import brume.api.ec2.DescribeInstancesRequest;
import brume.api.ec2.DescribeInstancesResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Instance;
import brume.api.ec2.Reservation;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists instances, grouped by the RunInstances call that launched them. */
public final class DescribeInstances
        implements Ec2Operation<DescribeInstancesRequest, DescribeInstancesResult> {

    /** An instance and the call that launched it. */
    record Shown(String reservationId, Instance instance) {}

    private final Ec2Store store;
    private final InstanceShapes shapes;

    public DescribeInstances(Ec2Store store) {
        this.store = store;
        this.shapes = new InstanceShapes(store);
    }

    @Override
    public OperationModel<DescribeInstancesRequest, DescribeInstancesResult> model() {
        return Ec2Api.DESCRIBE_INSTANCES;
    }

    @Override
    public DescribeInstancesResult perform(DescribeInstancesRequest input, Call call) {
        Page<Shown> page =
                new Listing<Ec2Instance, Shown>(
                                store,
                                Kind.INSTANCE,
                                (reader, instance) ->
                                        new Shown(
                                                instance.launch().reservationId(),
                                                shapes.instance(reader, instance, call)))
                        .page(
                                call,
                                new Page.Request(
                                        input.instanceIds(),
                                        "instancesSet",
                                        input.maxResults(),
                                        input.nextToken()),
                                InstanceFilters.of(call).of(input.filters()));
        return DescribeInstancesResult.builder()
                .reservations(reservations(page.items(), call))
                .nextToken(page.nextToken())
                .build();
    }

    private static List<Reservation> reservations(List<Shown> shown, Call call) {
        Map<String, List<Instance>> grouped = new LinkedHashMap<>();
        for (Shown one : shown) {
            grouped.computeIfAbsent(one.reservationId(), id -> new ArrayList<>())
                    .add(one.instance());
        }
        return grouped.entrySet().stream()
                .map(group ->
                        Reservation.builder()
                                .reservationId(group.getKey())
                                .ownerId(call.account().value())
                                .groups(List.of())
                                .instances(group.getValue())
                                .build())
                .toList();
    }
}
