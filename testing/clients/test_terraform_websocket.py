"""Terraform: a WebSocket API with routes, integrations, responses, an authorizer, a model, a stage."""

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

resource "aws_lambda_function" "chat" {
  function_name = "chat"
  role          = aws_iam_role.runner.arn
  runtime       = "python3.11"
  handler       = "item_remover.handler"
  filename      = "%(package)s"
}

resource "aws_apigatewayv2_api" "chat" {
  name                       = "chat"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
  tags                       = { team = "fog" }
}

resource "aws_apigatewayv2_authorizer" "door" {
  api_id           = aws_apigatewayv2_api.chat.id
  name             = "door"
  authorizer_type  = "REQUEST"
  authorizer_uri   = aws_lambda_function.chat.invoke_arn
  identity_sources = ["route.request.header.Auth"]
}

resource "aws_apigatewayv2_integration" "function" {
  api_id                    = aws_apigatewayv2_api.chat.id
  integration_type          = "AWS_PROXY"
  integration_uri           = aws_lambda_function.chat.invoke_arn
  content_handling_strategy = "CONVERT_TO_TEXT"
}

resource "aws_apigatewayv2_integration" "mock" {
  api_id                        = aws_apigatewayv2_api.chat.id
  integration_type              = "MOCK"
  template_selection_expression = "200"
  request_templates             = { "200" = "{\\"statusCode\\": 200}" }
}

resource "aws_apigatewayv2_integration_response" "mock" {
  api_id                        = aws_apigatewayv2_api.chat.id
  integration_id                = aws_apigatewayv2_integration.mock.id
  integration_response_key      = "/200/"
  template_selection_expression = "\\\\$default"
  response_templates            = { "$default" = "$context.connectionId" }
}

resource "aws_apigatewayv2_route" "connect" {
  api_id             = aws_apigatewayv2_api.chat.id
  route_key          = "$connect"
  target             = "integrations/${aws_apigatewayv2_integration.function.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.door.id
}

resource "aws_apigatewayv2_route" "default" {
  api_id                              = aws_apigatewayv2_api.chat.id
  route_key                           = "$default"
  target                              = "integrations/${aws_apigatewayv2_integration.mock.id}"
  route_response_selection_expression = "$default"
}

resource "aws_apigatewayv2_route_response" "default" {
  api_id             = aws_apigatewayv2_api.chat.id
  route_id           = aws_apigatewayv2_route.default.id
  route_response_key = "$default"
}

resource "aws_apigatewayv2_model" "message" {
  api_id       = aws_apigatewayv2_api.chat.id
  name         = "message"
  content_type = "application/json"
  schema       = jsonencode({ type = "object" })
}

resource "aws_apigatewayv2_deployment" "chat" {
  api_id     = aws_apigatewayv2_api.chat.id
  depends_on = [aws_apigatewayv2_route.connect, aws_apigatewayv2_route_response.default]
}

resource "aws_apigatewayv2_stage" "dev" {
  api_id          = aws_apigatewayv2_api.chat.id
  name            = "dev"
  deployment_id   = aws_apigatewayv2_deployment.chat.id
  stage_variables = { v = "1" }
  default_route_settings {
    throttling_burst_limit = 50
    throttling_rate_limit  = 100
  }
}

resource "aws_lambda_permission" "api" {
  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.chat.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.chat.execution_arn}/*"
}
"""


class TerraformWebSocket(test_terraform.Terraform):

    stack = STACK

    def test_apply_empty_plan_destroy(self):
        self.apply_plan_destroy()
        self.assertEqual([], self.server.client("apigatewayv2").get_apis()["Items"])


if __name__ == "__main__":
    unittest.main()
