"""Terraform: a REST API with authorizer, validator, model, API key, usage plan, gateway response, CORS, and a stage
with access log, cache, canary and throttle."""

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

resource "aws_lambda_function" "guard" {
  function_name = "guard"
  role          = aws_iam_role.runner.arn
  runtime       = "python3.11"
  handler       = "item_remover.handler"
  filename      = "%(package)s"
}

resource "aws_api_gateway_rest_api" "rest" {
  name = "rest"
}

resource "aws_api_gateway_authorizer" "guard" {
  name                             = "guard"
  rest_api_id                      = aws_api_gateway_rest_api.rest.id
  authorizer_uri                   = aws_lambda_function.guard.invoke_arn
  identity_source                  = "method.request.header.X-Token"
  authorizer_result_ttl_in_seconds = 60
}

resource "aws_api_gateway_model" "pet" {
  rest_api_id  = aws_api_gateway_rest_api.rest.id
  name         = "Pet"
  content_type = "application/json"
  schema       = jsonencode({ type = "object", required = ["name"] })
}

resource "aws_api_gateway_request_validator" "all" {
  name                        = "all"
  rest_api_id                 = aws_api_gateway_rest_api.rest.id
  validate_request_body       = true
  validate_request_parameters = true
}

resource "aws_api_gateway_gateway_response" "unauthorized" {
  rest_api_id   = aws_api_gateway_rest_api.rest.id
  response_type = "UNAUTHORIZED"
  status_code   = "401"
  response_templates = {
    "application/json" = "{\\"message\\":$context.error.messageString}"
  }
  response_parameters = {
    "gatewayresponse.header.Access-Control-Allow-Origin" = "'*'"
  }
}

resource "aws_api_gateway_resource" "pets" {
  rest_api_id = aws_api_gateway_rest_api.rest.id
  parent_id   = aws_api_gateway_rest_api.rest.root_resource_id
  path_part   = "{proxy+}"
}

resource "aws_api_gateway_method" "pets" {
  rest_api_id          = aws_api_gateway_rest_api.rest.id
  resource_id          = aws_api_gateway_resource.pets.id
  http_method          = "ANY"
  authorization        = "CUSTOM"
  authorizer_id        = aws_api_gateway_authorizer.guard.id
  api_key_required     = true
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_models       = { "application/json" = aws_api_gateway_model.pet.name }
  request_parameters   = { "method.request.path.proxy" = true }
}

resource "aws_api_gateway_integration" "pets" {
  rest_api_id             = aws_api_gateway_rest_api.rest.id
  resource_id             = aws_api_gateway_resource.pets.id
  http_method             = aws_api_gateway_method.pets.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "ANY"
  uri                     = "http://127.0.0.1:9/{proxy}"
  request_parameters      = { "integration.request.path.proxy" = "method.request.path.proxy" }
}

resource "aws_api_gateway_deployment" "rest" {
  rest_api_id = aws_api_gateway_rest_api.rest.id
  depends_on  = [aws_api_gateway_integration.pets, aws_api_gateway_integration_response.cors]
}

resource "aws_api_gateway_method" "cors" {
  rest_api_id   = aws_api_gateway_rest_api.rest.id
  resource_id   = aws_api_gateway_resource.pets.id
  http_method   = "OPTIONS"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "cors" {
  rest_api_id       = aws_api_gateway_rest_api.rest.id
  resource_id       = aws_api_gateway_resource.pets.id
  http_method       = aws_api_gateway_method.cors.http_method
  type              = "MOCK"
  request_templates = { "application/json" = "{\\"statusCode\\":200}" }
}

resource "aws_api_gateway_method_response" "cors" {
  rest_api_id         = aws_api_gateway_rest_api.rest.id
  resource_id         = aws_api_gateway_resource.pets.id
  http_method         = aws_api_gateway_method.cors.http_method
  status_code         = "200"
  response_parameters = { "method.response.header.Access-Control-Allow-Origin" = true }
}

resource "aws_api_gateway_integration_response" "cors" {
  rest_api_id         = aws_api_gateway_rest_api.rest.id
  resource_id         = aws_api_gateway_resource.pets.id
  http_method         = aws_api_gateway_method.cors.http_method
  status_code         = aws_api_gateway_method_response.cors.status_code
  response_parameters = { "method.response.header.Access-Control-Allow-Origin" = "'*'" }
  depends_on          = [aws_api_gateway_integration.cors]
}

resource "aws_cloudwatch_log_group" "access" {
  name = "access"
}

resource "aws_api_gateway_stage" "dev" {
  rest_api_id           = aws_api_gateway_rest_api.rest.id
  deployment_id         = aws_api_gateway_deployment.rest.id
  stage_name            = "dev"
  cache_cluster_enabled = true
  cache_cluster_size    = "0.5"
  variables             = { side = "main" }
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "$context.requestId $context.status"
  }
  canary_settings {
    deployment_id            = aws_api_gateway_deployment.rest.id
    percent_traffic          = 10
    stage_variable_overrides = { side = "canary" }
  }
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.rest.id
  stage_name  = aws_api_gateway_stage.dev.stage_name
  method_path = "*/*"
  settings {
    throttling_burst_limit = 50
    throttling_rate_limit  = 100
    caching_enabled        = true
    cache_ttl_in_seconds   = 60
  }
}

resource "aws_api_gateway_api_key" "key" {
  name = "key"
}

resource "aws_api_gateway_usage_plan" "plan" {
  name = "plan"
  api_stages {
    api_id = aws_api_gateway_rest_api.rest.id
    stage  = aws_api_gateway_stage.dev.stage_name
    throttle {
      path        = "/{proxy+}/ANY"
      burst_limit = 5
      rate_limit  = 10
    }
  }
  quota_settings {
    limit  = 100
    period = "WEEK"
    offset = 1
  }
  throttle_settings {
    burst_limit = 20
    rate_limit  = 50
  }
}

resource "aws_api_gateway_usage_plan_key" "key" {
  key_id        = aws_api_gateway_api_key.key.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.plan.id
}
"""


class TerraformRest(test_terraform.Terraform):

    stack = STACK

    def test_apply_empty_plan_destroy(self):
        self.apply_plan_destroy()
        client = self.server.client("apigateway")
        self.assertEqual([], client.get_rest_apis()["items"])
        self.assertEqual([], client.get_usage_plans()["items"])
        self.assertEqual([], client.get_api_keys()["items"])


if __name__ == "__main__":
    unittest.main()
