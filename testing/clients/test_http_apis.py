"""HTTP APIs: functions, HTTP endpoints, tokens, CORS, rates and access logs, as clients see them."""

import http.client
import http.server
import json
import textwrap
import threading
import time
import unittest

import deploy
import harness

ECHO = textwrap.dedent('''
    def handler(event, context):
        if event["rawPath"] == "/fail":
            raise Exception("boom")
        return event
''')


class Backend(http.server.BaseHTTPRequestHandler):
    """Answers what it was asked, as JSON."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        said = json.dumps({
            "method": self.command, "path": self.path, "body": body.decode(),
            "headers": {name.lower(): value for name, value in self.headers.items()}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def log_message(self, *args):
        pass


class HttpApis(unittest.TestCase):

    def setUp(self):
        self.server = self.enterContext(harness.Server())
        self.client = self.server.client("apigatewayv2")

    def send(self, api, path, method="GET", body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        self.addCleanup(connection.close)
        host = f"{api}.execute-api.localhost:{self.server.port}"
        connection.request(method, path, body, {"Host": host, **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers

    def backend(self):
        backend = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend)
        threading.Thread(target=backend.serve_forever, daemon=True).start()
        self.addCleanup(backend.server_close)
        self.addCleanup(backend.shutdown)
        return f"http://127.0.0.1:{backend.server_port}"

    def test_quick_create_of_a_function(self):
        role = deploy.role(self.server.client("iam"), "runner", "lambda.amazonaws.com", [deploy.LOGGING])
        functions = self.server.client("lambda")
        arn = deploy.function(
            functions, "echo", deploy.package(echo=ECHO), "echo.handler", role)
        api = self.client.create_api(Name="quick", ProtocolType="HTTP", Target=arn)
        self.assertEqual(
            f"http://{api['ApiId']}.execute-api.localhost:{self.server.port}", api["ApiEndpoint"])
        status, body, _ = self.send(api["ApiId"], "/pets")
        self.assertEqual((500, '{"message":"Internal Server Error"}'), (status, body))
        functions.add_permission(
            FunctionName="echo", StatementId="api", Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:us-east-1:000000000000:{api['ApiId']}/*")
        status, body, headers = self.send(
            api["ApiId"], "/pets?a=1&a=2", "POST", "hello", {"Content-Type": "text/plain"})
        event = json.loads(body)
        self.assertEqual(200, status)
        self.assertEqual("application/json", headers["Content-Type"])
        self.assertTrue(headers["apigw-requestid"])
        self.assertEqual(
            ("2.0", "$default", "/pets", "a=1&a=2", "hello", {"a": "1,2"}),
            tuple(event[name] for name in (
                "version", "routeKey", "rawPath", "rawQueryString", "body", "queryStringParameters")))
        self.assertEqual(500, self.send(api["ApiId"], "/fail")[0])
        self.assertEqual([api["ApiId"]], [a["ApiId"] for a in self.client.get_apis()["Items"]])
        self.client.delete_api(ApiId=api["ApiId"])
        with self.assertRaises(self.client.exceptions.NotFoundException):
            self.client.get_api(ApiId=api["ApiId"])

    def test_an_http_endpoint_with_everything_around_it(self):
        self.server.client("logs").create_log_group(logGroupName="access")
        api = self.client.create_api(
            Name="proxy", ProtocolType="HTTP", Tags={"team": "fog"},
            CorsConfiguration={"AllowOrigins": ["*"], "AllowMethods": ["GET"]})["ApiId"]
        integration = self.client.create_integration(
            ApiId=api, IntegrationType="HTTP_PROXY", IntegrationMethod="ANY",
            IntegrationUri=self.backend() + "/{proxy}", PayloadFormatVersion="1.0",
            RequestParameters={"append:header.x-stage": "$context.stage"})["IntegrationId"]
        self.client.create_route(
            ApiId=api, RouteKey="ANY /{proxy+}", Target="integrations/" + integration)
        self.client.create_stage(
            ApiId=api, StageName="dev", AutoDeploy=True,
            DefaultRouteSettings={"ThrottlingBurstLimit": 100, "ThrottlingRateLimit": 100.0},
            AccessLogSettings={
                "DestinationArn": "arn:aws:logs:us-east-1:000000000000:log-group:access",
                "Format": '{"id":"$context.requestId","status":"$context.status"}'})
        status, body, headers = self.send(
            api, "/dev/a/b?c=d", "POST", "hi", {"Origin": "http://page.example"})
        said = json.loads(body)
        self.assertEqual((200, "/a/b?c=d", "hi"), (status, said["path"], said["body"]))
        self.assertEqual("dev", said["headers"]["x-stage"])
        self.assertEqual("*", headers["access-control-allow-origin"])
        self.assertEqual(404, self.send(api, "/other/a")[0])
        events = []
        deadline = time.monotonic() + 30
        while not events and time.monotonic() < deadline:
            try:
                events = self.server.client("logs").get_log_events(
                    logGroupName="access", logStreamName=f"{api}/dev")["events"]
            except self.server.client("logs").exceptions.ResourceNotFoundException:
                pass
        self.assertEqual(
            {"id": headers["apigw-requestid"], "status": "200"}, json.loads(events[0]["message"]))
        arn = f"arn:aws:apigateway:us-east-1::/apis/{api}"
        self.client.tag_resource(ResourceArn=arn, Tags={"a": "b"})
        self.client.untag_resource(ResourceArn=arn, TagKeys=["team"])
        self.assertEqual({"a": "b"}, self.client.get_tags(ResourceArn=arn)["Tags"])
        with self.assertRaises(self.client.exceptions.ConflictException):
            self.client.create_route(ApiId=api, RouteKey="ANY /{proxy+}")
        self.client.create_domain_name(
            DomainName="api.example.com", DomainNameConfigurations=[{
                "CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/c",
                "EndpointType": "REGIONAL", "SecurityPolicy": "TLS_1_2"}])
        self.assertEqual("TLS_1_2", self.client.get_domain_name(DomainName="api.example.com")[
            "DomainNameConfigurations"][0]["SecurityPolicy"])
        self.client.create_api_mapping(
            DomainName="api.example.com", ApiId=api, Stage="dev", ApiMappingKey="shop/v1")
        status, body, _ = self.send(api, "/shop/v1/a", headers={"Host": "api.example.com"})
        self.assertEqual((200, "/a"), (status, json.loads(body)["path"]))
        # REST APIs share the domain.
        rest = self.server.client("apigateway")
        other = rest.create_rest_api(name="rest")
        where = {"restApiId": other["id"], "resourceId": other["rootResourceId"], "httpMethod": "GET"}
        rest.put_method(**where, authorizationType="NONE")
        rest.put_integration(**where, type="MOCK", requestTemplates={
            "application/json": '{"statusCode": 200}'})
        rest.put_method_response(**where, statusCode="200")
        rest.put_integration_response(**where, statusCode="200")
        rest.create_deployment(restApiId=other["id"], stageName="dev")
        rest.create_base_path_mapping(
            domainName="api.example.com", basePath="old", restApiId=other["id"], stage="dev")
        self.assertEqual(200, self.send(api, "/old", headers={"Host": "api.example.com"})[0])
        self.client.delete_domain_name(DomainName="api.example.com")
        self.assertNotEqual(200, self.send(api, "/shop/v1/a", headers={"Host": "api.example.com"})[0])
        # REST APIs still have their addresses.
        self.assertEqual(403, self.send("abcdefghij", "/dev/")[0])


if __name__ == "__main__":
    unittest.main()
