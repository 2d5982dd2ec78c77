"""DynamoDB through boto3 and the AWS CLI: waiters, paginators, expressions, conditions, transactions."""

import decimal
import json
import subprocess
import threading
import unittest

from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

import harness


class DynamoDb(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        cls.client = cls.server.client("dynamodb")
        cls.table = cls.server.resource("dynamodb").create_table(
            TableName="music", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": "artist", "AttributeType": "S"},
                {"AttributeName": "year", "AttributeType": "N"},
                {"AttributeName": "genre", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "artist", "KeyType": "HASH"},
                       {"AttributeName": "year", "KeyType": "RANGE"}],
            GlobalSecondaryIndexes=[{
                "IndexName": "by-genre", "Projection": {"ProjectionType": "ALL"},
                "KeySchema": [{"AttributeName": "genre", "KeyType": "HASH"},
                              {"AttributeName": "year", "KeyType": "RANGE"}]}])
        cls.table.wait_until_exists()

    def assert_code(self, code, call, *args, **kwargs):
        with self.assertRaises(ClientError) as error:
            call(*args, **kwargs)
        self.assertEqual(code, error.exception.response["Error"]["Code"])
        return error.exception.response

    def test_every_type_comes_back_as_it_was_put(self):
        item = {
            "artist": "types", "year": 1, "text": "ü\u0000\U0001f600", "empty": "",
            "number": decimal.Decimal("-1.2345678901234567890123456789012345678E-100"),
            "bytes": b"\x00\xff", "yes": True, "nothing": None, "list": [1, "a", [None]],
            "map": {"a": {"b": []}}, "strings": {"a", "b"}, "numbers": {1, 2},
            "blobs": {b"x", b"y"}}
        self.table.put_item(Item=item)
        found = self.table.get_item(Key={"artist": "types", "year": 1})["Item"]
        found["bytes"], found["blobs"] = found["bytes"].value, {b.value for b in found["blobs"]}
        self.assertEqual(item, found)

    def test_query_orders_numbers_and_pages(self):
        years = [-3, -1.5, 0, 0.25, 2, 10, 100, 2024]
        with self.table.batch_writer() as batch:
            for year in reversed(years):
                batch.put_item(Item={"artist": "order", "year": decimal.Decimal(str(year))})
        pages = list(self.client.get_paginator("query").paginate(
            TableName="music", KeyConditionExpression="artist = :a",
            ExpressionAttributeValues={":a": {"S": "order"}}, PaginationConfig={"PageSize": 3}))
        self.assertEqual([3, 3, 2], [len(page["Items"]) for page in pages])
        self.assertEqual(years, [float(i["year"]["N"]) for page in pages for i in page["Items"]])
        down = self.table.query(
            KeyConditionExpression=Key("artist").eq("order") & Key("year").between(0, 10),
            ScanIndexForward=False)["Items"]
        self.assertEqual([10, 2, decimal.Decimal("0.25"), 0], [item["year"] for item in down])

    def test_an_index_follows_its_table(self):
        self.table.put_item(Item={"artist": "gsi", "year": 1, "genre": "fog"})
        find = lambda genre: self.table.query(
            IndexName="by-genre", KeyConditionExpression=Key("genre").eq(genre))["Items"]
        self.assertEqual(1, len(find("fog")))
        self.table.update_item(
            Key={"artist": "gsi", "year": 1}, UpdateExpression="SET genre = :g",
            ExpressionAttributeValues={":g": "mist"})
        self.assertEqual((0, 1), (len(find("fog")), len(find("mist"))))
        self.table.update_item(Key={"artist": "gsi", "year": 1}, UpdateExpression="REMOVE genre")
        self.assertEqual(0, len(find("mist")))

    def test_updates_and_conditions(self):
        key = {"artist": "update", "year": 1}
        update = lambda expression, values, **more: self.table.update_item(
            Key=key, UpdateExpression=expression, ExpressionAttributeValues=values,
            ReturnValues="ALL_NEW", **more)["Attributes"]
        self.assertEqual(5, update("ADD plays :n SET tags = :t", {":n": 5, ":t": ["a"]})["plays"])
        new = update("SET plays = plays - :n, tags = list_append(tags, :t)", {":n": 2, ":t": ["b"]})
        self.assertEqual((3, ["a", "b"]), (new["plays"], new["tags"]))
        self.assert_code(
            "ConditionalCheckFailedException", self.table.put_item, Item=key,
            ConditionExpression=Attr("artist").not_exists())
        error = self.assert_code(
            "ValidationException", update, "SET a = :missing", {":other": 1})
        self.assertIn("Invalid UpdateExpression", error["Error"]["Message"])

    def test_transactions_are_all_or_nothing(self):
        put = lambda year, **more: {"Put": {
            "TableName": "music", "Item": {"artist": {"S": "tx"}, "year": {"N": str(year)}}, **more}}
        self.client.transact_write_items(TransactItems=[put(1), put(2)])
        error = self.assert_code(
            "TransactionCanceledException", self.client.transact_write_items,
            TransactItems=[put(3), put(1, ConditionExpression="attribute_not_exists(artist)")])
        self.assertEqual(["None", "ConditionalCheckFailed"],
                         [reason["Code"] for reason in error["CancellationReasons"]])
        count = self.table.query(KeyConditionExpression=Key("artist").eq("tx"))["Count"]
        self.assertEqual(2, count)

    def test_concurrent_counters_lose_nothing(self):
        def count():
            client = self.server.client("dynamodb")
            for _ in range(50):
                client.update_item(
                    TableName="music", Key={"artist": {"S": "counter"}, "year": {"N": "1"}},
                    UpdateExpression="ADD hits :one", ExpressionAttributeValues={":one": {"N": "1"}})
        threads = [threading.Thread(target=count) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        item = self.table.get_item(Key={"artist": "counter", "year": 1})["Item"]
        self.assertEqual(400, item["hits"])

    def test_errors_have_the_texts_of_aws(self):
        error = self.assert_code(
            "ResourceNotFoundException", self.client.get_item, TableName="none-here",
            Key={"a": {"S": "b"}})
        self.assertEqual("Requested resource not found", error["Error"]["Message"])
        error = self.assert_code(
            "ValidationException", self.client.get_item, TableName="music", Key={"artist": {"S": "a"}})
        self.assertEqual(
            "The provided key element does not match the schema", error["Error"]["Message"])
        self.assert_code(
            "ResourceInUseException", self.client.create_table, TableName="music",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "a", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "a", "KeyType": "HASH"}])

    def test_the_cli_sees_the_same(self):
        run = subprocess.run(
            ["aws", "dynamodb", "describe-table", "--table-name", "music", "--query",
             "Table.[TableStatus,KeySchema[0].AttributeName]"],
            env=self.server.environment(), capture_output=True, text=True, timeout=60)
        self.assertEqual(["ACTIVE", "artist"], json.loads(run.stdout), run.stderr)


if __name__ == "__main__":
    unittest.main()
