"""Step Functions: HTTP tasks and the EventBridge connections that authorise them."""

import base64
import http.server
import json
import threading
import unittest
import urllib.parse

import deploy
import harness


class Endpoint(http.server.BaseHTTPRequestHandler):
    """Hands out tokens, is busy once, and otherwise answers what it was asked."""

    protocol_version = "HTTP/1.1"
    tokens = []
    busy = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if self.path == "/token":
            form = dict(urllib.parse.parse_qsl(body))
            if form.get("client_secret") != "s3cret":
                return self.say(401, {"error": "invalid_client"})
            self.tokens.append(f"token-{len(self.tokens) + 1}")
            return self.say(200, {"access_token": self.tokens[-1], "token_type": "Bearer"})
        if self.path == "/busy" and not self.busy:
            self.busy.append(True)
            return self.say(503, {"busy": True}, {"Retry-After": "1"})
        if self.path == "/guarded" and \
                self.headers.get("Authorization") != f"Bearer {self.tokens[-1]}":
            return self.say(401, {"error": "expired"})
        return self.say(200, {
            "path": self.path, "body": body,
            "headers": {name.lower(): value for name, value in self.headers.items()}})

    do_GET = do_POST

    def say(self, status, content, headers=None):
        said = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *args):
        pass


def task(connection, endpoint, method="POST", retry=None, **parameters):
    state = {
        "Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": True,
        "Parameters": {"ApiEndpoint": endpoint, "Method": method,
                       "Authentication": {"ConnectionArn": connection}, **parameters}}
    if retry:
        state["Retry"] = retry
    return state


class HttpTaskTest(unittest.TestCase):

    def setUp(self):
        Endpoint.tokens, Endpoint.busy = [], []
        endpoint = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
        threading.Thread(target=endpoint.serve_forever, daemon=True).start()
        self.addCleanup(endpoint.server_close)
        self.addCleanup(endpoint.shutdown)
        self.url = f"http://127.0.0.1:{endpoint.server_address[1]}"
        self.server = harness.Server(durability="sync").start()
        self.addCleanup(lambda: self.server.stop())
        self.events = self.server.client("events")
        self.states = self.server.client("stepfunctions")
        self.role = self.allowed("flow", self.url + "/*")
        self.connection = self.events.create_connection(
            Name="c", AuthorizationType="BASIC", AuthParameters={
                "BasicAuthParameters": {"Username": "me", "Password": "hidden-1"},
                "InvocationHttpParameters": {"QueryStringParameters": [
                    {"Key": "key", "Value": "hidden-2", "IsValueSecret": True}]}})["ConnectionArn"]

    def allowed(self, name, endpoints):
        return deploy.role(self.server.client("iam"), name, "states.amazonaws.com", [
            {"Effect": "Allow", "Action": "states:InvokeHTTPEndpoint", "Resource": "*",
             "Condition": {"StringLike": {"states:HTTPEndpoint": endpoints},
                           "StringEquals": {"states:HTTPMethod": "POST"}}},
            {"Effect": "Allow", "Action": "events:RetrieveConnectionCredentials",
             "Resource": "arn:aws:events:us-east-1:000000000000:connection/*"}])

    def run_state(self, name, state, role=None):
        machine = self.states.create_state_machine(
            name=name, roleArn=role or self.role,
            definition=json.dumps({"StartAt": "T", "States": {"T": state}}))["stateMachineArn"]
        arn = self.states.start_execution(stateMachineArn=machine)["executionArn"]

        def ended():
            found = self.states.describe_execution(executionArn=arn)
            return found if found["status"] != "RUNNING" else None
        return harness.until(ended, what="the end")

    def test_a_task_calls_an_endpoint_with_its_connection_also_after_a_crash(self):
        self.server.kill()
        self.server.start()
        ended = self.run_state("m", task(
            self.connection, self.url + "/things", QueryParameters={"a": ["x", "y"]},
            RequestBody={"n": [1, 2]}, Transform={
                "RequestBodyEncoding": "URL_ENCODED",
                "RequestEncodingOptions": {"ArrayFormat": "REPEAT"}}))
        self.assertEqual("SUCCEEDED", ended["status"], ended.get("cause"))
        output = json.loads(ended["output"])
        self.assertEqual(200, output["StatusCode"])
        asked = output["ResponseBody"]
        self.assertEqual("/things?a=x&a=y&key=hidden-2", asked["path"])
        self.assertEqual("n=1&n=2", asked["body"])
        self.assertEqual("application/x-www-form-urlencoded", asked["headers"]["content-type"])
        self.assertEqual("Basic " + base64.b64encode(b"me:hidden-1").decode(),
                         asked["headers"]["authorization"])

    def test_secrets_are_not_told(self):
        described = self.events.describe_connection(Name="c")
        self.assertEqual("AUTHORIZED", described["ConnectionState"])
        self.assertNotIn("hidden", json.dumps(described, default=str))
        states = self.server.client("stepfunctions", inject_host_prefix=False)
        shown = states.test_state(
            definition=json.dumps(task(self.connection, self.url + "/x")), roleArn=self.role,
            inspectionLevel="TRACE")
        self.assertEqual("SUCCEEDED", shown["status"], shown.get("cause"))
        request = shown["inspectionData"]["request"]
        self.assertEqual(self.url + "/x", request["url"])
        self.assertNotIn("Basic", request["headers"])
        self.assertEqual("200", shown["inspectionData"]["response"]["statusCode"])
        revealed = states.test_state(
            definition=json.dumps(task(self.connection, self.url + "/x")), roleArn=self.role,
            inspectionLevel="TRACE", revealSecrets=True)
        self.assertIn("hidden-2", revealed["inspectionData"]["request"]["url"])

    def test_the_role_decides_which_endpoints_are_called(self):
        other = self.allowed("narrow", "https://example.com/*")
        ended = self.run_state("m", task(self.connection, self.url + "/x"), other)
        self.assertEqual("FAILED", ended["status"])
        self.assertIn("states:InvokeHTTPEndpoint", ended["cause"])
        blind = deploy.role(self.server.client("iam"), "blind", "states.amazonaws.com", [
            {"Effect": "Allow", "Action": "states:InvokeHTTPEndpoint", "Resource": "*"}])
        ended = self.run_state("n", task(self.connection, self.url + "/x"), blind)
        self.assertEqual("Events.ConnectionResource.AccessDenied", ended["error"])
        self.assertIn("events:RetrieveConnectionCredentials", ended["cause"])

    def test_tokens_are_fetched_and_renewed(self):
        arn = self.events.create_connection(
            Name="o", AuthorizationType="OAUTH_CLIENT_CREDENTIALS", AuthParameters={
                "OAuthParameters": {
                    "AuthorizationEndpoint": self.url + "/token", "HttpMethod": "POST",
                    "ClientParameters": {"ClientID": "id", "ClientSecret": "s3cret"}}}
        )["ConnectionArn"]
        harness.until(lambda: self.events.describe_connection(
            Name="o")["ConnectionState"] == "AUTHORIZED", what="the token")
        self.assertEqual("SUCCEEDED", self.run_state(
            "m1", task(arn, self.url + "/guarded"))["status"])
        Endpoint.tokens.append("revoked-the-others")
        self.assertEqual("SUCCEEDED", self.run_state(
            "m2", task(arn, self.url + "/guarded"))["status"])
        self.events.update_connection(Name="o", AuthParameters={
            "OAuthParameters": {"ClientParameters": {"ClientSecret": "wrong"}}})
        harness.until(lambda: self.events.describe_connection(
            Name="o")["ConnectionState"] == "DEAUTHORIZED", what="the refusal")
        self.assertEqual("Events.ConnectionResource.InvalidConnectionState", self.run_state(
            "m3", task(arn, self.url + "/guarded"))["error"])

    def test_failures_and_busy_endpoints(self):
        retry = [{"ErrorEquals": ["States.Http.StatusCode.503"], "IntervalSeconds": 1,
                  "MaxAttempts": 2}]
        ended = self.run_state("m", task(self.connection, self.url + "/busy", retry=retry))
        self.assertEqual("SUCCEEDED", ended["status"])
        ended = self.run_state("n", task(self.connection, "http://127.0.0.1:1/none"),
                               self.allowed("any", "*"))
        self.assertEqual("States.Http.Socket", ended["error"])

    def test_an_api_is_called_with_the_role_of_the_machine(self):
        apis = self.server.client("apigateway")
        api = apis.create_rest_api(name="guarded")["id"]
        root = apis.get_resources(restApiId=api)["items"][0]["id"]
        apis.put_method(restApiId=api, resourceId=root, httpMethod="POST",
                        authorizationType="AWS_IAM")
        apis.put_integration(restApiId=api, resourceId=root, httpMethod="POST", type="HTTP_PROXY",
                             integrationHttpMethod="POST", uri=self.url + "/api")
        apis.create_deployment(restApiId=api, stageName="prod")
        state = {
            "Type": "Task", "Resource": "arn:aws:states:::apigateway:invoke", "End": True,
            "Parameters": {"ApiEndpoint": f"{api}.execute-api.us-east-1.amazonaws.com",
                           "Method": "POST", "Stage": "prod", "AuthType": "IAM_ROLE",
                           "RequestBody": {"n": 1}}}
        refused = self.run_state("m", state)
        self.assertEqual("ApiGateway.403", refused["error"])
        role = deploy.role(self.server.client("iam"), "caller", "states.amazonaws.com", [
            {"Effect": "Allow", "Action": "execute-api:Invoke",
             "Resource": f"arn:aws:execute-api:us-east-1:000000000000:{api}/prod/POST/*"}])
        ended = self.run_state("n", state, role)
        self.assertEqual("SUCCEEDED", ended["status"], ended.get("cause"))
        answer = json.loads(ended["output"])
        self.assertEqual(200, answer["StatusCode"])
        self.assertEqual('{"n":1}', answer["ResponseBody"]["body"])


if __name__ == "__main__":
    unittest.main()
