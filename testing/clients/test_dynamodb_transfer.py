"""Exports to S3 and imports from S3 through boto3 and the CLI; contributor insights."""

import base64
import gzip
import hashlib
import json
import subprocess
import unittest

from botocore.exceptions import ClientError

import harness

KEY = {"AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
       "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
       "BillingMode": "PAY_PER_REQUEST"}


class Transfer(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        cls.db, cls.s3 = cls.server.client("dynamodb"), cls.server.client("s3")
        cls.s3.create_bucket(Bucket="transfer")

    def table(self, name, count):
        arn = self.db.create_table(TableName=name, **KEY)["TableDescription"]["TableArn"]
        self.db.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        for start in range(0, count, 25):
            self.db.batch_write_item(RequestItems={name: [
                {"PutRequest": {"Item": {"k": {"S": f"k{i}"}, "n": {"N": str(i)}, "b": {"B": b"\x00\xff"},
                                         "m": {"M": {"l": {"L": [{"NULL": True}, {"SS": ["a", "b"]}]}}}}}}
                for i in range(start, min(count, start + 25))]})
        return arn

    def exported(self, db=None, **request):
        client = db or self.db
        arn = client.export_table_to_point_in_time(**request)["ExportDescription"]["ExportArn"]

        def describe():
            return client.describe_export(ExportArn=arn)["ExportDescription"]
        harness.until(lambda: describe()["ExportStatus"] != "IN_PROGRESS", what="the export")
        return describe()

    def imported(self, name, prefix, form="DYNAMODB_JSON", db=None, **more):
        client = db or self.db
        arn = client.import_table(
            S3BucketSource={"S3Bucket": "transfer", "S3KeyPrefix": prefix}, InputFormat=form,
            TableCreationParameters={"TableName": name, **KEY}, **more)["ImportTableDescription"]["ImportArn"]

        def describe():
            return client.describe_import(ImportArn=arn)["ImportTableDescription"]
        harness.until(lambda: describe()["ImportStatus"] != "IN_PROGRESS", what="the import")
        return describe()

    def items(self, name):
        return {item["k"]["S"]: item for page in self.db.get_paginator("scan").paginate(TableName=name)
                for item in page["Items"]}

    def object(self, key):
        return self.s3.get_object(Bucket="transfer", Key=key)["Body"].read()

    def test_an_export_can_be_imported_again(self):
        arn = self.table("things", 310)
        for form in "DYNAMODB_JSON", "ION":
            done = self.exported(TableArn=arn, S3Bucket="transfer", S3Prefix=form, ExportFormat=form)
            self.assertEqual("COMPLETED", done["ExportStatus"], done)
            self.assertEqual(310, done["ItemCount"])
            summary = json.loads(self.object(done["ExportManifest"]))
            self.assertEqual(310, summary["itemCount"])
            count = 0
            for line in self.object(summary["manifestFilesS3Key"]).splitlines():
                file = json.loads(line)
                body = self.object(file["dataFileS3Key"])
                digest = base64.b64encode(hashlib.md5(body).digest()).decode()
                self.assertEqual(digest, file["md5Checksum"])
                lines = gzip.decompress(body).splitlines()
                self.assertEqual(file["itemCount"], len(lines))
                count += len(lines)
            self.assertEqual(310, count)
            data = done["ExportManifest"].rsplit("/", 1)[0] + "/data/"
            again = self.imported("again-" + form.lower(), data, form, InputCompressionType="GZIP")
            self.assertEqual("COMPLETED", again["ImportStatus"], again)
            self.assertEqual(310, again["ImportedItemCount"])
            self.assertEqual(self.items("things"), self.items("again-" + form.lower()))

    def test_callers_need_their_permissions_in_s3(self):
        arn = self.table("guarded", 1)
        self.s3.put_object(Bucket="transfer", Key="guarded/1", Body=b'{"Item":{"k":{"S":"a"}}}')
        iam = self.server.client("iam")
        iam.create_user(UserName="mover")
        key = iam.create_access_key(UserName="mover")["AccessKey"]
        db = self.server.session(key["AccessKeyId"], key["SecretAccessKey"]).client("dynamodb")

        def allow(*actions):
            iam.put_user_policy(UserName="mover", PolicyName="p", PolicyDocument=json.dumps({
                "Version": "2012-10-17",
                "Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}}))
        allow("dynamodb:DescribeTable")
        for refused in (lambda: self.exported(db, TableArn=arn, S3Bucket="transfer"),
                        lambda: self.imported("new", "guarded/", db=db)):
            with self.assertRaises(ClientError) as raised:
                refused()
            self.assertEqual("AccessDeniedException", raised.exception.response["Error"]["Code"])
        allow("dynamodb:*")
        self.assertEqual("S3AccessDenied", self.exported(db, TableArn=arn, S3Bucket="transfer")["FailureCode"])
        self.assertEqual("S3AccessDenied", self.imported("new", "guarded/", db=db)["FailureCode"])
        allow("dynamodb:*", "s3:ListBucket")
        self.assertEqual("S3AccessDenied", self.imported("new", "guarded/", db=db)["FailureCode"])
        self.db.delete_table(TableName="new")
        allow("dynamodb:*", "s3:ListBucket", "s3:GetObject", "s3:PutObject")
        self.assertEqual("COMPLETED", self.exported(db, TableArn=arn, S3Bucket="transfer")["ExportStatus"])
        self.assertEqual("COMPLETED", self.imported("new", "guarded/", db=db)["ImportStatus"])

    def test_the_bucket_belongs_to_whom_it_should(self):
        arn = self.table("owned", 1)
        for owner, status in ("999999999999", "FAILED"), ("000000000000", "COMPLETED"):
            done = self.exported(TableArn=arn, S3Bucket="transfer", S3BucketOwner=owner)
            self.assertEqual(status, done["ExportStatus"])
        kms = self.exported(TableArn=arn, S3Bucket="transfer", S3SseAlgorithm="KMS")
        self.assertEqual("FAILED", kms["ExportStatus"])
        self.assertIn("Amazon S3", kms["FailureMessage"])

    def test_what_could_not_be_imported_is_logged(self):
        self.s3.put_object(Bucket="transfer", Key="bad/1", Body=b"k,v\na,1\n,2\nc,3\n")
        done = self.imported("bad", "bad/", "CSV")
        self.assertEqual(("FAILED", "ItemValidationError"), (done["ImportStatus"], done["FailureCode"]))
        self.assertEqual((3, 2, 1), (done["ProcessedItemCount"], done["ImportedItemCount"], done["ErrorCount"]))
        self.assertEqual({"a", "c"}, set(self.items("bad")))
        events = self.server.client("logs").get_log_events(
            logGroupName="/aws-dynamodb/imports",
            logStreamName=done["ImportArn"].rsplit("/", 1)[1] + "/error")["events"]
        told = json.loads(events[0]["message"])
        self.assertEqual({"bucket": "transfer", "key": "bad/1", "itemIndex": 1}, told["itemS3Pointer"])
        self.assertIn("Missing the key k in the item", told["errorMessages"][0])

    def aws(self, *arguments):
        run = subprocess.run(["aws", "dynamodb", *arguments], env=self.server.environment(),
                             capture_output=True, text=True, timeout=120)
        self.assertEqual(0, run.returncode, run.stderr)
        return json.loads(run.stdout)

    def test_the_cli_lists_jobs_and_switches_insights(self):
        arn = self.table("listed", 1)
        for _ in range(2):
            self.exported(TableArn=arn, S3Bucket="transfer")
        first = self.aws("list-exports", "--table-arn", arn, "--max-results", "1")
        rest = self.aws("list-exports", "--table-arn", arn, "--next-token", first["NextToken"])
        listed = first["ExportSummaries"] + rest["ExportSummaries"]
        self.assertEqual(["COMPLETED"] * 2, [export["ExportStatus"] for export in listed])
        self.assertEqual(2, len({export["ExportArn"] for export in listed}))
        self.aws("update-contributor-insights", "--table-name", "listed",
                 "--contributor-insights-action", "ENABLE")
        told = self.aws("describe-contributor-insights", "--table-name", "listed")
        self.assertEqual("ENABLED", told["ContributorInsightsStatus"])
        self.assertRegex(told["ContributorInsightsRuleList"][0], "^DynamoDBContributorInsights-PKC-listed-[0-9]{13}$")


if __name__ == "__main__":
    unittest.main()
