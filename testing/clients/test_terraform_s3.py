"""Terraform: a bucket with its settings, and objects."""

import unittest

import test_terraform

PROVIDER = test_terraform.STACK[:test_terraform.STACK.index('resource "aws_dynamodb_table"')]
STACK = PROVIDER + """
resource "aws_s3_bucket" "data" {
  bucket = "terraform-data"
  tags   = { team = "fog" }
}

resource "aws_s3_bucket_versioning" "data" {
  bucket = aws_s3_bucket.data.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_public_access_block" "data" {
  bucket                  = aws_s3_bucket.data.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "data" {
  bucket = aws_s3_bucket.data.id
  rule { object_ownership = "BucketOwnerEnforced" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}

resource "aws_s3_bucket_cors_configuration" "data" {
  bucket = aws_s3_bucket.data.id
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["https://example.com"]
    max_age_seconds = 3000
  }
}

resource "aws_s3_bucket_policy" "data" {
  bucket = aws_s3_bucket.data.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "logging.s3.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.data.arn}/logs/*"
    }]
  })
}

resource "aws_s3_object" "greeting" {
  bucket       = aws_s3_bucket.data.id
  key          = "greetings/hello.txt"
  content      = "hello"
  content_type = "text/plain"
  metadata     = { lang = "en" }
  tags         = { kind = "greeting" }
}

resource "aws_s3_object" "plain" {
  bucket  = aws_s3_bucket.data.id
  key     = "plain"
  content = "plain"
}
"""


class TerraformS3(test_terraform.Terraform):

    stack = STACK

    def test_apply_empty_plan_destroy(self):
        s3 = self.server.client("s3")

        def applied():
            got = s3.get_object(Bucket="terraform-data", Key="greetings/hello.txt")
            self.assertEqual(b"hello", got["Body"].read())
            self.assertEqual({"lang": "en"}, got["Metadata"])
            self.assertEqual(
                "Enabled", s3.get_bucket_versioning(Bucket="terraform-data")["Status"])

        self.apply_plan_destroy(applied)
        self.assertEqual([], s3.list_buckets()["Buckets"])


if __name__ == "__main__":
    unittest.main()
