"""DynamoDB's throughput through boto3, against a server that enforces it: throttling, retries, limits."""

import unittest

from botocore.exceptions import ClientError

from harness import Server

# Ten write units, three read units. A table with one unit each second admits it, and then owes ten
# seconds: what time a test takes does not matter.
BIG = "x" * 10_200


class DynamodbThroughput(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server("--throughput", "enforced", "--test-clock"))
        cls.client = cls.server.client("dynamodb")
        cls.patient = cls.server.client("dynamodb", retries=15)

    def create(self, name, read=100, write=100, **more):
        capacity = {} if "BillingMode" in more else {
            "ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": write}}
        return self.client.create_table(
            TableName=name, KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            **{"AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
               **capacity, **more})["TableDescription"]

    def advance(self, seconds):
        self.server.advance_clock(f"PT{seconds}S")

    @staticmethod
    def item(key, **more):
        return {"pk": {"S": key}, "big": {"S": BIG}, **more}

    def assert_throttled(self, call, code="ProvisionedThroughputExceededException", **arguments):
        with self.assertRaises(ClientError) as error:
            call(**arguments)
        self.assertEqual(code, error.exception.response["Error"]["Code"])
        return error.exception.response

    def test_writes_beyond_the_capacity_are_throttled(self):
        self.create("writes", write=1)
        self.client.put_item(TableName="writes", Item=self.item("a"))
        answer = self.assert_throttled(
            self.client.put_item, TableName="writes", Item=self.item("b"))
        self.assertEqual(
            "The level of configured provisioned throughput for the table was exceeded. Consider"
            " increasing your provisioning level with the UpdateTable API.",
            answer["Error"]["Message"])
        self.assertEqual(
            [{"reason": "TableWriteProvisionedThroughputExceeded",
              "resource": "arn:aws:dynamodb:us-east-1:000000000000:table/writes"}],
            answer.get("ThrottlingReasons", answer["Error"].get("ThrottlingReasons")))
        self.advance(11)
        self.client.put_item(TableName="writes", Item=self.item("b"))

    def test_the_retries_of_a_client_succeed(self):
        self.create("retried", write=5)
        retries = 0
        for i in range(3):  # thirty units of five each second
            answer = self.patient.put_item(TableName="retried", Item=self.item(str(i)))
            retries += answer["ResponseMetadata"]["RetryAttempts"]
        self.assertGreater(retries, 0)
        self.assertEqual(3, self.client.scan(TableName="retried")["Count"])

    def test_a_batch_writer_writes_everything_in_the_end(self):
        self.create("batch", write=1)
        left = self.client.batch_write_item(RequestItems={"batch": [
            {"PutRequest": {"Item": self.item(str(i))}} for i in range(5)]})["UnprocessedItems"]
        self.assertEqual(4, len(left["batch"]))
        self.advance(60)
        self.assertEqual({}, self.client.batch_write_item(RequestItems=left)["UnprocessedItems"])
        self.assertEqual(5, self.client.scan(TableName="batch", ConsistentRead=True)["Count"])

    def test_reads_are_charged_for_what_they_read(self):
        self.create("reads", read=1, write=100)
        for key in "abcd":
            self.client.put_item(TableName="reads", Item=self.item(key))
        page = self.client.scan(
            TableName="reads", ConsistentRead=True, ReturnConsumedCapacity="TOTAL")
        self.assertEqual(10, page["ConsumedCapacity"]["CapacityUnits"])
        self.assert_throttled(self.client.get_item, TableName="reads", Key={"pk": {"S": "a"}})
        keys = {"reads": {"Keys": [{"pk": {"S": key}} for key in "abcd"], "ConsistentRead": True}}
        self.assert_throttled(self.client.batch_get_item, RequestItems=keys)
        self.advance(11)
        answer = self.client.batch_get_item(RequestItems=keys)
        self.assertEqual(1, len(answer["Responses"]["reads"]))
        self.assertEqual(3, len(answer["UnprocessedKeys"]["reads"]["Keys"]))

    def test_an_index_holds_back_the_writes_of_its_table(self):
        self.create(
            "indexed", AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "g", "AttributeType": "S"}],
            GlobalSecondaryIndexes=[{
                "IndexName": "by-g", "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
                "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}])
        self.client.put_item(TableName="indexed", Item=self.item("a", g={"S": "x"}))
        answer = self.assert_throttled(
            self.client.put_item, TableName="indexed", Item=self.item("b", g={"S": "x"}))
        self.assertIn("one or more global secondary indexes", answer["Error"]["Message"])
        self.client.put_item(TableName="indexed", Item=self.item("b"))

    def test_a_transaction_says_which_of_its_parts_was_throttled(self):
        self.create("transactions", write=1)
        answer = self.assert_throttled(
            self.client.transact_write_items, "TransactionCanceledException", TransactItems=[
                {"Put": {"TableName": "transactions", "Item": self.item(key)}} for key in "ab"])
        self.assertEqual(
            ["None", "ProvisionedThroughputExceeded"],
            [reason["Code"] for reason in answer["CancellationReasons"]])
        self.assertEqual(0, self.client.scan(TableName="transactions")["Count"])

    def test_on_demand_tables_have_the_limits_that_they_are_given(self):
        self.create("on-demand", BillingMode="PAY_PER_REQUEST",
                    OnDemandThroughput={"MaxWriteRequestUnits": 1})
        self.client.put_item(TableName="on-demand", Item=self.item("a"))
        answer = self.assert_throttled(
            self.client.put_item, "ThrottlingException",
            TableName="on-demand", Item=self.item("b"))
        self.assertEqual(
            "Throughput exceeds the maximum OnDemandThroughput configured on table or index",
            answer["Error"]["Message"])
        self.client.update_table(
            TableName="on-demand", OnDemandThroughput={"MaxWriteRequestUnits": -1})
        table = self.client.describe_table(TableName="on-demand")["Table"]
        self.assertNotIn("OnDemandThroughput", table)
        self.assertEqual(
            {"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE"},
            table["WarmThroughput"])
        for key in "bcd":
            self.client.put_item(TableName="on-demand", Item=self.item(key))

    def test_unused_capacity_is_saved_up_for_five_minutes(self):
        self.create("burst", write=1)
        self.advance(3600)
        admitted = 0
        try:
            for i in range(40):
                self.client.put_item(TableName="burst", Item=self.item(str(i)))
                admitted += 1
        except ClientError as error:
            self.assertEqual(
                "ProvisionedThroughputExceededException", error.response["Error"]["Code"])
        self.assertIn(admitted, (30, 31))

    def test_more_capacity_helps_at_once(self):
        self.create("raised", write=1)
        self.client.put_item(TableName="raised", Item=self.item("a"))
        self.assert_throttled(self.client.put_item, TableName="raised", Item=self.item("b"))
        self.client.update_table(TableName="raised", ProvisionedThroughput={
            "ReadCapacityUnits": 100, "WriteCapacityUnits": 1000})
        self.advance(1)
        for i in range(20):
            self.client.put_item(TableName="raised", Item=self.item(str(i)))


class WithoutLimits(unittest.TestCase):

    def test_nothing_is_throttled_unless_it_is_asked_for(self):
        with Server() as server:
            client = server.client("dynamodb")
            client.create_table(
                TableName="free", KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
                ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1})
            for i in range(30):
                client.put_item(TableName="free", Item={"pk": {"S": str(i)}, "big": {"S": BIG}})
            self.assertEqual(30, client.scan(TableName="free")["Count"])


if __name__ == "__main__":
    unittest.main()
