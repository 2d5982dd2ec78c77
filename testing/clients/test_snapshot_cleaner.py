"""Application 1: a function on a schedule that cleans up EBS snapshots."""

import unittest

from botocore.exceptions import ClientError

import deploy
import harness


class SnapshotCleaner(unittest.TestCase):

    def setUp(self):
        self.server = self.enterContext(harness.Server("--test-clock"))
        self.ec2 = self.server.client("ec2")
        self.logs = self.server.client("logs")

    def install(self, schedule="rate(1 day)"):
        awslambda, events = self.server.client("lambda"), self.server.client("events")
        role = deploy.role(self.server.client("iam"), "cleaner", "lambda.amazonaws.com", [
            deploy.LOGGING,
            {"Effect": "Allow", "Resource": "*", "Action": [
                "ec2:DescribeSnapshots", "ec2:DescribeVolumes", "ec2:DescribeInstances",
                "ec2:DeleteSnapshot"]}])
        arn = deploy.function(
            awslambda, "cleaner", deploy.package("snapshot_cleaner.py"), "snapshot_cleaner.handler",
            role, Timeout=30, Environment={"Variables": {"RETENTION_DAYS": "180"}})
        rule = events.put_rule(Name="daily", ScheduleExpression=schedule)["RuleArn"]
        awslambda.add_permission(
            FunctionName="cleaner", StatementId="events", Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com", SourceArn=rule)
        answer = events.put_targets(Rule="daily", Targets=[{"Id": "cleaner", "Arn": arn}])
        self.assertEqual(0, answer["FailedEntryCount"])

    def volume(self):
        volume = self.ec2.create_volume(AvailabilityZone="us-east-1a", Size=8)["VolumeId"]
        self.ec2.get_waiter("volume_available").wait(
            VolumeIds=[volume], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
        return volume

    def snapshot(self, volume):
        snapshot = self.ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
        self.ec2.get_waiter("snapshot_completed").wait(
            SnapshotIds=[snapshot], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
        return snapshot

    def instance(self):
        instance = self.ec2.run_instances(
            ImageId="ami-12345678", InstanceType="t3.micro", MinCount=1, MaxCount=1,
        )["Instances"][0]["InstanceId"]
        self.ec2.get_waiter("instance_running").wait(
            InstanceIds=[instance], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
        return instance

    def remaining(self):
        return {s["SnapshotId"] for s in self.ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]}

    def log_text(self):
        try:
            events = self.logs.filter_log_events(logGroupName="/aws/lambda/cleaner")["events"]
        except ClientError:
            return ""
        return "".join(event["message"] for event in events)

    def run_once(self):
        runs = self.log_text().count("REPORT RequestId")
        self.server.advance_clock("P1D")
        harness.until(
            lambda: self.log_text().count("REPORT RequestId") > runs, what="a run of the cleaner")

    def test_deletes_what_nobody_needs_and_keeps_the_rest(self):
        instance = self.instance()
        used = self.volume()
        self.ec2.attach_volume(VolumeId=used, InstanceId=instance, Device="/dev/sdf")
        kept = self.snapshot(used)
        gone = self.volume()
        of_gone_volume = self.snapshot(gone)
        self.ec2.delete_volume(VolumeId=gone)
        of_idle_volume = self.snapshot(self.volume())
        self.assertEqual({kept, of_gone_volume, of_idle_volume}, self.remaining())
        self.install()

        self.run_once()

        self.assertEqual({kept}, self.remaining())
        text = self.log_text()
        self.assertIn(f"Deleted {of_gone_volume}: its volume is gone", text)
        self.assertIn(f"Deleted {of_idle_volume}: its volume is attached to no running", text)
        self.assertIn("2 snapshots deleted", text)

    def test_deletes_after_half_a_year_when_the_clock_moves(self):
        instance = self.instance()
        volume = self.volume()
        self.ec2.attach_volume(VolumeId=volume, InstanceId=instance, Device="/dev/sdf")
        snapshot = self.snapshot(volume)
        self.install("cron(0 3 * * ? *)")

        self.run_once()
        self.assertEqual({snapshot}, self.remaining())
        self.server.advance_clock("P181D")
        harness.until(lambda: not self.remaining(), what="the deletion of the old snapshot")

        line = f"Deleted {snapshot}: older than 180 days"
        harness.until(lambda: line in self.log_text(), what="the function's log line")

    def test_a_stopped_instance_does_not_protect_its_snapshots(self):
        instance = self.instance()
        volume = self.volume()
        self.ec2.attach_volume(VolumeId=volume, InstanceId=instance, Device="/dev/sdf")
        snapshot = self.snapshot(volume)
        self.ec2.stop_instances(InstanceIds=[instance])
        self.ec2.get_waiter("instance_stopped").wait(
            InstanceIds=[instance], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
        self.install()

        self.run_once()

        self.assertNotIn(snapshot, self.remaining())

    def test_may_do_only_what_its_role_says(self):
        volume = self.volume()
        snapshot = self.snapshot(volume)
        self.install()
        self.server.client("iam").put_role_policy(
            RoleName="cleaner", PolicyName="inline", PolicyDocument=
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*","Action":'
            '["logs:*","ec2:Describe*"]}]}')

        self.run_once()

        self.assertEqual({snapshot}, self.remaining())
        self.assertIn("UnauthorizedOperation", self.log_text())
        self.assertIn("ec2:DeleteSnapshot", self.log_text())


if __name__ == "__main__":
    unittest.main()
