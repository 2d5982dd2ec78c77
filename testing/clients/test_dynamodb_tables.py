"""DynamoDB's tables through boto3 and the AWS CLI: index keys of several attributes, resource policies."""

import json
import subprocess
import unittest

from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from harness import Server, until

OTHER_ACCOUNT = "111122223333"


class DynamodbTables(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.client = cls.server.client("dynamodb")

    def create(self, name, **more):
        arguments = {
            "TableName": name, "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}], **more}
        return self.client.create_table(**arguments)["TableDescription"]["TableArn"]

    def assert_code(self, code, call, *args, **kwargs):
        with self.assertRaises(ClientError) as error:
            call(*args, **kwargs)
        self.assertEqual(code, error.exception.response["Error"]["Code"])

    def test_an_index_key_of_several_attributes(self):
        self.create("matches")
        table = self.server.resource("dynamodb").Table("matches")
        with table.batch_writer() as batch:
            for i in range(30):
                batch.put_item(Item={
                    "pk": str(i), "tournament": "winter", "region": "eu" if i % 2 else "na",
                    "round": i % 3, "match": f"m{i:02}"})
            batch.put_item(Item={"pk": "sparse", "tournament": "winter", "region": "eu", "round": 1})
        names = {"tournament": "S", "region": "S", "round": "N", "match": "S"}
        self.client.update_table(
            TableName="matches",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": t}
                                  for n, t in {"pk": "S", **names}.items()],
            GlobalSecondaryIndexUpdates=[{"Create": {
                "IndexName": "rounds", "Projection": {"ProjectionType": "ALL"},
                "KeySchema": [
                    {"AttributeName": "tournament", "KeyType": "HASH"},
                    {"AttributeName": "region", "KeyType": "HASH"},
                    {"AttributeName": "round", "KeyType": "RANGE"},
                    {"AttributeName": "match", "KeyType": "RANGE"}]}}])
        until(lambda: self.client.describe_table(TableName="matches")["Table"]
              ["GlobalSecondaryIndexes"][0]["IndexStatus"] == "ACTIVE", what="the index")
        partition = Key("tournament").eq("winter") & Key("region").eq("eu")
        found = table.query(IndexName="rounds", KeyConditionExpression=partition)["Items"]
        order = [(item["round"], item["match"]) for item in found]
        self.assertEqual((15, sorted(order)), (len(order), order))
        one = table.query(
            IndexName="rounds",
            KeyConditionExpression=partition & Key("round").eq(1) & Key("match").gt("m10"))["Items"]
        self.assertEqual(["m13", "m19", "m25"], [item["match"] for item in one])
        pages = list(self.client.get_paginator("query").paginate(
            TableName="matches", IndexName="rounds",
            KeyConditionExpression="tournament = :t AND #r = :r",
            ExpressionAttributeNames={"#r": "region"},
            ExpressionAttributeValues={":t": {"S": "winter"}, ":r": {"S": "eu"}},
            PaginationConfig={"PageSize": 4}))
        self.assertEqual({"pk", *names}, set(pages[0]["LastEvaluatedKey"]))
        self.assertEqual(
            [match for _, match in order],
            [item["match"]["S"] for page in pages for item in page["Items"]])

    def test_a_policy_lets_another_account_in(self):
        arn = self.create("shared")
        self.client.put_item(TableName="shared", Item={"pk": {"S": "1"}})
        other = self.server.session(OTHER_ACCOUNT).client("dynamodb")
        get = lambda: other.get_item(TableName=arn, Key={"pk": {"S": "1"}})
        self.assert_code("AccessDeniedException", get)
        policy = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"},
            "Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem"], "Resource": arn}]}
        revision = self.client.put_resource_policy(
            ResourceArn=arn, Policy=json.dumps(policy), ExpectedRevisionId="NO_POLICY")["RevisionId"]
        self.assertEqual("1", get()["Item"]["pk"]["S"])
        batch = other.batch_get_item(RequestItems={arn: {"Keys": [{"pk": {"S": "1"}}]}})
        self.assertEqual(1, sum(len(items) for items in batch["Responses"].values()))
        self.assert_code("AccessDeniedException", other.put_item, TableName=arn, Item={"pk": {"S": "2"}})
        run = subprocess.run(
            ["aws", "dynamodb", "get-resource-policy", "--resource-arn", arn],
            env=self.server.environment(), capture_output=True, text=True, timeout=60)
        seen = json.loads(run.stdout)
        self.assertEqual((policy, revision), (json.loads(seen["Policy"]), seen["RevisionId"]))
        self.client.delete_resource_policy(ResourceArn=arn, ExpectedRevisionId=revision)
        self.assert_code("AccessDeniedException", get)
        self.assert_code(
            "PolicyNotFoundException", self.client.get_resource_policy, ResourceArn=arn)

    def test_tags_have_limits(self):
        arn = self.create("tagged")
        tags = [{"Key": f"k{i}", "Value": "v"} for i in range(50)]
        self.client.tag_resource(ResourceArn=arn, Tags=tags)
        refused = lambda *more: self.assert_code(
            "ValidationException", self.client.tag_resource, ResourceArn=arn, Tags=list(more))
        refused({"Key": "one-more", "Value": "v"})
        refused({"Key": "aws:mine", "Value": "v"})
        refused({"Key": "k1", "Value": "v" * 257})
        refused({"Key": "k" * 129, "Value": "v"})
        pages = self.client.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn)
        self.assertEqual(50, sum(len(page["Tags"]) for page in pages))


if __name__ == "__main__":
    unittest.main()
