"""Terraform: a table imported from S3, its contributor insights, and its export."""

import gzip
import unittest

import test_terraform

PROVIDER = test_terraform.STACK[:test_terraform.STACK.index('resource "aws_dynamodb_table"')]
STACK = PROVIDER + """
resource "aws_dynamodb_table" "imported" {
  name         = "imported"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "k"
  attribute {
    name = "k"
    type = "S"
  }
  point_in_time_recovery { enabled = true }
  import_table {
    input_format           = "DYNAMODB_JSON"
    input_compression_type = "GZIP"
    s3_bucket_source {
      bucket     = "transfer"
      key_prefix = "in/"
    }
  }
}

resource "aws_dynamodb_contributor_insights" "imported" {
  table_name = aws_dynamodb_table.imported.name
}

resource "aws_dynamodb_table_export" "exported" {
  table_arn     = aws_dynamodb_table.imported.arn
  s3_bucket     = "transfer"
  s3_prefix     = "out"
  export_format = "ION"
}
"""


class TerraformTransfer(test_terraform.Terraform):

    stack = STACK

    def test_apply_empty_plan_destroy(self):
        s3, db = self.server.client("s3"), self.server.client("dynamodb")
        s3.create_bucket(Bucket="transfer")
        s3.put_object(Bucket="transfer", Key="in/1", Body=gzip.compress(
            b'{"Item":{"k":{"S":"a"}}}\n{"Item":{"k":{"S":"b"}}}\n'))

        def applied():
            items = db.scan(TableName="imported")["Items"]
            self.assertEqual(["a", "b"], sorted(item["k"]["S"] for item in items))
            arn = db.list_exports()["ExportSummaries"][0]["ExportArn"]
            export = db.describe_export(ExportArn=arn)["ExportDescription"]
            self.assertEqual(("COMPLETED", 2), (export["ExportStatus"], export["ItemCount"]))

        self.apply_plan_destroy(applied)
        self.assertEqual([], db.list_tables()["TableNames"])


if __name__ == "__main__":
    unittest.main()
