"""Terraform: an HTTP API with a JWT authorizer, a function, CORS, and a stage with logs and rates."""

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

resource "aws_lambda_function" "pets" {
  function_name = "pets"
  role          = aws_iam_role.runner.arn
  runtime       = "python3.11"
  handler       = "item_remover.handler"
  filename      = "%(package)s"
}

resource "aws_cloudwatch_log_group" "access" {
  name = "access"
}

resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
  description   = "pets"
  cors_configuration {
    allow_origins = ["https://page.example"]
    allow_methods = ["GET", "POST"]
    allow_headers = ["authorization"]
    max_age       = 300
  }
  tags = { team = "fog" }
}

resource "aws_apigatewayv2_authorizer" "jwt" {
  api_id           = aws_apigatewayv2_api.http.id
  name             = "jwt"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    audience = ["pets"]
    issuer   = "https://issuer.example/pool"
  }
}

resource "aws_apigatewayv2_authorizer" "function" {
  api_id                            = aws_apigatewayv2_api.http.id
  name                              = "function"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = aws_lambda_function.pets.invoke_arn
  identity_sources                  = ["$request.header.X-Token"]
  authorizer_payload_format_version = "2.0"
  enable_simple_responses           = true
}

resource "aws_apigatewayv2_integration" "function" {
  api_id                 = aws_apigatewayv2_api.http.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.pets.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_integration" "http" {
  api_id             = aws_apigatewayv2_api.http.id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  integration_uri    = "http://127.0.0.1:9/{proxy}"
  request_parameters = { "append:header.x" = "$context.stage" }
  response_parameters {
    status_code = 404
    mappings    = { "overwrite:statuscode" = "410" }
  }
}

resource "aws_apigatewayv2_route" "pets" {
  api_id               = aws_apigatewayv2_api.http.id
  route_key            = "GET /pets"
  target               = "integrations/${aws_apigatewayv2_integration.function.id}"
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.jwt.id
  authorization_scopes = ["read"]
}

resource "aws_apigatewayv2_route" "rest" {
  api_id             = aws_apigatewayv2_api.http.id
  route_key          = "ANY /{proxy+}"
  target             = "integrations/${aws_apigatewayv2_integration.http.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.function.id
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.http.id
  name        = "$default"
  auto_deploy = true
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = jsonencode({ id = "$context.requestId", status = "$context.status" })
  }
  default_route_settings {
    throttling_burst_limit = 50
    throttling_rate_limit  = 100
  }
  stage_variables = { v = "1" }
}

resource "aws_lambda_permission" "api" {
  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.pets.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.http.execution_arn}/*"
}
"""


class TerraformHttp(test_terraform.Terraform):

    stack = STACK

    def test_apply_empty_plan_destroy(self):
        self.apply_plan_destroy()
        self.assertEqual([], self.server.client("apigatewayv2").get_apis()["Items"])


if __name__ == "__main__":
    unittest.main()
