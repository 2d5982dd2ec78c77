"""Backups and point-in-time recovery through boto3, also across kill -9."""

import datetime
import json
import unittest

import botocore.exceptions

import harness

KEY = {"AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
       "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
       "BillingMode": "PAY_PER_REQUEST"}
INDEXED = {
    "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"},
                             {"AttributeName": "v", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
    "GlobalSecondaryIndexes": [{
        "IndexName": "byV", "KeySchema": [{"AttributeName": "v", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"}}]}


class BackupsCase(unittest.TestCase):
    """A server of its own for each test: some kill it."""

    durability = "relaxed"

    def setUp(self):
        self.server = harness.Server("--test-clock", durability=self.durability).start()
        self.addCleanup(self.server.stop)
        self.tables = self.server.client("dynamodb")

    def create(self, name, definition=KEY):
        self.tables.create_table(TableName=name, **definition)

    def put(self, table, key, value):
        self.tables.put_item(TableName=table, Item={"k": {"S": key}, "v": {"S": value}})

    def fill(self, table, count, value="0", padding=""):
        for start in range(0, count, 25):
            self.tables.batch_write_item(RequestItems={table: [
                {"PutRequest": {"Item": {
                    "k": {"S": f"k{i}"}, "v": {"S": value}, "p": {"S": padding}}}}
                for i in range(start, min(count, start + 25))]})

    def items(self, table, **more):
        return {item["k"]["S"]: item["v"]["S"]
                for page in self.tables.get_paginator("scan").paginate(TableName=table, **more)
                for item in page["Items"]}

    def backup(self, table, name="backup"):
        made = self.tables.create_backup(TableName=table, BackupName=name)["BackupDetails"]
        self.assertEqual("CREATING", made["BackupStatus"])
        return made["BackupArn"]

    def status(self, table):
        return self.tables.describe_table(TableName=table)["Table"]["TableStatus"]

    def until_active(self, table):
        harness.until(lambda: self.status(table) == "ACTIVE", what=f"the table {table}")

    def until_available(self, arn):
        harness.until(
            lambda: self.tables.describe_backup(BackupArn=arn)["BackupDescription"][
                "BackupDetails"]["BackupStatus"] == "AVAILABLE", what="the backup")

    def enable_recovery(self, table):
        return self.tables.update_continuous_backups(
            TableName=table,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})[
                "ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]

    def code(self, call, **arguments):
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            call(**arguments)
        return raised.exception.response["Error"]["Code"]


class Backups(BackupsCase):

    def test_a_small_backup_and_its_restore_are_done_when_they_are_answered(self):
        self.create("things", INDEXED)
        self.put("things", "a", "1")
        arn = self.backup("things")
        self.put("things", "a", "2")
        described = self.tables.describe_backup(BackupArn=arn)["BackupDescription"]
        self.assertEqual("AVAILABLE", described["BackupDetails"]["BackupStatus"])
        self.assertEqual(1, described["SourceTableDetails"]["ItemCount"])
        self.assertEqual("byV", described["SourceTableFeatureDetails"][
            "GlobalSecondaryIndexes"][0]["IndexName"])
        self.tables.delete_table(TableName="things")
        restored = self.tables.restore_table_from_backup(
            TargetTableName="things", BackupArn=arn)["TableDescription"]
        self.assertEqual("CREATING", restored["TableStatus"])
        self.assertTrue(restored["RestoreSummary"]["RestoreInProgress"])
        self.assertEqual("ACTIVE", self.status("things"))
        self.assertEqual({"a": "1"}, self.items("things"))
        self.assertEqual({"a": "1"}, self.items("things", IndexName="byV"))
        self.put("things", "b", "1")
        self.assertEqual({"a": "1", "b": "1"}, self.items("things", IndexName="byV"))

    def test_lists_in_pages_and_deletes(self):
        self.create("one")
        self.create("two")
        arns = []
        for table in ("one", "two"):
            for i in range(3):
                arns.append(self.backup(table, f"b-{i}"))
                self.server.advance_clock("PT2S")  # boto3 sends whole seconds
        pages = list(self.tables.get_paginator("list_backups").paginate(
            PaginationConfig={"PageSize": 4}))
        self.assertEqual([4, 2], [len(page["BackupSummaries"]) for page in pages])
        self.assertEqual(
            arns, [one["BackupArn"] for page in pages for one in page["BackupSummaries"]])
        of_two = self.tables.list_backups(TableName="two")["BackupSummaries"]
        self.assertEqual(arns[3:], [one["BackupArn"] for one in of_two])
        deleted = self.tables.delete_backup(BackupArn=arns[0])["BackupDescription"]
        self.assertEqual("DELETED", deleted["BackupDetails"]["BackupStatus"])
        self.assertEqual(
            "BackupNotFoundException", self.code(self.tables.delete_backup, BackupArn=arns[0]))
        later = of_two[1]["BackupCreationDateTime"]
        self.assertEqual(arns[4:], [one["BackupArn"] for one in self.tables.list_backups(
            TableName="two", TimeRangeLowerBound=later)["BackupSummaries"]])

    def test_errors_name_what_is_wrong(self):
        self.create("things")
        arn = self.backup("things")
        self.assertEqual("TableNotFoundException", self.code(
            self.tables.create_backup, TableName="none", BackupName="abc"))
        self.assertEqual("TableAlreadyExistsException", self.code(
            self.tables.restore_table_from_backup, TargetTableName="things", BackupArn=arn))
        self.assertEqual("ValidationException", self.code(
            self.tables.describe_backup,
            BackupArn="arn:aws:dynamodb:us-east-1:000000000000:table/things"))
        self.assertEqual("PointInTimeRecoveryUnavailableException", self.code(
            self.tables.restore_table_to_point_in_time, SourceTableName="things",
            TargetTableName="new", UseLatestRestorableTime=True))

    def test_who_restores_needs_the_backup_and_the_new_table(self):
        self.create("things")
        arn = self.backup("things")
        iam = self.server.client("iam")
        iam.create_user(UserName="restorer")
        key = iam.create_access_key(UserName="restorer")["AccessKey"]
        client = self.server.session(key["AccessKeyId"], key["SecretAccessKey"]).client("dynamodb")

        def allow(*statements):
            iam.put_user_policy(UserName="restorer", PolicyName="p", PolicyDocument=json.dumps({
                "Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": actions, "Resource": resource}
                    for actions, resource in statements]}))

        restore = {"TargetTableName": "new", "BackupArn": arn}
        source = (["dynamodb:RestoreTableFromBackup"], arn)
        allow(source)
        self.assertEqual(
            "AccessDeniedException", self.code(client.restore_table_from_backup, **restore))
        allow(source, (
            [f"dynamodb:{action}" for action in (
                "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan",
                "UpdateItem")], "arn:aws:dynamodb:*:*:table/new"))
        client.restore_table_from_backup(**restore)
        self.assertEqual(
            "AccessDeniedException", self.code(client.delete_backup, BackupArn=arn))


class Recovery(BackupsCase):

    def test_a_table_goes_back_to_what_it_was(self):
        self.create("things", INDEXED)
        self.put("things", "a", "0")
        enabled = self.enable_recovery("things")
        self.assertEqual("ENABLED", enabled["PointInTimeRecoveryStatus"])
        self.assertEqual(35, enabled["RecoveryPeriodInDays"])
        self.put("things", "b", "1")
        before = datetime.datetime.fromisoformat(
            self.server.advance_clock("PT1M")["now"]) - datetime.timedelta(seconds=30)
        self.put("things", "a", "2")
        self.tables.delete_item(TableName="things", Key={"k": {"S": "b"}})
        self.server.kill()
        self.server.start()
        self.tables.restore_table_to_point_in_time(
            SourceTableName="things", TargetTableName="back", RestoreDateTime=before)
        self.until_active("back")
        self.assertEqual({"a": "0", "b": "1"}, self.items("back"))
        self.assertEqual({"a": "0", "b": "1"}, self.items("back", IndexName="byV"))
        self.tables.restore_table_to_point_in_time(
            SourceTableName="things", TargetTableName="latest", UseLatestRestorableTime=True)
        self.until_active("latest")
        self.assertEqual({"a": "2"}, self.items("latest"))
        self.assertEqual("InvalidRestoreTimeException", self.code(
            self.tables.restore_table_to_point_in_time, SourceTableName="things",
            TargetTableName="never", RestoreDateTime=datetime.datetime(2001, 1, 1)))

    def test_a_deleted_table_comes_back_from_its_system_backup(self):
        self.create("things")
        self.enable_recovery("things")
        self.fill("things", 100)
        self.tables.delete_table(TableName="things")
        [system] = self.tables.list_backups(
            TableName="things", BackupType="SYSTEM")["BackupSummaries"]
        self.assertEqual("things$DeletedTableBackup", system["BackupName"])
        self.assertEqual("ValidationException", self.code(
            self.tables.delete_backup, BackupArn=system["BackupArn"]))
        self.tables.restore_table_from_backup(
            TargetTableName="things", BackupArn=system["BackupArn"])
        self.until_active("things")
        self.assertEqual(100, len(self.items("things")))


class Death(BackupsCase):
    """kill -9 at every step; nothing that was answered is lost."""

    durability = "sync"

    def test_between_and_within_backup_and_restore_of_a_large_table(self):
        self.create("large", INDEXED)
        self.fill("large", 20_000, padding="x" * 300)
        arn = self.backup("large")
        self.put("large", "k0", "changed")
        self.put("large", "new", "0")
        self.server.kill()
        self.server.start()
        self.until_available(arn)
        self.tables.delete_table(TableName="large")
        restored = self.tables.restore_table_from_backup(
            TargetTableName="large", BackupArn=arn)["TableDescription"]
        self.assertEqual("CREATING", restored["TableStatus"])
        self.server.kill()
        self.server.start()
        seen = self.tables.describe_table(TableName="large")["Table"]
        if seen["TableStatus"] == "CREATING":
            self.assertEqual(arn, seen["RestoreSummary"]["SourceBackupArn"])
        self.until_active("large")
        described = self.tables.describe_backup(BackupArn=arn)["BackupDescription"]
        self.assertEqual(20_000, described["SourceTableDetails"]["ItemCount"])
        expected = {f"k{i}": "0" for i in range(20_000)}
        self.assertEqual(expected, self.items("large"))
        self.assertEqual(expected, self.items("large", IndexName="byV"))
        self.assertNotIn(
            "RestoreSummary", self.tables.describe_table(TableName="large")["Table"])

    def test_within_a_restore_to_a_moment_while_the_table_is_written(self):
        self.create("large")
        self.fill("large", 10_000, padding="x" * 300)
        self.enable_recovery("large")
        before = datetime.datetime.fromisoformat(
            self.server.advance_clock("PT1M")["now"]) - datetime.timedelta(seconds=30)
        self.fill("large", 5_000, value="1")
        self.tables.restore_table_to_point_in_time(
            SourceTableName="large", TargetTableName="back", RestoreDateTime=before)
        for i in range(5_000, 5_050):
            self.put("large", f"k{i}", "2")
            self.put("large", f"new{i}", "2")
        self.server.kill()
        self.server.start()
        for i in range(9_000, 9_050):
            self.tables.delete_item(TableName="large", Key={"k": {"S": f"k{i}"}})
        self.until_active("back")
        self.assertEqual({f"k{i}": "0" for i in range(10_000)}, self.items("back"))


if __name__ == "__main__":
    unittest.main()
