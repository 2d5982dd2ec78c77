package brume.services.ec2;

import static brume.services.ec2.Ec2Harness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.ec2.AttachVolumeRequest;
import brume.api.ec2.AttributeBooleanValue;
import brume.api.ec2.BlockDeviceMapping;
import brume.api.ec2.CreateVolumeRequest;
import brume.api.ec2.DeleteVolumeRequest;
import brume.api.ec2.DescribeAvailabilityZonesRequest;
import brume.api.ec2.DescribeInstanceAttributeRequest;
import brume.api.ec2.DescribeInstanceStatusRequest;
import brume.api.ec2.DescribeInstancesRequest;
import brume.api.ec2.DescribeSubnetsRequest;
import brume.api.ec2.DescribeVolumesRequest;
import brume.api.ec2.DetachVolumeRequest;
import brume.api.ec2.EbsBlockDevice;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Filter;
import brume.api.ec2.Instance;
import brume.api.ec2.ModifyInstanceAttributeRequest;
import brume.api.ec2.Reservation;
import brume.api.ec2.RunInstancesRequest;
import brume.api.ec2.StartInstancesRequest;
import brume.api.ec2.StopInstancesRequest;
import brume.api.ec2.TerminateInstancesRequest;
import brume.api.ec2.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// What an answer lacks fails its test anyway.
@NullUnmarked
class InstancesTest {

    private static final String IMAGE = "ami-0123456789abcdef0";

    @TempDir Path folder;
    private Ec2Harness ec2;

    @BeforeEach
    void open() {
        ec2 = new Ec2Harness(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        ec2.close();
    }

    private static RunInstancesRequest.Builder request(int count) {
        return RunInstancesRequest.builder()
                .imageId(IMAGE)
                .instanceType("t3.micro")
                .minCount(count)
                .maxCount(count);
    }

    private String run() {
        return ec2.call(Ec2Api.RUN_INSTANCES, request(1).build())
                .instances()
                .getFirst()
                .instanceId();
    }

    private Instance describe(String id) {
        return ec2.call(
                        Ec2Api.DESCRIBE_INSTANCES,
                        DescribeInstancesRequest.builder().instanceIds(List.of(id)).build())
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }

    private List<Volume> volumes() {
        return ec2.call(Ec2Api.DESCRIBE_VOLUMES, DescribeVolumesRequest.builder().build())
                .volumes();
    }

    private void terminate(String id) {
        var _ =
                ec2.call(
                        Ec2Api.TERMINATE_INSTANCES,
                        TerminateInstancesRequest.builder().instanceIds(List.of(id)).build());
    }

    @Test
    void anInstanceRunsStopsStartsAndIsTerminated() {
        String id = run();
        assertThat(describe(id).state().name()).isEqualTo("pending");
        assertError(
                () -> stop(id),
                "IncorrectInstanceState",
                "The instance '" + id + "' is not in a state from which it can be stopped.");
        ec2.settle();
        assertThat(describe(id).state().code()).isEqualTo(16);
        stop(id);
        assertThat(describe(id).state().name()).isEqualTo("stopping");
        ec2.settle();
        assertThat(describe(id).state().code()).isEqualTo(80);
        var change =
                ec2.call(
                                Ec2Api.START_INSTANCES,
                                StartInstancesRequest.builder().instanceIds(List.of(id)).build())
                        .startingInstances()
                        .getFirst();
        assertThat(change.previousState().name()).isEqualTo("stopped");
        assertThat(change.currentState().name()).isEqualTo("pending");
        ec2.settle();
        terminate(id);
        assertThat(describe(id).state().name()).isEqualTo("shutting-down");
        ec2.settle();
        assertThat(describe(id).state().name()).isEqualTo("terminated");
        assertThat(volumes()).isEmpty();
        ec2.advance(Duration.ofMinutes(61));
        assertError(
                () -> describe(id),
                "InvalidInstanceID.NotFound",
                "The instance ID '" + id + "' does not exist");
    }

    private void stop(String id) {
        var _ =
                ec2.call(
                        Ec2Api.STOP_INSTANCES,
                        StopInstancesRequest.builder().instanceIds(List.of(id)).build());
    }

    @Test
    void anInstanceHasItsVolumesAndNetwork() {
        Reservation reservation =
                ec2.call(
                        Ec2Api.RUN_INSTANCES,
                        request(2)
                                .blockDeviceMappings(
                                        List.of(
                                                BlockDeviceMapping.builder()
                                                        .deviceName("/dev/sdf")
                                                        .ebs(
                                                                EbsBlockDevice.builder()
                                                                        .volumeSize(3)
                                                                        .deleteOnTermination(false)
                                                                        .build())
                                                        .build()))
                                .build());
        assertThat(reservation.instances()).hasSize(2);
        ec2.settle();
        Instance instance = describe(reservation.instances().getLast().instanceId());
        assertThat(instance.amiLaunchIndex()).isEqualTo(1);
        assertThat(instance.privateIpAddress()).isEqualTo("172.31.0.5");
        assertThat(instance.blockDeviceMappings())
                .extracting(mapping -> mapping.deviceName())
                .containsExactly("/dev/sdf", "/dev/xvda");
        var subnets =
                ec2.call(
                                Ec2Api.DESCRIBE_SUBNETS,
                                DescribeSubnetsRequest.builder()
                                        .subnetIds(List.of(instance.subnetId()))
                                        .build())
                        .subnets();
        assertThat(subnets.getFirst().availableIpAddressCount()).isEqualTo(4089);
        assertThat(subnets.getFirst().vpcId()).isEqualTo(instance.vpcId());
        assertThat(volumes()).hasSize(4).allMatch(volume -> volume.state().equals("in-use"));
        terminate(instance.instanceId());
        ec2.settle();
        assertThat(volumes())
                .hasSize(3)
                .filteredOn(volume -> volume.state().equals("available"))
                .singleElement()
                .matches(volume -> volume.size() == 3);
    }

    @Test
    void aVolumeIsAttachedAndDetached() {
        String id = run();
        String volume =
                ec2.call(
                                Ec2Api.CREATE_VOLUME,
                                CreateVolumeRequest.builder()
                                        .availabilityZone("us-east-1a")
                                        .size(1)
                                        .build())
                        .volumeId();
        AttachVolumeRequest attach =
                AttachVolumeRequest.builder()
                        .volumeId(volume)
                        .instanceId(id)
                        .device("/dev/sdf")
                        .build();
        // The text of a public report: ansible-collections/amazon.aws pull request 497.
        assertError(
                () -> ec2.call(Ec2Api.ATTACH_VOLUME, attach),
                "IncorrectState",
                "Instance '" + id + "' is not 'running'.");
        ec2.settle();
        assertThat(ec2.call(Ec2Api.ATTACH_VOLUME, attach).state()).isEqualTo("attaching");
        assertError(
                () -> ec2.call(Ec2Api.ATTACH_VOLUME, attach),
                "VolumeInUse",
                volume + " is already attached to an instance");
        assertError(
                () ->
                        ec2.call(
                                Ec2Api.DELETE_VOLUME,
                                DeleteVolumeRequest.builder().volumeId(volume).build()),
                "VolumeInUse",
                "Volume " + volume + " is currently attached to " + id);
        DetachVolumeRequest detach = DetachVolumeRequest.builder().volumeId(volume).build();
        assertThat(ec2.call(Ec2Api.DETACH_VOLUME, detach).state()).isEqualTo("detaching");
        ec2.settle();
        assertError(
                () -> ec2.call(Ec2Api.DETACH_VOLUME, detach),
                "IncorrectState",
                "Volume '" + volume + "' is in the 'available' state.");
        var _ =
                ec2.call(
                        Ec2Api.DELETE_VOLUME,
                        DeleteVolumeRequest.builder().volumeId(volume).build());
        String root = describe(id).blockDeviceMappings().getFirst().ebs().volumeId();
        assertError(
                () ->
                        ec2.call(
                                Ec2Api.DETACH_VOLUME,
                                DetachVolumeRequest.builder().volumeId(root).build()),
                "OperationNotPermitted",
                "Unable to detach root volume '" + root + "' from instance '" + id + "'");
    }

    @Test
    void attributesAreChangedAndProtect() {
        String id = run();
        ec2.settle();
        var _ =
                ec2.call(
                        Ec2Api.MODIFY_INSTANCE_ATTRIBUTE,
                        ModifyInstanceAttributeRequest.builder()
                                .instanceId(id)
                                .disableApiTermination(
                                        AttributeBooleanValue.builder().value(true).build())
                                .build());
        assertThat(
                        ec2.call(
                                        Ec2Api.DESCRIBE_INSTANCE_ATTRIBUTE,
                                        DescribeInstanceAttributeRequest.builder()
                                                .instanceId(id)
                                                .attribute("disableApiTermination")
                                                .build())
                                .disableApiTermination()
                                .value())
                .isTrue();
        assertError(
                () -> terminate(id),
                "OperationNotPermitted",
                "The instance '"
                        + id
                        + "' may not be terminated. Modify its 'disableApiTermination' instance"
                        + " attribute and try again.");
    }

    @Test
    void statusShowsWhatRuns() {
        String id = run();
        DescribeInstanceStatusRequest.Builder request = DescribeInstanceStatusRequest.builder();
        assertThat(ec2.call(Ec2Api.DESCRIBE_INSTANCE_STATUS, request.build()).instanceStatuses())
                .isEmpty();
        ec2.settle();
        assertThat(ec2.call(Ec2Api.DESCRIBE_INSTANCE_STATUS, request.build()).instanceStatuses())
                .singleElement()
                .matches(status -> status.instanceId().equals(id))
                .matches(status -> status.instanceStatus().status().equals("ok"));
    }

    @Test
    void whatIsNotHonouredIsRefused() {
        assertError(
                () -> ec2.call(Ec2Api.RUN_INSTANCES, request(1).keyName("k").build()),
                "InvalidKeyPair.NotFound",
                "The key pair 'k' does not exist");
        assertError(
                () -> ec2.call(Ec2Api.RUN_INSTANCES, request(1).instanceType("x9.huge").build()),
                "InvalidParameterValue",
                "Invalid value 'x9.huge' for InstanceType.");
        assertError(
                () -> ec2.call(Ec2Api.RUN_INSTANCES, request(1).imageId("image").build()),
                "InvalidAMIID.Malformed",
                "Invalid id: \"image\" (expecting \"ami-...\")");
        assertError(
                () -> ec2.call(Ec2Api.RUN_INSTANCES, request(1).enablePrimaryIpv6(true).build()),
                "NotImplemented",
                "Brume does not implement the parameter EnablePrimaryIpv6 of EC2 yet.");
        assertError(
                () -> describe("i-zzz"), "InvalidInstanceID.Malformed", "Invalid id: \"i-zzz\"");
    }

    @Test
    void instancesAreFilteredByWhatTheyShow() {
        String id = run();
        ec2.settle();
        assertThat(matching("instance-state-name", "running")).isEqualTo(1);
        assertThat(matching("block-device-mapping.device-name", "/dev/xvda")).isEqualTo(1);
        assertThat(matching("network-interface.attachment.instance-id", id)).isEqualTo(1);
        assertThat(matching("instance-state-name", "stopped")).isZero();
        assertThat(matching("key-name", "*")).isZero();
    }

    private int matching(String name, String value) {
        return ec2.call(
                        Ec2Api.DESCRIBE_INSTANCES,
                        DescribeInstancesRequest.builder()
                                .filters(
                                        List.of(
                                                Filter.builder()
                                                        .name(name)
                                                        .values(List.of(value))
                                                        .build()))
                                .build())
                .reservations()
                .size();
    }

    @Test
    void theZonesOfTheRegionAreListed() {
        assertThat(
                        ec2.call(
                                        Ec2Api.DESCRIBE_AVAILABILITY_ZONES,
                                        DescribeAvailabilityZonesRequest.builder().build())
                                .availabilityZones())
                .extracting(zone -> zone.zoneName() + ' ' + zone.zoneId())
                .startsWith("us-east-1a use1-az1")
                .hasSize(6);
    }
}
