package brume.services.ec2.op;

import brume.api.ec2.DescribeInstanceStatusRequest;
import brume.api.ec2.DescribeInstanceStatusResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.InstanceState;
import brume.api.ec2.InstanceStatus;
import brume.api.ec2.InstanceStatusDetails;
import brume.api.ec2.InstanceStatusSummary;
import brume.services.ec2.domain.AwsRegion;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Filters;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists the status checks of running instances, or of all. What runs is well. */
public final class DescribeInstanceStatus
        implements Ec2Operation<DescribeInstanceStatusRequest, DescribeInstanceStatusResult> {

    private final Ec2Store store;

    public DescribeInstanceStatus(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DescribeInstanceStatusRequest, DescribeInstanceStatusResult> model() {
        return Ec2Api.DESCRIBE_INSTANCE_STATUS;
    }

    @Override
    public DescribeInstanceStatusResult perform(DescribeInstanceStatusRequest input, Call call) {
        boolean all = Boolean.TRUE.equals(input.includeAllInstances());
        Page<InstanceStatus> page =
                new Listing<Ec2Instance, InstanceStatus>(
                                store, Kind.INSTANCE, (reader, i) -> status(i, all, call))
                        .page(
                                call,
                                new Page.Request(
                                        input.instanceIds(),
                                        "instancesSet",
                                        input.maxResults(),
                                        input.nextToken()),
                                filters(AwsRegion.of(call.region().value())).of(input.filters()));
        return DescribeInstanceStatusResult.builder()
                .instanceStatuses(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    /** Source: API_DescribeInstanceStatus. */
    private static Filters<InstanceStatus> filters(AwsRegion region) {
        return new Filters<InstanceStatus>()
                .on("availability-zone", InstanceStatus::availabilityZone)
                .on(
                        "availability-zone-id",
                        s -> DescribeVolumes.zoneId(region, String.valueOf(s.availabilityZone())))
                .onAbsent(
                        "event.code",
                        "event.description",
                        "event.instance-event-id",
                        "event.not-after",
                        "event.not-before",
                        "event.not-before-deadline",
                        "operator.principal")
                .on("operator.managed", s -> false)
                .on(
                        "instance-state-code",
                        s ->
                                Optional.ofNullable(s.instanceState())
                                        .map(InstanceState::code)
                                        .orElse(null))
                .on(
                        "instance-state-name",
                        s ->
                                Optional.ofNullable(s.instanceState())
                                        .map(InstanceState::name)
                                        .orElse(null))
                .on("instance-status.status", s -> summary(s.instanceStatus()))
                .on("instance-status.reachability", s -> reachability(s.instanceStatus()))
                .on("system-status.status", s -> summary(s.systemStatus()))
                .on("system-status.reachability", s -> reachability(s.systemStatus()))
                .on("attached-ebs-status.status", s -> summary(s.instanceStatus()));
    }

    private static @Nullable String summary(@Nullable InstanceStatusSummary summary) {
        return summary == null ? null : summary.status();
    }

    private static @Nullable String reachability(@Nullable InstanceStatusSummary summary) {
        return (summary == null || summary.details() == null || summary.details().isEmpty())
                ? null
                : summary.details().getFirst().status();
    }

    private static @Nullable InstanceStatus status(Ec2Instance instance, boolean all, Call call) {
        PowerState state = instance.state(call.time().toEpochMilli());
        if (!all && state != PowerState.RUNNING) {
            return null;
        }
        InstanceStatusSummary summary =
                switch (state) {
                    case RUNNING -> summary("ok", "passed");
                    case PENDING -> summary("initializing", "initializing");
                    case STOPPED, STOPPING, SHUTTING_DOWN, TERMINATED ->
                            InstanceStatusSummary.builder().status("not-applicable").build();
                };
        return InstanceStatus.builder()
                .instanceId(instance.id())
                .availabilityZone(instance.launch().zone())
                .instanceState(InstanceShapes.state(state))
                .instanceStatus(summary)
                .systemStatus(summary)
                .build();
    }

    private static InstanceStatusSummary summary(String status, String reachability) {
        return InstanceStatusSummary.builder()
                .status(status)
                .details(
                        List.of(
                                InstanceStatusDetails.builder()
                                        .name("reachability")
                                        .status(reachability)
                                        .build()))
                .build();
    }
}
