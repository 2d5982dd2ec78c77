"""DynamoDB global tables through boto3: three regions of one server, and a crash in the middle."""

import concurrent.futures
import json
import unittest

import botocore.exceptions

import harness

KEY = {"AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
       "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
       "BillingMode": "PAY_PER_REQUEST"}
EAST, WEST, EU = "us-east-1", "us-west-2", "eu-west-1"


def items(client, table):
    pages = client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return {item["k"]["S"]: item for page in pages for item in page["Items"]}


class GlobalCase(unittest.TestCase):

    durability = "relaxed"

    def setUp(self):
        self.server = self.enterContext(harness.Server(durability=self.durability))
        self.connect()

    def connect(self):
        self.east, self.west, self.eu = (
            self.server.session(region=region).client("dynamodb") for region in (EAST, WEST, EU))

    def replicas(self, client, table):
        described = client.describe_table(TableName=table)["Table"]
        return {one["RegionName"]: one["ReplicaStatus"] for one in described.get("Replicas", [])}

    def add(self, client, table, region):
        client.update_table(TableName=table, ReplicaUpdates=[{"Create": {"RegionName": region}}])

    def await_replicas(self, client, table, *regions):
        harness.until(
            lambda: self.replicas(client, table) == {region: "ACTIVE" for region in regions},
            what="the replicas")

    def make(self, table):
        self.east.create_table(TableName=table, **KEY)
        self.add(self.east, table, WEST)
        self.await_replicas(self.east, table, WEST)
        self.add(self.east, table, EU)
        self.await_replicas(self.east, table, WEST, EU)

    def error(self, call, **arguments):
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            call(**arguments)
        return raised.exception.response["Error"]


class GlobalTest(GlobalCase):

    def test_every_region_writes_and_reads_the_same_items(self):
        self.make("songs")
        for client, region in ((self.east, EAST), (self.west, WEST), (self.eu, EU)):
            client.put_item(TableName="songs", Item={"k": {"S": region}, "n": {"N": "1"}})
        for client in (self.east, self.west, self.eu):
            client.update_item(
                TableName="songs", Key={"k": {"S": EAST}}, UpdateExpression="ADD n :one",
                ExpressionAttributeValues={":one": {"N": "1"}})
        self.eu.delete_item(TableName="songs", Key={"k": {"S": WEST}})
        expected = {EAST: {"k": {"S": EAST}, "n": {"N": "4"}},
                    EU: {"k": {"S": EU}, "n": {"N": "1"}}}
        for client in (self.east, self.west, self.eu):
            self.assertEqual(items(client, "songs"), expected)
        described = self.west.describe_table(TableName="songs")["Table"]
        self.assertEqual(described["GlobalTableVersion"], "2019.11.21")
        self.assertIn(":us-west-2:", described["TableArn"])

    def test_concurrent_writers_in_all_regions_leave_one_item(self):
        self.make("race")
        clients = (self.east, self.west, self.eu)

        def write(i):
            try:
                clients[i % 3].put_item(
                    TableName="race", Item={"k": {"S": f"k{i % 5}"}, "i": {"N": str(i)}})
            except clients[i % 3].exceptions.TransactionConflictException:
                pass

        with concurrent.futures.ThreadPoolExecutor(9) as pool:
            list(pool.map(write, range(300)))
        found = items(self.east, "race")
        self.assertEqual(len(found), 5)
        self.assertEqual(items(self.west, "race"), found)
        self.assertEqual(items(self.eu, "race"), found)

    def test_a_deleted_replica_is_gone_and_the_others_go_on(self):
        self.make("tab")
        self.east.put_item(TableName="tab", Item={"k": {"S": "a"}})
        self.east.update_table(TableName="tab", ReplicaUpdates=[{"Delete": {"RegionName": WEST}}])
        self.await_replicas(self.east, "tab", EU)
        self.assertEqual(
            self.error(self.west.describe_table, TableName="tab")["Code"],
            "ResourceNotFoundException")
        self.eu.put_item(TableName="tab", Item={"k": {"S": "b"}})
        self.assertEqual(set(items(self.east, "tab")), {"a", "b"})
        refused = self.error(self.east.delete_table, TableName="tab")
        self.assertIn("has acted as a source region", refused["Message"])
        self.add(self.east, "tab", WEST)
        self.await_replicas(self.east, "tab", WEST, EU)
        harness.until(lambda: set(items(self.west, "tab")) == {"a", "b"}, what="the copy")

    def test_iam_decides_in_the_replicas_region(self):
        self.east.create_table(TableName="tab", **KEY)
        iam = self.server.client("iam")
        iam.create_user(UserName="one")
        key = iam.create_access_key(UserName="one")["AccessKey"]

        def allow(*regions):
            iam.put_user_policy(UserName="one", PolicyName="p", PolicyDocument=json.dumps({
                "Version": "2012-10-17", "Statement": [{
                    "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*",
                    "Condition": {"StringEquals": {"aws:RequestedRegion": list(regions)}}}]}))

        user = self.server.session(key["AccessKeyId"], key["SecretAccessKey"]).client("dynamodb")
        allow(EAST)
        create = {"TableName": "tab", "ReplicaUpdates": [{"Create": {"RegionName": WEST}}]}
        refused = self.error(user.update_table, **create)
        self.assertEqual(refused["Code"], "AccessDeniedException")
        self.assertIn("table/tab", refused["Message"])
        self.assertEqual(self.replicas(self.east, "tab"), {})
        allow(EAST, WEST)
        user.update_table(**create)
        self.await_replicas(self.east, "tab", WEST)

    def test_legacy_global_tables(self):
        for client in (self.east, self.west):
            client.create_table(TableName="old", StreamSpecification={
                "StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}, **KEY)
        group = [{"RegionName": EAST}, {"RegionName": WEST}]
        made = self.east.create_global_table(GlobalTableName="old", ReplicationGroup=group)
        self.assertEqual(made["GlobalTableDescription"]["GlobalTableStatus"], "CREATING")
        self.west.put_item(TableName="old", Item={"k": {"S": "a"}})
        self.assertEqual(set(items(self.east, "old")), {"a"})
        self.assertEqual(
            self.east.list_global_tables()["GlobalTables"],
            [{"GlobalTableName": "old", "ReplicationGroup": group}])
        self.assertEqual(self.error(
            self.east.create_global_table, GlobalTableName="old", ReplicationGroup=group)["Code"],
            "GlobalTableAlreadyExistsException")
        self.assertEqual(self.error(
            self.east.describe_global_table, GlobalTableName="none")["Code"],
            "GlobalTableNotFoundException")
        self.east.update_global_table(
            GlobalTableName="old", ReplicaUpdates=[{"Delete": {"RegionName": WEST}}])
        self.east.put_item(TableName="old", Item={"k": {"S": "b"}})
        self.assertEqual(set(items(self.west, "old")), {"a"})


class CrashTest(GlobalCase):
    """kill -9 while a replica is being filled and all regions write."""

    durability = "sync"
    COUNT = 4000

    def fill(self, client, table):
        for first in range(0, self.COUNT, 25):
            client.batch_write_item(RequestItems={table: [
                {"PutRequest": {"Item": {"k": {"S": f"k{i}"}, "v": {"S": "x" * 200}}}}
                for i in range(first, first + 25)]})

    def test_all_replicas_converge_after_a_crash(self):
        self.east.create_table(TableName="tab", **KEY)
        self.fill(self.east, "tab")
        self.add(self.east, "tab", WEST)
        acknowledged = set()
        for i in range(40):
            self.east.put_item(TableName="tab", Item={"k": {"S": f"new{i}"}})
            acknowledged.add(f"new{i}")
        self.server.kill()
        self.server.start()
        self.connect()
        self.await_replicas(self.east, "tab", WEST)
        self.add(self.west, "tab", EU)
        for i in range(0, 200):
            self.west.delete_item(TableName="tab", Key={"k": {"S": f"k{i}"}})
        self.server.kill()
        self.server.start()
        self.connect()
        self.await_replicas(self.east, "tab", WEST, EU)
        expected = {f"k{i}" for i in range(200, self.COUNT)} | acknowledged
        found = items(self.east, "tab")
        self.assertEqual(set(found), expected)
        self.assertEqual(items(self.west, "tab"), found)
        self.assertEqual(items(self.eu, "tab"), found)


if __name__ == "__main__":
    unittest.main()
