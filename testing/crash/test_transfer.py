"""kill -9 during exports and imports: each goes on by itself and has every item once.

Rounds and seed come from BRUME_CRASH_ROUNDS (6) and BRUME_SEED (random, printed).
"""

import gzip
import json
import threading
import unittest

import crash
import harness

ITEMS = 12_000
OBJECTS = 6


class TransferTest(unittest.TestCase):

    def setUp(self):
        self.server = crash.server(self)
        self.db, self.s3 = self.server.client("dynamodb"), self.server.client("s3")
        self.s3.create_bucket(Bucket="crash")
        for part in range(OBJECTS):
            self.s3.put_object(Bucket="crash", Key=f"in/{part}", Body=gzip.compress("".join(
                json.dumps({"Item": {"k": {"S": f"k{i}"}, "p": {"S": "x" * 300}}}) + "\n"
                for i in range(part, ITEMS, OBJECTS)).encode()))

    def begin_import(self, name):
        return self.db.import_table(
            S3BucketSource={"S3Bucket": "crash", "S3KeyPrefix": "in/"}, InputFormat="DYNAMODB_JSON",
            InputCompressionType="GZIP",
            TableCreationParameters={
                "TableName": name, "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}]})["ImportTableDescription"]["ImportArn"]

    def restart(self, seconds):
        threading.Event().wait(seconds)
        self.server.kill()
        self.server.start()
        self.db, self.s3 = self.server.client("dynamodb"), self.server.client("s3")

    def ended_import(self, arn):
        def describe():
            return self.db.describe_import(ImportArn=arn)["ImportTableDescription"]
        harness.until(lambda: describe()["ImportStatus"] != "IN_PROGRESS", seconds=120, what="the import")
        return describe()

    def ended_export(self, arn):
        def describe():
            return self.db.describe_export(ExportArn=arn)["ExportDescription"]
        harness.until(lambda: describe()["ExportStatus"] != "IN_PROGRESS", seconds=120, what="the export")
        return describe()

    def exported_keys(self, export):
        folder = export["ExportManifest"].rsplit("/", 1)[0]
        files = self.s3.get_object(Bucket="crash", Key=folder + "/manifest-files.json")["Body"].read()
        keys = []
        for line in files.splitlines():
            body = self.s3.get_object(Bucket="crash", Key=json.loads(line)["dataFileS3Key"])["Body"].read()
            keys += [json.loads(item)["Item"]["k"]["S"] for item in gzip.decompress(body).splitlines()]
        return keys

    def test_jobs_go_on_after_kills(self):
        rounds, chance = crash.plan(6)
        every = sorted(f"k{i}" for i in range(ITEMS))
        for number in range(rounds):
            name = f"table-{number}"
            arn = self.begin_import(name)
            for _ in range(chance.choice([1, 2, 3])):
                self.restart(chance.uniform(0.02, 1.2))
            done = self.ended_import(arn)
            self.assertEqual(("COMPLETED", ITEMS, 0),
                             (done["ImportStatus"], done["ImportedItemCount"], done["ErrorCount"]), done)
            found = [item["k"]["S"] for page in self.db.get_paginator("scan").paginate(TableName=name)
                     for item in page["Items"]]
            self.assertEqual(every, sorted(found), f"round {number}")
            self.db.update_continuous_backups(
                TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
            table = self.db.describe_table(TableName=name)["Table"]["TableArn"]
            arn = self.db.export_table_to_point_in_time(
                TableArn=table, S3Bucket="crash", S3Prefix="out")["ExportDescription"]["ExportArn"]
            self.db.put_item(TableName=name, Item={"k": {"S": "later"}})
            for _ in range(chance.choice([1, 2])):
                self.restart(chance.uniform(0.02, 0.8))
            done = self.ended_export(arn)
            self.assertEqual(("COMPLETED", ITEMS), (done["ExportStatus"], done["ItemCount"]), done)
            self.assertEqual(every, sorted(self.exported_keys(done)), f"round {number}")
            self.db.delete_table(TableName=name)
        print(f"{rounds} imports and exports of {ITEMS} items survived their kills")


if __name__ == "__main__":
    unittest.main()
