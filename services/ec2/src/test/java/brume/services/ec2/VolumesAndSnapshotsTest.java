package brume.services.ec2;

import static brume.services.ec2.Ec2Harness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.ec2.CopySnapshotRequest;
import brume.api.ec2.CreateSnapshotRequest;
import brume.api.ec2.CreateTagsRequest;
import brume.api.ec2.CreateVolumeRequest;
import brume.api.ec2.DeleteSnapshotRequest;
import brume.api.ec2.DeleteTagsRequest;
import brume.api.ec2.DeleteVolumeRequest;
import brume.api.ec2.DescribeSnapshotAttributeRequest;
import brume.api.ec2.DescribeSnapshotsRequest;
import brume.api.ec2.DescribeSnapshotsResult;
import brume.api.ec2.DescribeTagsRequest;
import brume.api.ec2.DescribeVolumesModificationsRequest;
import brume.api.ec2.DescribeVolumesRequest;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Filter;
import brume.api.ec2.ModifyVolumeRequest;
import brume.api.ec2.Snapshot;
import brume.api.ec2.Tag;
import brume.api.ec2.TagSpecification;
import brume.api.ec2.Volume;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.testing.harness.ServiceHarness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// What an answer lacks fails its test anyway.
@NullUnmarked
class VolumesAndSnapshotsTest {

    private static final String ABSENT = "vol-0123456789abcdef0";

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

    private Volume create(CreateVolumeRequest.Builder request) {
        return ec2.call(Ec2Api.CREATE_VOLUME, request.build());
    }

    private static CreateVolumeRequest.Builder zoneA() {
        return CreateVolumeRequest.builder().availabilityZone("us-east-1a");
    }

    private Volume describe(String id) {
        return ec2.call(
                        Ec2Api.DESCRIBE_VOLUMES,
                        DescribeVolumesRequest.builder().volumeIds(List.of(id)).build())
                .volumes()
                .getFirst();
    }

    private Snapshot snapshot(String volumeId, String description) {
        return ec2.call(
                Ec2Api.CREATE_SNAPSHOT,
                CreateSnapshotRequest.builder()
                        .volumeId(volumeId)
                        .description(description)
                        .build());
    }

    private DescribeSnapshotsResult snapshots(DescribeSnapshotsRequest.Builder request) {
        return ec2.call(Ec2Api.DESCRIBE_SNAPSHOTS, request.build());
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(List.of(values)).build();
    }

    @Test
    void aVolumeBecomesAvailableAsTheClockMovesAndSurvivesARestart() {
        Volume made = create(zoneA().size(8));
        assertThat(made.volumeId()).matches("vol-[0-9a-f]{17}");
        assertThat(made.state()).isEqualTo("creating");
        assertThat(made.volumeType()).isEqualTo("gp2");
        assertThat(made.iops()).isEqualTo(100);
        ec2.settle();
        ec2.restart();
        Volume found = describe(made.volumeId());
        assertThat(found.state()).isEqualTo("available");
        assertThat(found.createTime()).isEqualTo(made.createTime());
        assertThat(found.snapshotId()).isEmpty();
        assertThat(found.tags()).isNull();
    }

    /** Sizes and figures: "Amazon EBS volume types", EBS user guide. */
    @Test
    void eachTypeHasItsRules() {
        Volume gp3 = create(zoneA().size(1).volumeType("gp3"));
        assertThat(gp3.iops()).isEqualTo(3000);
        assertThat(gp3.throughput()).isEqualTo(125);
        assertThat(create(zoneA().size(1000)).iops()).isEqualTo(3000);
        assertThat(create(zoneA().size(1).volumeType("standard")).iops()).isNull();
        assertError(
                () -> create(zoneA().size(10).volumeType("io1")),
                "MissingParameter",
                "The parameter iops must be specified for io1 volumes.");
        // The text of a public report: rocicorp/mono pull request 4410.
        assertError(
                () -> create(zoneA().size(20).volumeType("gp3").iops(15_000)),
                "InvalidParameterValue",
                "Iops to volume size ratio of 750.000000 is too high; maximum is 500");
        // The text of a public report: fog/fog-aws issue 186.
        assertError(
                () -> create(zoneA().size(2000).volumeType("standard")),
                "InvalidParameterValue",
                "Volume of 2000GiB is too large for volume type standard; maximum is 1024GiB.");
        assertError(
                () -> create(zoneA().size(8).iops(3000)),
                "InvalidParameterCombination",
                "The parameter iops is not supported for gp2 volumes.");
        assertError(
                () -> create(zoneA()),
                "MissingParameter",
                "The request must contain the parameter size/snapshot");
        assertError(
                () -> create(CreateVolumeRequest.builder().availabilityZone("mars-1a").size(1)),
                "InvalidZone.NotFound",
                "The zone 'mars-1a' does not exist.");
        assertError(
                () -> create(zoneA().size(1).kmsKeyId("k")),
                "NotImplemented",
                "Brume does not implement the parameter KmsKeyId of EC2 yet.");
    }

    @Test
    void missingAndMalformedIdsAreToldApart() {
        DeleteVolumeRequest absent = DeleteVolumeRequest.builder().volumeId(ABSENT).build();
        assertError(
                () -> ec2.call(Ec2Api.DELETE_VOLUME, absent),
                "InvalidVolume.NotFound",
                "The volume '" + ABSENT + "' does not exist.");
        // The text of a public report: cloudavail/aws-missing-tools issue 59.
        assertError(
                () ->
                        ec2.call(
                                Ec2Api.CREATE_SNAPSHOT,
                                CreateSnapshotRequest.builder().volumeId("standard").build()),
                "InvalidParameterValue",
                "Value (standard) for parameter volumeId is invalid. Expected: 'vol-...'.");
        assertError(
                () ->
                        ec2.call(
                                Ec2Api.DELETE_SNAPSHOT,
                                DeleteSnapshotRequest.builder().snapshotId("snap-xyz").build()),
                "InvalidSnapshotID.Malformed",
                "Invalid id: \"snap-xyz\"");
    }

    @Test
    void dryRunChangesNothing() {
        assertError(
                () -> create(zoneA().size(1).dryRun(true)),
                "DryRunOperation",
                "Request would have succeeded, but DryRun flag is set.");
        assertThat(
                        ec2.call(Ec2Api.DESCRIBE_VOLUMES, DescribeVolumesRequest.builder().build())
                                .volumes())
                .isEmpty();
    }

    @Test
    void aClientTokenMakesOneVolume() {
        CreateVolumeRequest.Builder request = zoneA().size(3).clientToken("once");
        String first = create(request).volumeId();
        assertThat(create(request).volumeId()).isEqualTo(first);
        assertError(
                () -> create(zoneA().size(4).clientToken("once")),
                "IdempotentParameterMismatch",
                "The client token you have provided is associated with a request that has other"
                        + " parameters.");
        ec2.advance(Duration.ofHours(25));
        assertThat(create(request).volumeId()).isNotEqualTo(first);
    }

    @Test
    void aSnapshotOutlivesItsVolume() {
        Volume volume = create(zoneA().size(5));
        Snapshot made = snapshot(volume.volumeId(), "nightly");
        assertThat(made.snapshotId()).matches("snap-[0-9a-f]{17}");
        assertThat(made.state()).isEqualTo("pending");
        assertThat(made.ownerId()).isEqualTo(ServiceHarness.ACCOUNT.value());
        ec2.settle();
        var _ =
                ec2.call(
                        Ec2Api.DELETE_VOLUME,
                        DeleteVolumeRequest.builder().volumeId(volume.volumeId()).build());
        Snapshot found =
                snapshots(DescribeSnapshotsRequest.builder().ownerIds(List.of("self")))
                        .snapshots()
                        .getFirst();
        assertThat(found.volumeId()).isEqualTo(volume.volumeId());
        assertThat(found.state()).isEqualTo("completed");
        assertThat(found.progress()).isEqualTo("100%");
        assertThat(found.startTime()).isEqualTo(made.startTime());
        assertThat(
                        snapshots(DescribeSnapshotsRequest.builder().ownerIds(List.of("amazon")))
                                .snapshots())
                .isEmpty();
        Volume restored = create(zoneA().snapshotId(found.snapshotId()));
        assertThat(restored.size()).isEqualTo(5);
        assertThat(restored.snapshotId()).isEqualTo(found.snapshotId());
        assertThat(
                        ec2.call(
                                        Ec2Api.DESCRIBE_SNAPSHOT_ATTRIBUTE,
                                        DescribeSnapshotAttributeRequest.builder()
                                                .attribute("createVolumePermission")
                                                .snapshotId(found.snapshotId())
                                                .build())
                                .createVolumePermissions())
                .isEmpty();
    }

    /** API_Snapshot: copies have "an arbitrary volume ID"; AWS shows vol-ffffffff. */
    @Test
    void aCopyHasAnArbitraryVolume() {
        String source = snapshot(create(zoneA().size(5)).volumeId(), "").snapshotId();
        ec2.settle();
        String copy =
                ec2.call(
                                Ec2Api.COPY_SNAPSHOT,
                                CopySnapshotRequest.builder()
                                        .sourceRegion("us-east-1")
                                        .sourceSnapshotId(source)
                                        .build())
                        .snapshotId();
        Snapshot found =
                snapshots(DescribeSnapshotsRequest.builder().snapshotIds(List.of(copy)))
                        .snapshots()
                        .getFirst();
        assertThat(found.volumeId()).isEqualTo("vol-ffffffff");
        // Terraform's aws_ebs_snapshot_copy without a description would be replaced otherwise.
        assertThat(found.description()).isEmpty();
        assertThat(found.volumeSize()).isEqualTo(5);
    }

    @Test
    void snapshotsComeInPages() {
        String volume = create(zoneA().size(1)).volumeId();
        for (int i = 0; i < 12; i++) {
            var _ = snapshot(volume, "n" + i);
        }
        List<String> seen = new ArrayList<>();
        DescribeSnapshotsRequest.Builder request =
                DescribeSnapshotsRequest.builder().maxResults(5).ownerIds(List.of("self"));
        DescribeSnapshotsResult page = snapshots(request);
        while (true) {
            page.snapshots().forEach(snapshot -> seen.add(snapshot.snapshotId()));
            if (page.nextToken() == null) {
                break;
            }
            assertThat(page.snapshots()).hasSize(5);
            page = snapshots(request.nextToken(page.nextToken()));
        }
        assertThat(seen).hasSize(12).doesNotHaveDuplicates();
        assertError(
                () -> snapshots(DescribeSnapshotsRequest.builder().maxResults(2)),
                "InvalidParameterValue",
                "Value ( 2 ) for parameter maxResults is invalid. Expecting a value greater than"
                        + " 5.");
    }

    @Test
    void filtersHaveWildcardsAndUnknownOnesAreRefused() {
        String volume = create(zoneA().size(1)).volumeId();
        var nightly = snapshot(volume, "nightly 1");
        var weekly = snapshot(volume, "weekly*1");
        assertThat(described("description", "nightly*")).containsExactly(nightly.snapshotId());
        assertThat(described("description", "*\\*1")).containsExactly(weekly.snapshotId());
        assertThat(described("description", "weekl?*", "none"))
                .containsExactly(weekly.snapshotId());
        assertThat(described("volume-id", volume)).hasSize(2);
        assertThat(described("status", "completed")).isEmpty();
        assertThat(described("volume-size", "1")).hasSize(2);
        assertError(
                () -> described("colour", "red"),
                "InvalidParameterValue",
                "The filter 'colour' is invalid");
    }

    private List<String> described(String name, String... values) {
        return snapshots(DescribeSnapshotsRequest.builder().filters(List.of(filter(name, values))))
                .snapshots()
                .stream()
                .map(Snapshot::snapshotId)
                .toList();
    }

    @Test
    void tagsAreMadeFilteredListedAndDeleted() {
        Volume volume =
                create(
                        zoneA().size(1)
                                .tagSpecifications(
                                        List.of(
                                                TagSpecification.builder()
                                                        .resourceType("volume")
                                                        .tags(List.of(tag("Name", "data")))
                                                        .build())));
        assertThat(volume.tags()).containsExactly(tag("Name", "data"));
        var _ =
                ec2.call(
                        Ec2Api.CREATE_TAGS,
                        CreateTagsRequest.builder()
                                .resources(List.of(volume.volumeId()))
                                .tags(List.of(tag("env", "test")))
                                .build());
        assertThat(
                        ec2.call(
                                        Ec2Api.DESCRIBE_VOLUMES,
                                        DescribeVolumesRequest.builder()
                                                .filters(
                                                        List.of(
                                                                filter("tag:env", "t*t"),
                                                                filter("tag-key", "Name")))
                                                .build())
                                .volumes())
                .hasSize(1);
        assertThat(
                        ec2.call(
                                        Ec2Api.DESCRIBE_TAGS,
                                        DescribeTagsRequest.builder()
                                                .filters(
                                                        List.of(
                                                                filter(
                                                                        "resource-id",
                                                                        volume.volumeId())))
                                                .build())
                                .tags())
                .extracting(t -> t.resourceType() + ' ' + t.key() + '=' + t.value())
                .containsExactly("volume Name=data", "volume env=test");
        DeleteTagsRequest other =
                DeleteTagsRequest.builder()
                        .resources(List.of(volume.volumeId()))
                        .tags(List.of(tag("env", "other"), Tag.builder().key("Name").build()))
                        .build();
        var _ = ec2.call(Ec2Api.DELETE_TAGS, other);
        assertThat(describe(volume.volumeId()).tags()).containsExactly(tag("env", "test"));
        assertError(
                () ->
                        ec2.call(
                                Ec2Api.CREATE_TAGS,
                                CreateTagsRequest.builder()
                                        .resources(List.of(volume.volumeId()))
                                        .tags(List.of(tag("aws:x", "y")))
                                        .build()),
                "InvalidParameterValue",
                "Tag keys starting with 'aws:' are reserved for internal use");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void fiftyTagsAreTheLimit() {
        String id = create(zoneA().size(1)).volumeId();
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            tags.add(tag("k" + i, "v"));
        }
        assertError(
                () ->
                        ec2.call(
                                Ec2Api.CREATE_TAGS,
                                CreateTagsRequest.builder()
                                        .resources(List.of(id))
                                        .tags(tags)
                                        .build()),
                "TagLimitExceeded",
                "The maximum number of Tags for a resource has been reached.");
    }

    @Test
    void aVolumeGrowsOnceInSixHours() {
        String id = create(zoneA().size(10)).volumeId();
        ModifyVolumeRequest grow = ModifyVolumeRequest.builder().volumeId(id).size(100).build();
        assertThat(ec2.call(Ec2Api.MODIFY_VOLUME, grow).volumeModification().modificationState())
                .isEqualTo("modifying");
        assertError(
                () -> ec2.call(Ec2Api.MODIFY_VOLUME, grow),
                "VolumeModificationRateExceeded",
                "You've reached the maximum modification rate per volume limit. Wait at least 6"
                        + " hours between modifications per EBS volume.");
        ec2.advance(Duration.ofHours(7));
        assertThat(describe(id).iops()).isEqualTo(300);
        var modification =
                ec2.call(
                                Ec2Api.DESCRIBE_VOLUMES_MODIFICATIONS,
                                DescribeVolumesModificationsRequest.builder()
                                        .volumeIds(List.of(id))
                                        .build())
                        .volumesModifications()
                        .getFirst();
        assertThat(modification.modificationState()).isEqualTo("completed");
        assertThat(modification.originalSize()).isEqualTo(10);
    }

    /** Service Authorization Reference, Amazon EC2: resource types and condition keys. */
    @Test
    void permissionsNameTheResources() {
        Volume volume = create(zoneA().size(1));
        var root = ec2.circumstances(new Principal.Root(ServiceHarness.ACCOUNT));
        List<Permission> snapshot =
                ec2.operation(Ec2Api.CREATE_SNAPSHOT)
                        .permissions(
                                CreateSnapshotRequest.builder().volumeId(volume.volumeId()).build(),
                                root);
        assertThat(snapshot)
                .extracting(p -> p.action() + ' ' + p.resource())
                .containsExactly(
                        "ec2:CreateSnapshot arn:aws:ec2:us-east-1::snapshot/*",
                        "ec2:CreateSnapshot arn:aws:ec2:us-east-1:111122223333:volume/"
                                + volume.volumeId());
        assertThat(
                        ec2.operation(Ec2Api.DESCRIBE_SNAPSHOTS)
                                .permissions(DescribeSnapshotsRequest.builder().build(), root))
                .extracting(p -> p.action() + ' ' + p.resource())
                .containsExactly("ec2:DescribeSnapshots *");
    }
}
