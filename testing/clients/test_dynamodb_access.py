"""Fine-grained access to items: policies with dynamodb:LeadingKeys, Attributes, Select and EnclosingOperation hold
in single requests, transactions and statements; and item collections tell their size."""

import json
import unittest

from botocore.exceptions import ClientError

import harness

OWN = {"user": {"S": "ann"}, "n": {"N": "1"}}
OTHERS = {"user": {"S": "bob"}, "n": {"N": "1"}}


class Access(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        cls.root = cls.server.client("dynamodb")
        cls.root.create_table(
            TableName="notes", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": "user", "AttributeType": "S"},
                {"AttributeName": "n", "AttributeType": "N"},
                {"AttributeName": "at", "AttributeType": "N"}],
            KeySchema=[{"AttributeName": "user", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}],
            LocalSecondaryIndexes=[{
                "IndexName": "by-at", "Projection": {"ProjectionType": "KEYS_ONLY"},
                "KeySchema": [{"AttributeName": "user", "KeyType": "HASH"},
                              {"AttributeName": "at", "KeyType": "RANGE"}]}])
        for key in (OWN, OTHERS):
            cls.root.put_item(TableName="notes", Item={**key, "text": {"S": "hello"}, "secret": {"S": "x"}})

    def user(self, name, actions, condition):
        iam = self.server.client("iam")
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": actions, "Resource": "*", "Condition": condition}}))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return self.server.session(key["AccessKeyId"], key["SecretAccessKey"]).client("dynamodb")

    def refused(self, call, *arguments, **more):
        with self.assertRaises(ClientError) as raised:
            call(*arguments, **more)
        self.assertEqual("AccessDeniedException", raised.exception.response["Error"]["Code"])

    def test_own_items_only(self):
        db = self.user("ann", "dynamodb:*", {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["ann"]}})
        self.assertIn("Item", db.get_item(TableName="notes", Key=OWN))
        self.refused(db.get_item, TableName="notes", Key=OTHERS)
        self.assertIn("Item", db.transact_get_items(
            TransactItems=[{"Get": {"TableName": "notes", "Key": OWN}}])["Responses"][0])
        self.refused(db.transact_get_items, TransactItems=[
            {"Get": {"TableName": "notes", "Key": OWN}}, {"Get": {"TableName": "notes", "Key": OTHERS}}])
        select = "SELECT * FROM notes WHERE \"user\" = '%s'"
        found = db.execute_statement(Statement=select % "ann")["Items"]
        self.assertEqual({"ann"}, {item["user"]["S"] for item in found})
        self.refused(db.execute_statement, Statement=select % "bob")
        delete = "DELETE FROM notes WHERE \"user\" = '%s' AND n = 7"
        db.execute_transaction(TransactStatements=[{"Statement": delete % "ann"}])
        self.refused(db.execute_transaction, TransactStatements=[{"Statement": delete % "bob"}])

    def test_some_attributes_only(self):
        db = self.user("reader", ["dynamodb:*"], {
            "ForAllValues:StringEquals": {"dynamodb:Attributes": ["user", "n", "text"]},
            "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES",
                                     "dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"]}})
        got = db.get_item(TableName="notes", Key=OWN, ProjectionExpression="#t", ExpressionAttributeNames={"#t": "text"})
        self.assertEqual({"text": {"S": "hello"}}, got["Item"])
        self.refused(db.get_item, TableName="notes", Key=OWN)
        self.refused(db.get_item, TableName="notes", Key=OWN, ProjectionExpression="secret")
        self.refused(db.scan, TableName="notes")
        probe = {"TableName": "notes", "Key": OWN, "ConditionExpression": "secret = :x",
                 "ExpressionAttributeValues": {":x": {"S": "x"}}}
        self.refused(db.transact_write_items, TransactItems=[{"ConditionCheck": probe}])
        self.refused(db.execute_statement, Statement="SELECT n FROM notes WHERE secret = 'x'")
        self.refused(db.execute_statement, Statement="SELECT * FROM notes")
        self.refused(db.scan, TableName="notes", AttributesToGet=["n"], ScanFilter={
            "secret": {"ComparisonOperator": "NOT_NULL"}})

    def test_in_transactions_only(self):
        db = self.user("careful", "dynamodb:*", {
            "StringEquals": {"dynamodb:EnclosingOperation": ["TransactWriteItems", "ExecuteTransaction"]}})
        item = {**OWN, "n": {"N": "2"}}
        db.transact_write_items(TransactItems=[{"Put": {"TableName": "notes", "Item": item}}])
        self.refused(db.put_item, TableName="notes", Item=item)
        insert = "INSERT INTO notes VALUE {'user': 'ann', 'n': 3}"
        db.execute_transaction(TransactStatements=[{"Statement": insert}])
        self.refused(db.execute_statement, Statement=insert)

    def test_item_collections_tell_their_size(self):
        answer = self.root.update_item(TableName="notes", Key={**OWN, "n": {"N": "9"}},
                                       ReturnItemCollectionMetrics="SIZE")
        self.assertEqual({"ItemCollectionKey": {"user": {"S": "ann"}}, "SizeEstimateRangeGB": [0.0, 1.0]},
                         answer["ItemCollectionMetrics"])


if __name__ == "__main__":
    unittest.main()
