"""Terraform makes a DynamoDB global table, has nothing to change afterwards, and destroys it."""

import unittest

import test_terraform

PROVIDER = test_terraform.STACK[:test_terraform.STACK.index("resource ")]

TABLE = """
resource "aws_dynamodb_table" "songs" {
  name             = "songs"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "k"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"
  attribute {
    name = "k"
    type = "S"
  }
  replica {
    region_name = "us-west-2"
  }
  replica {
    region_name    = "eu-west-1"
    propagate_tags = true
  }
  tags = { team = "fog" }
}
"""


class GlobalTable(test_terraform.Terraform):

    stack = PROVIDER + TABLE

    def test_apply_empty_plan_destroy(self):
        super().test_apply_empty_plan_destroy()
        for region in ("us-west-2", "eu-west-1"):
            tables = self.server.session(region=region).client("dynamodb").list_tables()
            self.assertEqual([], tables["TableNames"])


if __name__ == "__main__":
    unittest.main()
