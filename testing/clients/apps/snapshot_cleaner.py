"""Deletes EBS snapshots that nobody needs; plain AWS code that knows nothing of Brume."""

import datetime
import os

import boto3
from botocore.exceptions import ClientError

DAYS = int(os.environ.get("RETENTION_DAYS", "180"))


def handler(event, context):
    ec2 = boto3.client("ec2")
    running = set()
    for page in ec2.get_paginator("describe_instances").paginate(
            Filters=[{"Name": "instance-state-name", "Values": ["running"]}]):
        for reservation in page["Reservations"]:
            running.update(instance["InstanceId"] for instance in reservation["Instances"])

    deleted = []
    now = datetime.datetime.now(datetime.timezone.utc)
    for snapshot in ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]:
        reason = why_delete(ec2, snapshot, running, now)
        if reason:
            ec2.delete_snapshot(SnapshotId=snapshot["SnapshotId"])
            print(f"Deleted {snapshot['SnapshotId']}: {reason}")
            deleted.append(snapshot["SnapshotId"])
    print(f"{len(deleted)} snapshots deleted")
    return deleted


def why_delete(ec2, snapshot, running, now):
    if not snapshot.get("VolumeId"):
        return "no volume"
    if now - snapshot["StartTime"] > datetime.timedelta(days=DAYS):
        return f"older than {DAYS} days"
    try:
        volume = ec2.describe_volumes(VolumeIds=[snapshot["VolumeId"]])["Volumes"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "InvalidVolume.NotFound":
            return "its volume is gone"
        raise
    if not any(attachment["InstanceId"] in running for attachment in volume["Attachments"]):
        return "its volume is attached to no running instance"
    return None
