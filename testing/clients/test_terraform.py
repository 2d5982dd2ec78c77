"""Terraform with its aws provider: apply, an empty plan, destroy."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import deploy
import harness

SERVICES = ("apigateway", "apigatewayv2", "dynamodb", "ec2", "events", "iam", "kinesis", "lambda",
            "logs", "s3", "sfn", "sns", "sqs", "sts")

STACK = """
terraform {
  required_providers { aws = { source = "hashicorp/aws" } }
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_metadata_api_check     = true
  skip_region_validation      = true
  endpoints {
%(endpoints)s
  }
}

resource "aws_dynamodb_table" "tbl" {
  name         = "tbl"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "sno"
  attribute {
    name = "sno"
    type = "S"
  }
  tags = { team = "fog" }
}

resource "aws_iam_role" "remover" {
  name = "remover"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "remover" {
  role = aws_iam_role.remover.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "dynamodb:DeleteItem", Resource = aws_dynamodb_table.tbl.arn }]
  })
}

resource "aws_lambda_function" "remover" {
  function_name    = "remover"
  role             = aws_iam_role.remover.arn
  runtime          = "python3.11"
  handler          = "item_remover.handler"
  filename         = "%(package)s"
  source_code_hash = filebase64sha256("%(package)s")
  timeout          = 10
  environment { variables = { STAGE = "test" } }
}

resource "aws_cloudwatch_log_group" "remover" {
  name              = "/aws/lambda/remover"
  retention_in_days = 7
}

resource "aws_cloudwatch_event_rule" "daily" {
  name                = "daily"
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_target" "daily" {
  rule  = aws_cloudwatch_event_rule.daily.name
  arn   = aws_lambda_function.remover.arn
  input = jsonencode({ sno = "7" })
}

resource "aws_lambda_permission" "events" {
  statement_id  = "events"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.remover.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.daily.arn
}

resource "aws_api_gateway_rest_api" "items" {
  name = "items"
}

resource "aws_api_gateway_resource" "items" {
  rest_api_id = aws_api_gateway_rest_api.items.id
  parent_id   = aws_api_gateway_rest_api.items.root_resource_id
  path_part   = "items"
}

resource "aws_api_gateway_method" "post" {
  rest_api_id   = aws_api_gateway_rest_api.items.id
  resource_id   = aws_api_gateway_resource.items.id
  http_method   = "POST"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "post" {
  rest_api_id             = aws_api_gateway_rest_api.items.id
  resource_id             = aws_api_gateway_resource.items.id
  http_method             = aws_api_gateway_method.post.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.remover.invoke_arn
}

resource "aws_api_gateway_deployment" "items" {
  rest_api_id = aws_api_gateway_rest_api.items.id
  depends_on  = [aws_api_gateway_integration.post]
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.items.id
  deployment_id = aws_api_gateway_deployment.items.id
  stage_name    = "prod"
}

resource "aws_iam_role" "states" {
  name = "states"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "states.amazonaws.com" } }]
  })
}

resource "aws_sfn_state_machine" "remove" {
  name     = "remove"
  role_arn = aws_iam_role.states.arn
  definition = jsonencode({
    StartAt = "Remove"
    States  = { Remove = { Type = "Task", Resource = aws_lambda_function.remover.arn, End = true } }
  })
}

resource "aws_ebs_volume" "data" {
  availability_zone = "us-east-1a"
  size              = 1
}

resource "aws_ebs_snapshot" "data" {
  volume_id = aws_ebs_volume.data.id
}
"""


class Terraform(unittest.TestCase):

    stack = STACK

    def setUp(self):
        self.assertIsNotNone(shutil.which("terraform"), "the terraform program is missing")
        self.server = self.enterContext(harness.Server())
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="brume-tf-")))
        package = self.folder / "remover.zip"
        package.write_bytes(deploy.package("item_remover.py"))
        endpoints = "\n".join(f'    {name} = "{self.server.url}"' for name in SERVICES)
        (self.folder / "main.tf").write_text(self.stack % {"endpoints": endpoints, "package": package})

    def terraform(self, *args, expected=0):
        run = subprocess.run(
            ["terraform", *args, "-no-color", "-input=false"], cwd=self.folder, timeout=600,
            env={**self.server.environment(), **self.plugins(), "CHECKPOINT_DISABLE": "1"},
            capture_output=True, text=True)
        self.assertEqual(expected, run.returncode, run.stdout[-6000:] + run.stderr[-6000:])
        return run.stdout

    @staticmethod
    def plugins():
        """A provider that is installed already is used as it is; otherwise the registry is asked."""
        for folder in ("/opt/tf-plugins", "/usr/share/terraform/plugins"):
            if os.path.isdir(folder):
                return {"TF_CLI_ARGS_init": f"-plugin-dir={folder}"}
        return {}

    def apply_plan_destroy(self, applied=lambda: None):
        self.terraform("init")
        self.terraform("apply", "-auto-approve", "-parallelism=4")
        # 0: the plan is empty. 2 would mean that Terraform wants to change something again.
        self.terraform("plan", "-detailed-exitcode")
        applied()
        self.terraform("destroy", "-auto-approve", "-parallelism=4")

    def test_apply_empty_plan_destroy(self):
        self.apply_plan_destroy()
        self.assertEqual([], self.server.client("dynamodb").list_tables()["TableNames"])
        self.assertEqual([], self.server.client("lambda").list_functions()["Functions"])


if __name__ == "__main__":
    unittest.main()
