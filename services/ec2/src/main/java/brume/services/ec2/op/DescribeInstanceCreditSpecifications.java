package brume.services.ec2.op;

import brume.api.ec2.DescribeInstanceCreditSpecificationsRequest;
import brume.api.ec2.DescribeInstanceCreditSpecificationsResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.InstanceCreditSpecification;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Filters;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.wire.OperationModel;
import org.jspecify.annotations.Nullable;

/**
 * Lists the credit options of burstable instances: of those that are named, or without names of
 * those with the unlimited option.
 */
public final class DescribeInstanceCreditSpecifications
        implements Ec2Operation<
                DescribeInstanceCreditSpecificationsRequest,
                DescribeInstanceCreditSpecificationsResult> {

    /** Source: API_DescribeInstanceCreditSpecifications. */
    private static final Filters<InstanceCreditSpecification> FILTERS =
            new Filters<InstanceCreditSpecification>()
                    .on("instance-id", InstanceCreditSpecification::instanceId);

    private final Ec2Store store;

    public DescribeInstanceCreditSpecifications(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<
                    DescribeInstanceCreditSpecificationsRequest,
                    DescribeInstanceCreditSpecificationsResult>
            model() {
        return Ec2Api.DESCRIBE_INSTANCE_CREDIT_SPECIFICATIONS;
    }

    @Override
    public DescribeInstanceCreditSpecificationsResult perform(
            DescribeInstanceCreditSpecificationsRequest input, Call call) {
        Page.Request request =
                new Page.Request(
                        input.instanceIds(), "instancesSet", input.maxResults(), input.nextToken());
        Page<InstanceCreditSpecification> page =
                new Listing<Ec2Instance, InstanceCreditSpecification>(
                                store, Kind.INSTANCE, (reader, i) -> shown(i, request.named()))
                        .page(call, request, FILTERS.of(input.filters()));
        return DescribeInstanceCreditSpecificationsResult.builder()
                .instanceCreditSpecifications(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    private static @Nullable InstanceCreditSpecification shown(
            Ec2Instance instance, boolean named) {
        String credits = instance.options().cpuCredits();
        if (credits.isEmpty()) {
            if (named) {
                throw Ec2Errors.unsupportedOperation(
                        "The instance '"
                                + instance.id()
                                + "' is not of a burstable performance instance type");
            }
            return null;
        }
        boolean unlimited = credits.equals("unlimited") && instance.goal() != PowerState.TERMINATED;
        return (named || unlimited)
                ? InstanceCreditSpecification.builder()
                        .instanceId(instance.id())
                        .cpuCredits(credits)
                        .build()
                : null;
    }
}
