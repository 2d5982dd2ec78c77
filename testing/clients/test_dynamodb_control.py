"""Policies of tables and streams, and what DynamoDB says of what is not there, through boto3."""

import json
import unittest

from botocore.exceptions import ClientError

import harness

OTHER_ACCOUNT = "111122223333"
KEY = {"AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
       "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
       "BillingMode": "PAY_PER_REQUEST"}


def policy(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class ControlCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server().start()
        cls.addClassCleanup(cls.server.stop)
        cls.tables = cls.server.client("dynamodb")

    def create(self, name, **more):
        return self.tables.create_table(TableName=name, **KEY, **more)["TableDescription"]

    def error(self, call, **arguments):
        with self.assertRaises(ClientError) as raised:
            call(**arguments)
        return raised.exception.response["Error"]

    def code(self, call, **arguments):
        return self.error(call, **arguments)["Code"]


class PolicyTest(ControlCase):

    def test_a_policy_of_a_stream_lets_another_account_read(self):
        arn = self.create("changes", StreamSpecification={
            "StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})["LatestStreamArn"]
        self.tables.put_item(TableName="changes", Item={"k": {"S": "a"}})
        other = self.server.session(OTHER_ACCOUNT).client("dynamodbstreams")
        self.assertEqual(self.code(other.describe_stream, StreamArn=arn), "AccessDeniedException")
        self.tables.put_resource_policy(ResourceArn=arn, Policy=policy(
            Effect="Allow", Principal={"AWS": OTHER_ACCOUNT}, Resource=arn,
            Action=["dynamodb:DescribeStream", "dynamodb:GetShardIterator",
                    "dynamodb:GetRecords"]))
        shard = other.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]
        iterator = other.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
        records = other.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
        self.assertEqual(records[0]["dynamodb"]["NewImage"], {"k": {"S": "a"}})
        self.tables.put_resource_policy(ResourceArn=arn, Policy=policy(
            Effect="Deny", Principal="*", Resource=arn, Action="dynamodb:GetRecords"))
        mine = self.server.client("dynamodbstreams")
        iterator = mine.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
        self.assertEqual(
            self.code(mine.get_records, ShardIterator=iterator["ShardIterator"]),
            "AccessDeniedException")
        self.tables.delete_resource_policy(ResourceArn=arn)
        self.assertEqual(
            len(mine.get_records(ShardIterator=iterator["ShardIterator"])["Records"]), 1)

    def test_its_author_confirms_to_be_locked_out(self):
        arn = self.create("locked")["TableArn"]
        iam = self.server.client("iam")
        iam.create_user(UserName="author")
        iam.put_user_policy(UserName="author", PolicyName="p", PolicyDocument=policy(
            Effect="Allow", Action="dynamodb:*", Resource="*"))
        key = iam.create_access_key(UserName="author")["AccessKey"]
        author = self.server.session(key["AccessKeyId"], key["SecretAccessKey"]).client("dynamodb")
        deny = policy(
            Effect="Deny", Principal="*", Resource="*",
            Action=["dynamodb:PutResourcePolicy", "dynamodb:DeleteResourcePolicy"])
        refused = self.error(author.put_resource_policy, ResourceArn=arn, Policy=deny)
        self.assertEqual((refused["Code"], refused["Message"]), (
            "AccessDeniedException",
            "The new resource policy will not allow you to update the resource policy in the"
            " future."))
        spared = policy(
            Effect="Deny", Principal="*", Action="dynamodb:PutResourcePolicy", Resource="*",
            Condition={"ArnNotEquals": {
                "aws:PrincipalArn": "arn:aws:iam::000000000000:user/author"}})
        author.put_resource_policy(ResourceArn=arn, Policy=spared)
        author.put_resource_policy(
            ResourceArn=arn, Policy=deny, ConfirmRemoveSelfResourceAccess=True)
        for call, more in ((author.put_resource_policy, {"Policy": spared}),
                           (author.delete_resource_policy, {}),
                           (self.tables.put_resource_policy, {"Policy": spared})):
            refused = self.error(call, ResourceArn=arn, **more)
            self.assertEqual(refused["Code"], "AccessDeniedException")
            self.assertIn("with an explicit deny in a resource-based policy", refused["Message"])
        self.tables.delete_resource_policy(ResourceArn=arn)
        author.put_resource_policy(ResourceArn=arn, Policy=spared)

    def test_a_table_begins_with_its_policy(self):
        arn = self.create("given", ResourcePolicy=policy(
            Effect="Allow", Principal={"AWS": OTHER_ACCOUNT}, Action="dynamodb:PutItem",
            Resource="*"))["TableArn"]
        other = self.server.session(OTHER_ACCOUNT).client("dynamodb")
        other.put_item(TableName=arn, Item={"k": {"S": "theirs"}})
        seen = self.tables.get_resource_policy(ResourceArn=arn)
        self.assertRegex(seen["RevisionId"], r"^\d{13}$")
        self.assertEqual(
            self.code(other.get_resource_policy, ResourceArn=arn), "ValidationException")
        self.tables.put_resource_policy(
            ResourceArn=arn, Policy=seen["Policy"], ExpectedRevisionId=seen["RevisionId"])
        self.assertEqual(
            self.tables.get_resource_policy(ResourceArn=arn)["RevisionId"], seen["RevisionId"])


class AbsentTest(ControlCase):

    def test_insights(self):
        self.create("insights")
        self.assertEqual(self.tables.describe_contributor_insights(
            TableName="insights")["ContributorInsightsStatus"], "DISABLED")
        self.assertEqual(self.tables.list_contributor_insights()["ContributorInsightsSummaries"], [])
        self.assertEqual(self.tables.update_contributor_insights(
            TableName="insights", ContributorInsightsAction="ENABLE")["ContributorInsightsStatus"], "ENABLING")
        self.assertEqual(self.tables.list_contributor_insights()["ContributorInsightsSummaries"], [
            {"TableName": "insights", "ContributorInsightsStatus": "ENABLED",
             "ContributorInsightsMode": "ACCESSED_AND_THROTTLED_KEYS"}])

    def test_kinesis(self):
        self.create("kinesis")
        stream = "arn:aws:kinesis:us-east-1:000000000000:stream/changes"
        self.assertEqual(self.tables.describe_kinesis_streaming_destination(
            TableName="kinesis")["KinesisDataStreamDestinations"], [])
        for call, code in (
                (self.tables.enable_kinesis_streaming_destination, "ResourceNotFoundException"),
                (self.tables.disable_kinesis_streaming_destination, "ValidationException"),
                (self.tables.update_kinesis_streaming_destination, "ValidationException")):
            self.assertEqual(self.code(call, TableName="kinesis", StreamArn=stream), code)

    def test_exports_and_imports(self):
        arn = self.create("exported")["TableArn"]
        self.assertEqual(self.tables.list_exports(TableArn=arn)["ExportSummaries"], [])
        self.assertEqual(self.tables.list_imports()["ImportSummaryList"], [])
        self.assertEqual(self.code(
            self.tables.describe_export, ExportArn=arn + "/export/01"), "ExportNotFoundException")
        self.assertEqual(self.code(
            self.tables.describe_import, ImportArn=arn + "/import/01"), "ImportNotFoundException")
        self.assertEqual(self.code(
            self.tables.export_table_to_point_in_time, TableArn=arn, S3Bucket="bucket"),
            "PointInTimeRecoveryUnavailableException")
        self.assertEqual(self.code(
            self.tables.import_table, S3BucketSource={"S3Bucket": "bucket"},
            InputFormat="DYNAMODB_JSON", TableCreationParameters={"TableName": "exported", **KEY}),
            "ResourceInUseException")


if __name__ == "__main__":
    unittest.main()
