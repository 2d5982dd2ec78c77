"""Terraform: versions, aliases, layers, function URLs, settings for asynchronous events."""

import json
import unittest

import test_terraform

PROVIDER = test_terraform.STACK[:test_terraform.STACK.index('resource "aws_dynamodb_table"')]
STACK = PROVIDER + """
resource "aws_iam_role" "runner" {
  name = "runner"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_lambda_layer_version" "lib" {
  layer_name          = "lib"
  filename            = "%(package)s"
  source_code_hash    = filebase64sha256("%(package)s")
  compatible_runtimes = ["python3.11"]
  description         = "shared code"
}

resource "aws_lambda_layer_version_permission" "lib" {
  layer_name     = aws_lambda_layer_version.lib.layer_name
  version_number = aws_lambda_layer_version.lib.version
  statement_id   = "all"
  action         = "lambda:GetLayerVersion"
  principal      = "*"
}

resource "aws_lambda_function" "f" {
  function_name    = "f"
  role             = aws_iam_role.runner.arn
  runtime          = "python3.11"
  handler          = "item_remover.handler"
  filename         = "%(package)s"
  source_code_hash = filebase64sha256("%(package)s")
  layers           = [aws_lambda_layer_version.lib.arn]
  publish          = true
  logging_config {
    log_format            = "JSON"
    application_log_level = "WARN"
    system_log_level      = "INFO"
  }
}

resource "aws_lambda_function" "n" {
  function_name = "n"
  role          = aws_iam_role.runner.arn
  runtime       = "nodejs20.x"
  handler       = "index.handler"
  filename      = "%(package)s"
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.f.function_name
  function_version = aws_lambda_function.f.version
}

resource "aws_lambda_permission" "live" {
  statement_id  = "events"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.f.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "events.amazonaws.com"
}

resource "aws_lambda_function_url" "live" {
  function_name      = aws_lambda_function.f.function_name
  qualifier          = aws_lambda_alias.live.name
  authorization_type = "NONE"
  cors {
    allow_origins = ["https://a.example"]
    allow_methods = ["GET"]
    max_age       = 60
  }
}

resource "aws_lambda_function_event_invoke_config" "live" {
  function_name                = aws_lambda_function.f.function_name
  qualifier                    = aws_lambda_alias.live.name
  maximum_retry_attempts       = 1
  maximum_event_age_in_seconds = 60
  destination_config {
    on_failure { destination = aws_lambda_function.n.arn }
  }
}

resource "aws_lambda_function_recursion_config" "f" {
  function_name  = aws_lambda_function.f.function_name
  recursive_loop = "Allow"
}

resource "aws_lambda_runtime_management_config" "f" {
  function_name     = aws_lambda_function.f.function_name
  update_runtime_on = "Auto"
}
"""


class TerraformLambda(test_terraform.Terraform):

    stack = STACK

    def test_apply_empty_plan_destroy(self):
        client = self.server.client("lambda")

        def applied():
            self.assertEqual(
                "1", client.get_alias(FunctionName="f", Name="live")["FunctionVersion"])
            statements = json.loads(
                client.get_policy(FunctionName="f", Qualifier="live")["Policy"])["Statement"]
            self.assertEqual(
                {"events", "FunctionURLAllowPublicAccess"}, {s["Sid"] for s in statements})

        self.apply_plan_destroy(applied)
        self.assertEqual([], client.list_functions()["Functions"])
        self.assertEqual([], client.list_layers()["Layers"])


if __name__ == "__main__":
    unittest.main()
