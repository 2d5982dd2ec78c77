"""REST APIs that pass requests on: HTTP endpoints, validators, authorizers, keys with quotas, gateway responses."""

import concurrent.futures
import http.client
import http.server
import json
import textwrap
import threading
import unittest
import urllib.request

import deploy
import harness

AUTHORIZER = textwrap.dedent('''
    def handler(event, context):
        token = event["authorizationToken"]
        if token == "nobody":
            raise Exception("Unauthorized")
        effect = "Allow" if token.startswith("let") else "Deny"
        return {"principalId": token, "context": {"level": 3},
                "policyDocument": {"Version": "2012-10-17", "Statement": [
                    {"Effect": effect, "Action": "execute-api:Invoke", "Resource": event["methodArn"]}]}}
''')


class Backend(http.server.BaseHTTPRequestHandler):
    """Answers what it was asked, as JSON, with the status that the path ends with."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        said = json.dumps({
            "method": self.command, "path": self.path, "body": body.decode(),
            "headers": {name.lower(): value for name, value in self.headers.items()}}).encode()
        end = self.path.split("?")[0].rsplit("/", 1)[-1]
        self.send_response(int(end) if end.isdigit() else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.send_header("X-Backend", "1")
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def log_message(self, *args):
        pass


class RestApis(unittest.TestCase):

    def setUp(self):
        self.backend = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend)
        threading.Thread(target=self.backend.serve_forever, daemon=True).start()
        self.addCleanup(self.backend.server_close)
        self.addCleanup(self.backend.shutdown)
        self.url = f"http://127.0.0.1:{self.backend.server_port}"
        self.server = self.enterContext(harness.Server())
        self.client = self.server.client("apigateway")
        api = self.client.create_rest_api(name="rest")
        self.api, self.root = api["id"], api["rootResourceId"]

    def resource(self, part):
        return self.client.create_resource(
            restApiId=self.api, parentId=self.root, pathPart=part)["id"]

    def method(self, resource, uri="/", url=None, **options):
        where = {"restApiId": self.api, "resourceId": resource, "httpMethod": "ANY"}
        mappings = options.pop("mappings", {})
        self.client.put_method(**where, **{"authorizationType": "NONE", **options})
        self.client.put_integration(
            **where, type="HTTP_PROXY", integrationHttpMethod="ANY", uri=(url or self.url) + uri,
            requestParameters=mappings)

    def deploy(self):
        self.client.create_deployment(restApiId=self.api, stageName="dev")

    def send(self, path, method="GET", body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        self.addCleanup(connection.close)
        connection.request(method, f"/_aws/execute-api/{self.api}/dev{path}", body, headers or {})
        response = connection.getresponse()
        return response.status, dict(response.headers), json.loads(response.read())

    def test_an_http_proxy(self):
        self.method(self.resource("{proxy+}"), "/base/{proxy}", mappings={
            "integration.request.path.proxy": "method.request.path.proxy"})
        self.method(self.resource("gone"), url=f"http://127.0.0.1:{harness.free_port()}")
        self.deploy()
        status, headers, said = self.send("/a/418?q=1&q=2", "POST", "hello", {"X-Own": "mine"})
        self.assertEqual((418, "1"), (status, headers["X-Backend"]))
        self.assertEqual("/base/a/418?q=1&q=2", said["path"])
        self.assertEqual(("POST", "hello"), (said["method"], said["body"]))
        self.assertEqual("mine", said["headers"]["x-own"])
        self.assertEqual(self.api, said["headers"]["x-amzn-apigateway-api-id"])
        self.assertEqual((500, {"message": "Internal server error"}), self.send("/gone")[::2])

    def test_a_validator_and_a_gateway_response(self):
        self.client.create_model(
            restApiId=self.api, name="Pet", contentType="application/json", schema=json.dumps({
                "type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}))
        validator = self.client.create_request_validator(
            restApiId=self.api, name="all", validateRequestBody=True, validateRequestParameters=True)
        self.method(
            self.root, requestValidatorId=validator["id"], requestModels={"application/json": "Pet"},
            requestParameters={"method.request.querystring.q": True})
        self.client.put_gateway_response(
            restApiId=self.api, responseType="BAD_REQUEST_BODY", statusCode="422",
            responseParameters={"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"},
            responseTemplates={"application/json": '{"why":$context.error.messageString}'})
        self.deploy()
        self.assertEqual(200, self.send("/?q=1", "POST", '{"name":"Rex"}')[0])
        status, headers, said = self.send("/?q=1", "POST", '{"name":7}')
        self.assertEqual((422, {"why": "Invalid request body"}), (status, said))
        self.assertEqual("*", headers["Access-Control-Allow-Origin"])
        self.assertEqual(
            (400, {"message": "Missing required request parameters: [q]"}),
            self.send("/", "POST", '{"name":"Rex"}')[::2])

    def test_a_lambda_authorizer(self):
        functions = self.server.client("lambda")
        role = deploy.role(
            self.server.client("iam"), "runner", "lambda.amazonaws.com", [deploy.LOGGING])
        arn = deploy.function(
            functions, "guard", deploy.package(guard=AUTHORIZER), "guard.handler", role)
        authorizer = self.client.create_authorizer(
            restApiId=self.api, name="guard", type="TOKEN",
            identitySource="method.request.header.X-Token",
            authorizerUri=f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations")
        self.method(
            self.root, authorizationType="CUSTOM", authorizerId=authorizer["id"],
            mappings={"integration.request.header.x-who": "context.authorizer.principalId"})
        self.deploy()
        self.assertEqual(
            (500, {"message": None}), self.send("/", headers={"X-Token": "let-me"})[::2],
            "API Gateway may not invoke the function yet")
        functions.add_permission(
            FunctionName="guard", StatementId="gateway", Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:us-east-1:000000000000:{self.api}/authorizers/{authorizer['id']}")
        status, _, said = self.send("/", headers={"X-Token": "let-me"})
        self.assertEqual((200, "let-me"), (status, said["headers"]["x-who"]))
        self.assertEqual(403, self.send("/", headers={"X-Token": "stay-out"})[0])
        self.assertEqual(
            (401, {"message": "Unauthorized"}), self.send("/", headers={"X-Token": "nobody"})[::2])
        self.assertEqual((401, {"message": "Unauthorized"}), self.send("/")[::2])
        tested = self.client.test_invoke_authorizer(
            restApiId=self.api, authorizerId=authorizer["id"], headers={"X-Token": "let-me"})
        self.assertEqual((0, "let-me"), (tested["clientStatus"], tested["principalId"]))
        self.assertEqual("Allow", json.loads(tested["policy"])["Statement"][0]["Effect"])
        self.assertEqual({"level": ["3"]}, tested["authorization"])
        self.assertIn("Using valid authorizer policy for principal: let-me", tested["log"])
        self.assertEqual(401, self.client.test_invoke_authorizer(
            restApiId=self.api, authorizerId=authorizer["id"])["clientStatus"])

    def test_a_resource_policy(self):
        def policy(effect, operator, address):
            return json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke",
                 "Resource": "execute-api:/dev/GET/*"},
                {"Effect": effect, "Principal": "*", "Action": "execute-api:Invoke",
                 "Resource": "execute-api:/*", "Condition": {operator: {"aws:SourceIp": address}}}]})

        def put(text):
            self.client.update_rest_api(restApiId=self.api, patchOperations=[
                {"op": "replace", "path": "/policy", "value": text}])
            self.deploy()

        self.method(self.root)
        put(policy("Deny", "NotIpAddress", "127.0.0.0/8"))
        self.assertEqual(200, self.send("/")[0])
        status, _, said = self.send("/", "POST", "x")
        self.assertEqual(403, status)
        self.assertTrue(said["Message"].startswith(
            "User: anonymous is not authorized to perform: execute-api:Invoke on resource: "
            f"arn:aws:execute-api:us-east-1:********0000:{self.api}/dev/POST/"), said)
        put(policy("Deny", "IpAddress", "127.0.0.1/32"))
        status, _, said = self.send("/")
        self.assertTrue(status == 403 and said["Message"].endswith(" with an explicit deny"), said)
        shown = self.client.get_rest_api(restApiId=self.api)["policy"]
        statement = json.loads(json.loads(f'"{shown}"'))["Statement"][1]
        self.assertEqual(
            f"arn:aws:execute-api:us-east-1:000000000000:{self.api}/*", statement["Resource"])
        put("")
        self.assertEqual(200, self.send("/", "POST", "x")[0])

    def test_keys_from_a_file_and_templates_of_models(self):
        self.method(self.root, apiKeyRequired=True)
        self.deploy()
        plan = self.client.create_usage_plan(
            name="plan", apiStages=[{"apiId": self.api, "stage": "dev"}])["id"]
        value = "k" * 30
        keys = "Name,key,description,Enabled,usageplanIds\n" \
            f'first,{value},"of, a file",TRUE,{plan}\nsecond,,none,FALSE,"{plan},nope"\n'
        imported = self.client.import_api_keys(body=keys.encode(), format="csv")
        self.assertEqual(2, len(imported["ids"]))
        self.assertEqual(1, len(imported["warnings"]), imported)
        self.assertEqual(200, self.send("/", headers={"x-api-key": value})[0])
        self.assertEqual(
            [("first", "of, a file", True), ("second", "none", False)],
            sorted((k["name"], k["description"], k["enabled"])
                   for k in self.client.get_api_keys()["items"]))
        with self.assertRaisesRegex(self.client.exceptions.BadRequestException, "already exists"):
            self.client.import_api_keys(body=keys.encode(), format="csv", failOnWarnings=True)
        self.client.create_model(
            restApiId=self.api, name="Pet", contentType="application/json", schema=json.dumps({
                "type": "object", "properties": {
                    "name": {"type": "string"}, "age": {"type": "integer"}}}))
        self.assertEqual(
            "#set($inputRoot = $input.path('$'))\n{\n"
            '  "name" : "$inputRoot.name",\n  "age" : $inputRoot.age\n}',
            self.client.get_model_template(restApiId=self.api, modelName="Pet")["value"])
        with self.assertRaisesRegex(Exception, "tracingEnabled"):
            self.client.update_stage(restApiId=self.api, stageName="dev", patchOperations=[
                {"op": "replace", "path": "/tracingEnabled", "value": "true"}])

    def test_a_quota_survives_a_crash(self):
        self.method(self.root, apiKeyRequired=True)
        self.deploy()
        plan = self.client.create_usage_plan(
            name="plan", apiStages=[{"apiId": self.api, "stage": "dev"}],
            quota={"limit": 300, "period": "DAY"})["id"]
        key = self.client.create_api_key(name="key", enabled=True)
        self.client.create_usage_plan_key(usagePlanId=plan, keyId=key["id"], keyType="API_KEY")
        self.assertEqual((403, {"message": "Forbidden"}), self.send("/")[::2])
        self.assertEqual(403, self.send("/", headers={"x-api-key": "x" * 40})[0])

        def passed(count):
            with concurrent.futures.ThreadPoolExecutor(16) as threads:
                answers = list(threads.map(
                    lambda _: self.send("/", headers={"x-api-key": key["value"]}), range(count)))
            refused = [said for status, _, said in answers if status != 200]
            self.assertTrue(all(said == {"message": "Limit Exceeded"} for said in refused), refused[:3])
            return count - len(refused)

        first = passed(100)
        self.assertEqual(100, first)
        self.server.kill()
        self.server.start()
        second = passed(300)
        # What was written off for the killed server is lost: at most a lot, a tenth of the rest.
        self.assertLessEqual(second, 200)
        self.assertGreaterEqual(second, 165)
        self.assertEqual(0, passed(10))

    def test_an_openapi_document_becomes_an_api(self):
        document = {
            "swagger": "2.0", "info": {"title": "ferry", "version": "1"}, "basePath": "/north",
            "paths": {"/trips/{id}": {"get": {
                "responses": {"200": {"description": "a trip"}},
                "x-amazon-apigateway-integration": {
                    "type": "http_proxy", "httpMethod": "GET", "uri": self.url + "/{id}",
                    "requestParameters": {"integration.request.path.id": "method.request.path.id"}}}}}}
        api = self.client.import_rest_api(
            body=json.dumps(document), parameters={"basepath": "prepend"}, failOnWarnings=True)
        self.assertEqual(api["name"], "ferry")
        self.assertEqual(api["endpointConfiguration"], {"types": ["EDGE"], "ipAddressType": "ipv4"})
        document["paths"]["/health"] = {"get": {"x-amazon-apigateway-integration": {
            "type": "mock", "requestTemplates": {"application/json": '{"statusCode": 204}'},
            "responses": {"default": {"statusCode": "204"}}}, "responses": {"204": {"description": ""}}}}
        self.client.put_rest_api(restApiId=api["id"], mode="merge", body=json.dumps(document))
        paths = {r["path"] for r in self.client.get_resources(restApiId=api["id"])["items"]}
        self.assertEqual(paths, {"/", "/north", "/north/trips", "/north/trips/{id}", "/trips",
                                 "/trips/{id}", "/health"})
        self.client.create_deployment(restApiId=api["id"], stageName="s")
        base = f"{self.server.url}/_aws/execute-api/{api['id']}/s"
        with urllib.request.urlopen(f"{base}/north/trips/200", timeout=30) as answer:
            self.assertEqual(json.load(answer)["path"], "/200")
        with urllib.request.urlopen(f"{base}/health", timeout=30) as answer:
            self.assertEqual(answer.status, 204)

    def test_documentation_has_parts_and_versions(self):
        api = self.client.create_rest_api(name="documented")["id"]
        part = self.client.create_documentation_part(
            restApiId=api, location={"type": "API"}, properties='{"description": "ferries"}')
        self.assertEqual(self.client.get_documentation_parts(restApiId=api)["items"][0]["id"], part["id"])
        self.client.create_documentation_version(restApiId=api, documentationVersion="v1")
        versions = self.client.get_documentation_versions(restApiId=api)["items"]
        self.assertEqual([version["version"] for version in versions], ["v1"])
        self.client.delete_documentation_part(restApiId=api, documentationPartId=part["id"])
        self.assertEqual(self.client.get_documentation_parts(restApiId=api)["items"], [])


if __name__ == "__main__":
    unittest.main()
