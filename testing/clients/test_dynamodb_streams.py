"""DynamoDB Streams through boto3: real records, shards, iterators, retention and permissions."""

import json
import unittest

import botocore.exceptions

import harness

KEY = {"AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
       "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
       "BillingMode": "PAY_PER_REQUEST"}


class StreamsCase(unittest.TestCase):
    """A server, tables with streams, and a reader of all that a stream has."""

    options = ()

    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server(*cls.options).start()
        cls.addClassCleanup(cls.server.stop)
        cls.tables = cls.server.client("dynamodb")
        cls.streams = cls.server.client("dynamodbstreams")

    def table(self, name, view="NEW_AND_OLD_IMAGES"):
        made = self.tables.create_table(
            TableName=name, StreamSpecification={"StreamEnabled": True, "StreamViewType": view},
            **KEY)["TableDescription"]
        self.assertEqual(made["StreamSpecification"]["StreamViewType"], view)
        return made["LatestStreamArn"]

    def put(self, table, key, **attributes):
        self.tables.put_item(TableName=table, Item={
            "k": {"S": key}, **{name: {"S": value} for name, value in attributes.items()}})

    def shards(self, arn):
        return self.streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]

    def iterator(self, arn, shard, kind="TRIM_HORIZON", **more):
        return self.streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType=kind, **more)[
                "ShardIterator"]

    def records(self, arn):
        found = []
        for shard in self.shards(arn):
            iterator = self.iterator(arn, shard)
            while iterator:
                page = self.streams.get_records(ShardIterator=iterator)
                found += page["Records"]
                iterator = page.get("NextShardIterator") if page["Records"] else None
        return found

    def code(self, call, **arguments):
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            call(**arguments)
        return raised.exception.response["Error"]["Code"]


class StreamsTest(StreamsCase):

    def test_records(self):
        arn = self.table("records")
        self.put("records", "a", v="1")
        self.put("records", "a", v="1")
        self.put("records", "a", v="2")
        self.tables.delete_item(TableName="records", Key={"k": {"S": "a"}})
        insert, modify, remove = self.records(arn)
        self.assertEqual(
            [one["eventName"] for one in (insert, modify, remove)], ["INSERT", "MODIFY", "REMOVE"])
        self.assertEqual(modify["eventVersion"], "1.1")
        self.assertEqual(modify["eventSource"], "aws:dynamodb")
        self.assertEqual(modify["awsRegion"], "us-east-1")
        detail = modify["dynamodb"]
        self.assertEqual(detail["Keys"], {"k": {"S": "a"}})
        self.assertEqual(detail["OldImage"], {"k": {"S": "a"}, "v": {"S": "1"}})
        self.assertEqual(detail["NewImage"], {"k": {"S": "a"}, "v": {"S": "2"}})
        self.assertEqual(detail["SizeBytes"], 10)
        self.assertEqual(detail["ApproximateCreationDateTime"].microsecond, 0)
        self.assertGreaterEqual(len(detail["SequenceNumber"]), 21)
        self.assertNotIn("OldImage", insert["dynamodb"])
        self.assertNotIn("NewImage", remove["dynamodb"])

    def test_enable_disable_and_delete(self):
        self.tables.create_table(TableName="later", **KEY)
        self.put("later", "before")
        first = self.tables.update_table(TableName="later", StreamSpecification={
            "StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})[
                "TableDescription"]["LatestStreamArn"]
        self.put("later", "a")
        latest = self.iterator(first, self.shards(first)[0], "LATEST")
        self.put("later", "b")
        page = self.streams.get_records(ShardIterator=latest)
        self.assertEqual([r["dynamodb"]["Keys"]["k"]["S"] for r in page["Records"]], ["b"])
        self.tables.update_table(TableName="later", StreamSpecification={"StreamEnabled": False})
        end = self.streams.get_records(ShardIterator=page["NextShardIterator"])
        self.assertNotIn("NextShardIterator", end)
        self.assertIn("EndingSequenceNumber", self.shards(first)[0]["SequenceNumberRange"])
        second = self.tables.update_table(TableName="later", StreamSpecification={
            "StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})[
                "TableDescription"]["LatestStreamArn"]
        self.assertNotEqual(first, second)
        self.tables.delete_table(TableName="later")
        listed = self.streams.list_streams(TableName="later")["Streams"]
        self.assertEqual([stream["StreamArn"] for stream in listed], [first, second])
        self.assertEqual(len(self.records(first)), 2)

    def test_errors(self):
        arn = self.table("errors", "KEYS_ONLY")
        shard = self.shards(arn)[0]
        self.assertEqual(self.code(
            self.streams.describe_stream, StreamArn=arn.replace("errors", "none")),
            "ResourceNotFoundException")
        self.assertEqual(self.code(self.streams.describe_stream, StreamArn="x" * 40),
                         "ValidationException")
        self.assertEqual(self.code(
            self.streams.get_shard_iterator, StreamArn=arn, ShardId="shardId-" + "0" * 29,
            ShardIteratorType="LATEST"), "ResourceNotFoundException")
        self.assertEqual(self.code(
            self.streams.get_shard_iterator, StreamArn=arn, ShardId=shard["ShardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER"), "ValidationException")
        self.assertEqual(self.code(self.streams.get_records, ShardIterator="no iterator"),
                         "ValidationException")
        self.assertEqual(self.code(
            self.streams.describe_stream, StreamArn=arn,
            ShardFilter={"Type": "CHILD_SHARDS"}), "ValidationException")

    def test_iam_decides_by_the_streams_arn(self):
        mine, other = self.table("mine", "KEYS_ONLY"), self.table("other", "KEYS_ONLY")
        iam = self.server.client("iam")
        iam.create_user(UserName="reader")
        iam.put_user_policy(UserName="reader", PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Resource": mine,
                "Action": ["dynamodb:DescribeStream", "dynamodb:GetRecords",
                           "dynamodb:GetShardIterator"]}]}))
        key = iam.create_access_key(UserName="reader")["AccessKey"]
        reader = self.server.session(key["AccessKeyId"], key["SecretAccessKey"]).client(
            "dynamodbstreams")
        shard = reader.describe_stream(StreamArn=mine)["StreamDescription"]["Shards"][0]
        reader.get_records(ShardIterator=reader.get_shard_iterator(
            StreamArn=mine, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")[
                "ShardIterator"])
        self.assertEqual(self.code(reader.describe_stream, StreamArn=other),
                         "AccessDeniedException")
        self.assertEqual(self.code(
            reader.get_records, ShardIterator=self.iterator(other, self.shards(other)[0])),
            "AccessDeniedException")
        self.assertEqual(self.code(reader.list_streams), "AccessDeniedException")


class TimeTest(StreamsCase):
    """Moves the clock, so it has a server of its own."""

    options = ("--test-clock",)

    def test_shards_rotate_iterators_expire_and_records_are_trimmed(self):
        arn = self.table("aged", "KEYS_ONLY")
        self.put("aged", "a")
        old = self.iterator(arn, self.shards(arn)[0])
        self.server.advance_clock("PT5H")
        first, second = harness.until(
            lambda: len(self.shards(arn)) == 2 and self.shards(arn), what="the second shard")
        self.assertEqual(second["ParentShardId"], first["ShardId"])
        self.assertEqual(self.code(self.streams.get_records, ShardIterator=old),
                         "ExpiredIteratorException")
        self.assertEqual(len(self.records(arn)), 1)
        self.server.advance_clock("PT20H")
        harness.until(lambda: not self.records(arn), what="the trimming")


if __name__ == "__main__":
    unittest.main()
