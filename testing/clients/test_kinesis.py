"""Kinesis through boto3, the CLI and raw CBOR: streams, shards, records, pushed records, policies."""

import base64
import datetime
import json
import pathlib
import struct
import subprocess
import unittest
import urllib.request

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.exceptions

import harness

ACCOUNT = "000000000000"
HALF = str(1 << 127)


class KinesisCase(unittest.TestCase):

    options = ("--test-clock",)

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server(*cls.options))
        cls.kinesis = cls.server.client("kinesis")

    def stream(self, name, shards=1):
        self.kinesis.create_stream(StreamName=name, ShardCount=shards)
        self.kinesis.get_waiter("stream_exists").wait(StreamName=name)
        return f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/{name}"

    def put(self, name, *data, key="k"):
        return self.kinesis.put_records(StreamName=name, Records=[
            {"Data": d, "PartitionKey": key} for d in data])["Records"]

    def read(self, name, shard="shardId-000000000000", **position):
        position = position or {"ShardIteratorType": "TRIM_HORIZON"}
        iterator = self.kinesis.get_shard_iterator(
            StreamName=name, ShardId=shard, **position)["ShardIterator"]
        return self.kinesis.get_records(ShardIterator=iterator)

    def data(self, *arguments, **position):
        return [r["Data"] for r in self.read(*arguments, **position)["Records"]]

    def error(self, call, **arguments):
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            call(**arguments)
        error = raised.exception.response["Error"]
        return error["Code"], error["Message"]


class Streams(KinesisCase):

    def test_a_life_of_a_stream(self):
        arn = self.stream("life", 2)
        summary = self.kinesis.describe_stream_summary(StreamARN=arn)["StreamDescriptionSummary"]
        self.assertEqual(
            ("ACTIVE", "PROVISIONED", 24, 2, "NONE", [{"ShardLevelMetrics": []}], 0),
            (summary["StreamStatus"], summary["StreamModeDetails"]["StreamMode"],
             summary["RetentionPeriodHours"], summary["OpenShardCount"], summary["EncryptionType"],
             summary["EnhancedMonitoring"], summary["ConsumerCount"]))
        self.assertEqual(
            ("ResourceInUseException", f"Stream life under account {ACCOUNT} already exists."),
            self.error(self.kinesis.create_stream, StreamName="life", ShardCount=1))
        self.assertIn("life", self.kinesis.list_streams()["StreamNames"])
        self.kinesis.add_tags_to_stream(StreamName="life", Tags={"a": "1"})
        self.kinesis.tag_resource(ResourceARN=arn, Tags={"b": "2"})
        self.assertEqual(
            [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}],
            self.kinesis.list_tags_for_stream(StreamName="life")["Tags"])
        self.kinesis.delete_stream(StreamName="life")
        self.kinesis.get_waiter("stream_not_exists").wait(StreamName="life")
        self.assertEqual(
            ("ResourceNotFoundException", f"Stream life under account {ACCOUNT} not found."),
            self.error(self.kinesis.describe_stream, StreamName="life"))

    def test_bad_input(self):
        code, message = self.error(self.kinesis.create_stream, StreamName="a b", ShardCount=1)
        self.assertEqual("ValidationException", code)
        self.assertEqual(
            "1 validation error detected: Value 'a b' at 'streamName' failed to satisfy constraint:"
            " Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+", message)
        code, message = self.error(
            self.kinesis.start_stream_encryption, StreamName="x", EncryptionType="KMS", KeyId="k")
        self.assertIn("StartStreamEncryption", message)

    def test_records_of_every_kind_of_bytes(self):
        self.stream("bytes")
        data = [b"", b"\x00\xff", "ünicode 统一码".encode(), b"x" * 1_048_000]
        results = self.put("bytes", *data)
        self.assertEqual(data, self.data("bytes"))
        numbers = [int(r["SequenceNumber"]) for r in results]
        self.assertEqual(sorted(numbers), numbers)
        self.assertEqual(
            ["SequenceNumber", "ShardId"], sorted(results[0]))
        record = self.read("bytes")["Records"][1]
        self.assertEqual(
            {"SequenceNumber", "ApproximateArrivalTimestamp", "Data", "PartitionKey"}, set(record))
        self.assertEqual(data[2:], self.data(
            "bytes", ShardIteratorType="AFTER_SEQUENCE_NUMBER",
            StartingSequenceNumber=results[1]["SequenceNumber"]))
        self.assertEqual(data, self.data(
            "bytes", ShardIteratorType="AT_TIMESTAMP", Timestamp=datetime.datetime(2020, 1, 1)))
        code, _ = self.error(
            self.kinesis.put_record, StreamName="bytes", PartitionKey="k", Data=b"x" * 1_048_577)
        self.assertEqual("ValidationException", code)

    def test_shards_are_split_merged_and_counted(self):
        self.stream("split")
        self.put("split", b"old")
        self.kinesis.split_shard(
            StreamName="split", ShardToSplit="shardId-000000000000", NewStartingHashKey=HALF)
        end = self.read("split")
        self.assertNotIn("NextShardIterator", end)
        self.assertEqual(
            ["shardId-000000000001", "shardId-000000000002"],
            [c["ShardId"] for c in end["ChildShards"]])
        self.kinesis.merge_shards(StreamName="split", ShardToMerge="shardId-000000000001",
                                  AdjacentShardToMerge="shardId-000000000002")
        self.kinesis.update_shard_count(
            StreamName="split", TargetShardCount=2, ScalingType="UNIFORM_SCALING")
        shards = self.kinesis.list_shards(
            StreamName="split", ShardFilter={"Type": "AT_LATEST"})["Shards"]
        self.assertEqual(2, len(shards))
        self.assertEqual(HALF, shards[1]["HashKeyRange"]["StartingHashKey"])

    def test_retention_and_the_age_of_iterators(self):
        self.stream("old")
        self.put("old", b"old")
        iterator = self.kinesis.get_shard_iterator(
            StreamName="old", ShardId="shardId-000000000000", ShardIteratorType="LATEST")
        self.server.advance_clock("PT6M")
        code, message = self.error(
            self.kinesis.get_records, ShardIterator=iterator["ShardIterator"])
        self.assertEqual("ExpiredIteratorException", code)
        self.server.advance_clock("PT25H")
        self.assertEqual([], self.data("old"))
        self.put("old", b"young")
        self.assertEqual([b"young"], self.data("old"))

    def test_pushed_records(self):
        arn = self.stream("push")
        consumer = self.kinesis.register_stream_consumer(
            StreamARN=arn, ConsumerName="c")["Consumer"]["ConsumerARN"]
        self.assertEqual("ACTIVE", self.kinesis.describe_stream_consumer(
            ConsumerARN=consumer)["ConsumerDescription"]["ConsumerStatus"])
        first = self.put("push", b"0")[0]["SequenceNumber"]
        start = {"Type": "AT_SEQUENCE_NUMBER", "SequenceNumber": first}
        events = self.kinesis.subscribe_to_shard(
            ConsumerARN=consumer, ShardId="shardId-000000000000",
            StartingPosition=start)["EventStream"]
        code, message = self.error(
            self.kinesis.subscribe_to_shard, ConsumerARN=consumer, ShardId="shardId-000000000000",
            StartingPosition=start)
        self.assertEqual("ResourceInUseException", code)
        self.put("push", b"1", b"2")
        seen, last = [], None
        for event in events:
            got = event["SubscribeToShardEvent"]
            seen += [r["Data"] for r in got["Records"]]
            last = got["ContinuationSequenceNumber"]
            self.assertEqual(0, got["MillisBehindLatest"])
            if len(seen) == 3:
                break
        self.assertEqual([b"0", b"1", b"2"], seen)
        self.server.advance_clock("PT6S")
        self.kinesis.split_shard(
            StreamName="push", ShardToSplit="shardId-000000000000", NewStartingHashKey=HALF)
        rest = list(self.kinesis.subscribe_to_shard(
            ConsumerARN=consumer, ShardId="shardId-000000000000",
            StartingPosition={"Type": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": last}
        )["EventStream"])
        self.assertEqual(2, len(rest[-1]["SubscribeToShardEvent"]["ChildShards"]))
        events.close()

    def test_a_subscription_ends_after_five_minutes(self):
        arn = self.stream("five")
        consumer = self.kinesis.register_stream_consumer(
            StreamARN=arn, ConsumerName="c")["Consumer"]["ConsumerARN"]
        events = self.kinesis.subscribe_to_shard(
            ConsumerARN=consumer, ShardId="shardId-000000000000",
            StartingPosition={"Type": "LATEST"})["EventStream"]
        self.server.advance_clock("PT4M")
        self.assertEqual([], next(iter(events))["SubscribeToShardEvent"]["Records"])
        self.server.advance_clock("PT2M")
        self.assertEqual([], list(events))

    def test_the_cli(self):
        def aws(*arguments):
            run = subprocess.run(["aws", "kinesis", *arguments], env=self.server.environment(),
                                 capture_output=True, text=True, timeout=120)
            self.assertEqual(0, run.returncode, run.stderr)
            return json.loads(run.stdout) if run.stdout.strip() else None
        aws("create-stream", "--stream-name", "cli", "--shard-count", "1")
        aws("wait", "stream-exists", "--stream-name", "cli")
        file = pathlib.Path(self.server.folder, "data.bin")
        file.write_bytes(b"hello")
        put = aws("put-record", "--stream-name", "cli", "--partition-key", "k", "--data",
                  f"fileb://{file}")
        self.assertEqual("shardId-000000000000", put["ShardId"])
        iterator = aws("get-shard-iterator", "--stream-name", "cli", "--shard-id", put["ShardId"],
                       "--shard-iterator-type", "TRIM_HORIZON")["ShardIterator"]
        records = aws("get-records", "--shard-iterator", iterator)["Records"]
        self.assertEqual(b"hello", base64.b64decode(records[0]["Data"]))

    def test_a_killed_server_keeps_what_it_acknowledged(self):
        with harness.Server(durability="sync") as server:
            kinesis = server.client("kinesis")
            kinesis.create_stream(StreamName="s", ShardCount=1)
            first = kinesis.put_record(StreamName="s", PartitionKey="k", Data=b"1")
            server.kill()
            server.start()
            second = kinesis.put_record(StreamName="s", PartitionKey="k", Data=b"2")
            self.assertGreater(int(second["SequenceNumber"]), int(first["SequenceNumber"]))
            iterator = kinesis.get_shard_iterator(
                StreamName="s", ShardId=first["ShardId"], ShardIteratorType="TRIM_HORIZON")
            records = kinesis.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
            self.assertEqual([b"1", b"2"], [r["Data"] for r in records])


class Cbor(KinesisCase):
    """The protocol of the AWS SDKs for Java: awsJson1_1 in CBOR, times in milliseconds."""

    def write(self, value):
        def head(major, number):
            if number < 24:
                return bytes([major << 5 | number])
            return bytes([major << 5 | 27]) + struct.pack(">Q", number)
        match value:
            case int():
                return head(0, value)
            case bytes():
                return head(2, len(value)) + value
            case str():
                return head(3, len(value.encode())) + value.encode()
            case dict():  # of indefinite length, as Jackson writes it
                return b"\xbf" + b"".join(
                    self.write(k) + self.write(v) for k, v in value.items()) + b"\xff"
            case datetime.datetime():
                return b"\xc1" + self.write(int(value.timestamp() * 1000))
            case _:
                raise AssertionError(value)

    def ask(self, operation, **members):
        request = botocore.awsrequest.AWSRequest(
            "POST", self.server.url + "/", data=self.write(members), headers={
                "Content-Type": "application/x-amz-cbor-1.1",
                "X-Amz-Target": "Kinesis_20131202." + operation})
        botocore.auth.SigV4Auth(
            botocore.credentials.Credentials("test", "test"), "kinesis", "us-east-1"
        ).add_auth(request)
        raw = urllib.request.Request(
            request.url, data=request.body, headers=dict(request.headers), method="POST")
        try:
            with urllib.request.urlopen(raw) as answer:
                self.assertEqual("application/x-amz-cbor-1.1", answer.headers["Content-Type"])
                return answer.read()
        except urllib.error.HTTPError as error:
            self.assertEqual("application/x-amz-cbor-1.1", error.headers["Content-Type"])
            return error.read()

    def test_records_and_errors(self):
        self.stream("cbor")
        put = self.ask("PutRecord", StreamName="cbor", PartitionKey="k", Data=b"\x00raw")
        self.assertIn(b"shardId-000000000000", put)
        found = self.ask("GetShardIterator", StreamName="cbor", ShardId="shardId-000000000000",
                         ShardIteratorType="AT_TIMESTAMP",
                         Timestamp=datetime.datetime(2020, 1, 1))
        text = found[found.index(b"ShardIterator") + len(b"ShardIterator"):]
        length = text[1] if text[0] == 0x78 else struct.unpack(">H", text[1:3])[0]
        iterator = text[2 if text[0] == 0x78 else 3:][:length].decode()
        records = self.ask("GetRecords", ShardIterator=iterator)
        self.assertIn(b"Data\x44\x00raw", records)
        at = records.index(b"ApproximateArrivalTimestamp") + len(b"ApproximateArrivalTimestamp")
        self.assertEqual(b"\xc1\x1b", records[at:at + 2], "milliseconds, as a whole number")
        error = self.ask("DescribeStream", StreamName="none")
        self.assertIn(b"ResourceNotFoundException", error)
        self.assertIn(f"Stream none under account {ACCOUNT} not found.".encode(), error)


class Permissions(KinesisCase):

    def user(self, name, *statements):
        iam = self.server.client("iam")
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": list(statements)}))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return self.server.session(key["AccessKeyId"], key["SecretAccessKey"]).client("kinesis")

    def test_streams_are_permitted_one_by_one(self):
        mine, other = self.stream("mine"), self.stream("other")
        user = self.user("u", {"Effect": "Allow", "Action": "kinesis:Put*", "Resource": mine})
        user.put_record(StreamName="mine", PartitionKey="k", Data=b"1")
        code, message = self.error(
            user.put_record, StreamARN=other, PartitionKey="k", Data=b"1")
        self.assertEqual("AccessDeniedException", code)
        self.assertIn("kinesis:PutRecord on resource: " + other, message)
        code, _ = self.error(user.describe_stream, StreamName="mine")
        self.assertEqual("AccessDeniedException", code)

    def test_a_policy_lets_another_account_in(self):
        arn = self.stream("shared")
        stranger = self.server.session("111111111111").client("kinesis")
        code, _ = self.error(stranger.put_record, StreamARN=arn, PartitionKey="k", Data=b"1")
        self.assertEqual("AccessDeniedException", code)
        self.kinesis.put_resource_policy(ResourceARN=arn, Policy=json.dumps({
            "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"AWS": "111111111111"},
                "Action": "kinesis:PutRecord", "Resource": arn}]}))
        stranger.put_record(StreamARN=arn, PartitionKey="k", Data=b"1")
        self.assertEqual([b"1"], self.data("shared"))


class Throughput(KinesisCase):

    options = ("--throughput", "enforced")

    def test_a_shard_takes_a_megabyte_a_second(self):
        self.stream("slow")
        answer = self.kinesis.put_records(StreamName="slow", Records=[
            {"Data": b"x" * 900_000, "PartitionKey": "k"} for _ in range(3)])
        self.assertEqual(2, answer["FailedRecordCount"])
        self.assertEqual("ProvisionedThroughputExceededException", answer["Records"][1]["ErrorCode"])
        self.assertEqual(1, len(self.data("slow")))


if __name__ == "__main__":
    unittest.main()
