"""Application 2: a function behind a REST API and in a state machine that removes an item."""

import json
import unittest
import urllib.error
import urllib.request

import deploy
import harness


class ItemRemover(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        cls.table = cls.server.resource("dynamodb").create_table(
            TableName="tbl", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "sno", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "sno", "KeyType": "HASH"}])
        cls.table.wait_until_exists()
        role = deploy.role(cls.server.client("iam"), "remover", "lambda.amazonaws.com", [
            deploy.LOGGING,
            {"Effect": "Allow", "Action": "dynamodb:DeleteItem", "Resource": cls.table.table_arn}])
        cls.awslambda = cls.server.client("lambda")
        cls.plain = deploy.function(
            cls.awslambda, "remover", deploy.package("item_remover.py"), "item_remover.handler",
            role, Timeout=10)
        cls.proxy = deploy.function(
            cls.awslambda, "remover-proxy",
            deploy.package("item_remover.py", "item_remover_proxy.py"),
            "item_remover_proxy.handler", role, Timeout=10)
        cls.api = cls.deploy_api()

    @classmethod
    def deploy_api(cls):
        gateway = cls.server.client("apigateway")
        api = gateway.create_rest_api(name="items")["id"]
        root = gateway.get_resources(restApiId=api)["items"][0]["id"]
        for path, function, kind in (("plain", cls.plain, "AWS"), ("proxy", cls.proxy, "AWS_PROXY")):
            resource = gateway.create_resource(restApiId=api, parentId=root, pathPart=path)["id"]
            target = dict(restApiId=api, resourceId=resource, httpMethod="POST")
            gateway.put_method(**target, authorizationType="NONE")
            gateway.put_integration(
                **target, type=kind, integrationHttpMethod="POST",
                uri=f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations")
            if kind == "AWS":
                gateway.put_method_response(**target, statusCode="200")
                gateway.put_integration_response(**target, statusCode="200")
                gateway.put_method_response(**target, statusCode="500")
                gateway.put_integration_response(
                    **target, statusCode="500", selectionPattern=".+",
                    responseTemplates={"application/json":
                        '{"error": "$util.escapeJavaScript($input.path(\'$.errorMessage\'))"}'})
            cls.awslambda.add_permission(
                FunctionName=function, StatementId="gateway", Action="lambda:InvokeFunction",
                Principal="apigateway.amazonaws.com",
                SourceArn=f"arn:aws:execute-api:us-east-1:000000000000:{api}/*/POST/{path}")
        gateway.create_deployment(restApiId=api, stageName="prod")
        return api

    def setUp(self):
        self.table.put_item(Item={"sno": "7", "name": "seven"})

    def has_item(self):
        return "Item" in self.table.get_item(Key={"sno": "7"}, ConsistentRead=True)

    def post(self, url, body, host=None):
        request = urllib.request.Request(
            url, method="POST", data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **({"Host": host} if host else {})})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers

    def test_through_the_api_without_proxy(self):
        status, body, _ = self.post(
            f"{self.server.url}/_aws/execute-api/{self.api}/prod/plain", {"sno": "7"})
        self.assertEqual((200, '"Done"'), (status, body))
        self.assertFalse(self.has_item())

    def test_through_the_api_by_its_host_name(self):
        host = f"{self.api}.execute-api.localhost:{self.server.port}"
        status, body, _ = self.post(f"{self.server.url}/prod/plain", {"sno": "7"}, host)
        self.assertEqual((200, '"Done"'), (status, body))
        self.assertFalse(self.has_item())

    def test_through_the_api_with_proxy(self):
        status, body, headers = self.post(
            f"{self.server.url}/_aws/execute-api/{self.api}/prod/proxy", {"sno": "7"})
        self.assertEqual((200, "Done", "prod"), (status, body, headers["X-Stage"]))
        self.assertFalse(self.has_item())

    def test_an_error_of_the_function_is_selected_by_its_message(self):
        status, body, _ = self.post(
            f"{self.server.url}/_aws/execute-api/{self.api}/prod/plain", {"sno": 7})
        self.assertEqual(500, status)
        self.assertIn("ValidationException", json.loads(body)["error"])
        self.assertTrue(self.has_item())

    def test_an_error_behind_the_proxy_is_a_bad_gateway(self):
        status, body, _ = self.post(
            f"{self.server.url}/_aws/execute-api/{self.api}/prod/proxy", {"other": 1})
        self.assertEqual((502, {"message": "Internal server error"}), (status, json.loads(body)))

    def test_an_unknown_path_is_answered_as_the_gateway_does(self):
        status, body, headers = self.post(
            f"{self.server.url}/_aws/execute-api/{self.api}/prod/none", {})
        self.assertEqual(403, status)
        self.assertEqual({"message": "Missing Authentication Token"}, json.loads(body))
        self.assertEqual("MissingAuthenticationTokenException", headers["x-amzn-ErrorType"])

    def state_machine(self, name, task):
        iam, states = self.server.client("iam"), self.server.client("stepfunctions")
        role = deploy.role(iam, name, "states.amazonaws.com", [
            {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": self.plain}])
        return states, states.create_state_machine(
            name=name, roleArn=role, definition=json.dumps(
                {"StartAt": "Remove", "States": {"Remove": {"Type": "Task", "End": True, **task}}}),
        )["stateMachineArn"]

    def execute(self, states, machine, payload):
        execution = states.start_execution(
            stateMachineArn=machine, input=json.dumps(payload))["executionArn"]
        return harness.until(lambda: self.ended(states, execution), what="the execution's end")

    @staticmethod
    def ended(states, execution):
        description = states.describe_execution(executionArn=execution)
        return description if description["status"] != "RUNNING" else None

    def test_as_a_task_of_a_state_machine(self):
        states, machine = self.state_machine("remove", {"Resource": self.plain})
        result = self.execute(states, machine, {"sno": "7"})
        self.assertEqual(("SUCCEEDED", '"Done"'), (result["status"], result["output"]))
        self.assertFalse(self.has_item())

    def test_the_error_of_a_task_fails_the_execution(self):
        states, machine = self.state_machine("remove-fails", {
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": self.plain, "Payload.$": "$"}})
        result = self.execute(states, machine, {"other": 1})
        self.assertEqual(("FAILED", "KeyError"), (result["status"], result["error"]))
        history = states.get_execution_history(executionArn=result["executionArn"])["events"]
        self.assertEqual(
            ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskFailed",
             "ExecutionFailed"],
            [event["type"] for event in history])

    def test_nobody_but_the_gateway_may_invoke(self):
        denied = self.server.client("lambda")
        policy = json.loads(denied.get_policy(FunctionName="remover")["Policy"])
        self.assertEqual("apigateway.amazonaws.com", policy["Statement"][0]["Principal"]["Service"])


if __name__ == "__main__":
    unittest.main()
