"""Attacks on deployed APIs: header injection, smuggled requests, mixed identities, forged tokens, quota races, slow clients."""

import base64
import concurrent.futures
import hashlib
import hmac
import http.client
import http.server
import json
import socket
import threading
import time
import unittest

import deploy
import harness

GUARD = """
import time
def handler(event, context):
    time.sleep(0.05)
    token = event["headers"].get("X-Token", "")
    return {"principalId": token, "context": {"who": token},
            "policyDocument": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Deny" if token.startswith("bad") else "Allow",
                 "Action": "execute-api:Invoke", "Resource": "*"}]}}
"""


class Backend(http.server.BaseHTTPRequestHandler):
    """Tells each request that it gets, and answers with it."""

    protocol_version = "HTTP/1.1"
    seen = []

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        said = {"path": self.path, "body": body.decode("latin-1"),
                "headers": [[n.lower(), v] for n, v in self.headers.items()]}
        self.seen.append(said)
        text = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *args):
        pass


class GatewayAttacks(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.backend = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend)
        threading.Thread(target=cls.backend.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.backend.server_close)
        cls.addClassCleanup(cls.backend.shutdown)
        cls.server = cls.enterClassContext(harness.Server())
        cls.client = cls.server.client("apigateway")

    def setUp(self):
        api = self.client.create_rest_api(name="rest")
        self.api, self.root = api["id"], api["rootResourceId"]
        self.uri = f"http://127.0.0.1:{self.backend.server_port}/in"
        Backend.seen.clear()

    def method(self, integration, response=None, **options):
        where = {"restApiId": self.api, "resourceId": self.root, "httpMethod": "ANY"}
        self.client.put_method(**where, **{"authorizationType": "NONE", **options})
        self.client.put_integration(**where, **integration)
        if response:
            self.client.put_method_response(
                **where, statusCode="200",
                responseParameters={f"method.response.header.{n}": False for n in ("X-A", "X-B")})
            self.client.put_integration_response(**where, statusCode="200", **response)
        self.client.create_deployment(restApiId=self.api, stageName="dev")

    def proxy(self, mappings=None, **options):
        self.method({"type": "HTTP_PROXY", "integrationHttpMethod": "ANY", "uri": self.uri,
                     "requestParameters": mappings or {}}, **options)

    def send(self, path="/", headers=None, body=None, prefix=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            connection.request(
                "POST" if body else "GET",
                (prefix or f"/_aws/execute-api/{self.api}/dev") + path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def raw(self, text, read_seconds=10):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as connection:
            connection.sendall(text)
            connection.settimeout(read_seconds)
            answer = b""
            try:
                while part := connection.recv(65536):
                    answer += part
            except TimeoutError:
                pass
            return answer

    def test_no_mapping_makes_a_second_header_or_answer(self):
        self.method(
            {"type": "MOCK", "requestTemplates": {"application/json": '{"statusCode": 200}'}},
            {"responseTemplates": {"application/json":
                '#set($context.responseOverride.header.X-A = $input.params("a"))'
                '#set($context.responseOverride.header["X-B: 1"] = "b")fine'}})
        for a in ("1%0d%0aX-Evil:%201", "1%0aX-Evil:%201", "1%0d%0a%0d%0a<b>", "%00", "1%E5%98%8AX-Evil:1"):
            answer = self.raw(
                f"GET /_aws/execute-api/{self.api}/dev/?a={a} HTTP/1.1\r\nHost: localhost\r\n"
                "Connection: close\r\n\r\n".encode())
            head, _, body = answer.partition(b"\r\n\r\n")
            names = [line.split(b":")[0].strip().lower() for line in head.replace(b"\r", b"\n").split(b"\n")]
            self.assertNotIn(b"x-evil", names, answer)
            self.assertNotIn(b"<b>", body, answer)

    def test_nothing_of_a_query_becomes_a_header_of_the_backend(self):
        self.proxy({"integration.request.header.X-A": "method.request.querystring.a"},
                   requestParameters={"method.request.querystring.a": False})
        for a in ("1%0d%0aX-Evil:%201", "1%0aX-Evil:%201", "1%0d%0a%0d%0aGET /two HTTP/1.1"):
            self.send("/?a=" + a.replace(" ", "%20"))
        for seen in Backend.seen:
            self.assertNotIn("x-evil", [name for name, _ in seen["headers"]])
            self.assertTrue(seen["path"].startswith("/in"), seen)

    def test_no_request_is_smuggled_to_the_backend(self):
        self.proxy()
        path = f"/_aws/execute-api/{self.api}/dev/"
        inner = f"GET {path}?smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for framing in (
                f"Content-Length: {len(inner)}\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 5\r\nContent-Length: 0\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Content-Length: +5\r\n"):
            answer = self.raw(
                f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n0\r\n\r\n{inner}".encode(), 2)
            self.assertFalse(answer.startswith(b"HTTP/1.1 200"), (framing, answer[:200]))
        self.assertEqual([], [s for s in Backend.seen if "smuggled" in s["path"]])
        # A body that looks like a request is a body, and the kept connection is still in step.
        status, _, text = self.send(body=inner)
        self.assertEqual((200, inner), (status, json.loads(text)["body"]))
        self.assertEqual((200, "/in"), (lambda s, _, t: (s, json.loads(t)["path"]))(*self.send()))

    def test_kept_answers_of_an_authorizer_never_go_to_another_identity(self):
        arn = deploy.function(
            self.server.client("lambda"), "guard", deploy.package(guard=GUARD), "guard.handler",
            deploy.role(self.server.client("iam"), "runner", "lambda.amazonaws.com", [deploy.LOGGING]))
        authorizer = self.client.create_authorizer(
            restApiId=self.api, name="guard", type="REQUEST", authorizerResultTtlInSeconds=300,
            identitySource="method.request.header.X-Token,method.request.querystring.q",
            authorizerUri=f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations")
        self.server.client("lambda").add_permission(
            FunctionName="guard", StatementId="gateway", Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com")
        self.proxy({"integration.request.header.x-who": "context.authorizer.who"},
                   authorizationType="CUSTOM", authorizerId=authorizer["id"])

        def check(i):
            token = f"{'bad' if i % 3 == 0 else 'good'}{i % 12},x"
            status, _, text = self.send(f"/?q={i % 2}", {"X-Token": token})
            if token.startswith("bad"):
                return status == 403
            return status == 200 and ["x-who", token] in json.loads(text)["headers"]

        with concurrent.futures.ThreadPoolExecutor(24) as threads:
            self.assertEqual({True}, set(threads.map(check, range(480))))
        # Values that look alike when they are joined.
        self.assertEqual(403, self.send("/?q=good", {"X-Token": "bad"})[0])
        self.assertEqual(200, self.send("/?q=bad", {"X-Token": "good"})[0])
        self.assertEqual(403, self.send("/?q=good", {"X-Token": "bad"})[0])
        self.assertEqual(401, self.send("/", {"X-Token": "good"})[0])

    def test_forged_tokens(self):
        v2 = self.server.client("apigatewayv2")
        api = v2.create_api(Name="http", ProtocolType="HTTP")["ApiId"]
        integration = v2.create_integration(
            ApiId=api, IntegrationType="HTTP_PROXY", IntegrationMethod="ANY",
            IntegrationUri=self.uri, PayloadFormatVersion="1.0")["IntegrationId"]
        issuer = f"http://127.0.0.1:{harness.free_port()}"
        authorizer = v2.create_authorizer(
            ApiId=api, Name="jwt", AuthorizerType="JWT", IdentitySource=["$request.header.Authorization"],
            JwtConfiguration={"Issuer": issuer, "Audience": ["us"]})["AuthorizerId"]
        v2.create_route(ApiId=api, RouteKey="GET /", Target=f"integrations/{integration}",
                        AuthorizationType="JWT", AuthorizerId=authorizer)
        v2.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)

        def part(value):
            return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

        claims = part({"iss": issuer, "aud": "us", "exp": int(time.time()) + 600, "sub": "root"})
        tokens = [f"{part({'alg': alg})}.{claims}." for alg in ("none", "None", "NONE", "")]
        for alg, key in (("HS256", b""), ("HS256", issuer.encode()), ("HS256", b"secret")):
            signed = f"{part({'alg': alg, 'kid': 'k'})}.{claims}"
            mac = base64.urlsafe_b64encode(hmac.new(key, signed.encode(), hashlib.sha256).digest())
            tokens.append(f"{signed}.{mac.decode().rstrip('=')}")
        own = {"alg": "RS256", "kid": "k", "jku": self.uri, "x5u": self.uri, "jwk": {"kty": "RSA", "n": "AQ", "e": "AQAB"}}
        tokens += [f"{part(own)}.{claims}.AAAA", "..", "a.b.c", "x" * 9000]
        for token in tokens:
            status = self.send("/", {"Authorization": "Bearer " + token}, prefix=f"/_aws/execute-api/{api}")[0]
            self.assertEqual(401, status, token[:60])
        self.assertEqual([], Backend.seen, "no key is fetched from where a token says")

    def test_64_clients_never_get_more_than_the_quota(self):
        self.proxy(apiKeyRequired=True)
        plan = self.client.create_usage_plan(
            name="plan", apiStages=[{"apiId": self.api, "stage": "dev"}],
            quota={"limit": 500, "period": "DAY"})["id"]
        key = self.client.create_api_key(name="key", enabled=True)
        self.client.create_usage_plan_key(usagePlanId=plan, keyId=key["id"], keyType="API_KEY")
        start = threading.Barrier(64)

        def client(_):
            start.wait()
            return [self.send(headers={"x-api-key": key["value"]})[0] for _ in range(12)]

        with concurrent.futures.ThreadPoolExecutor(64) as threads:
            answers = [status for statuses in threads.map(client, range(64)) for status in statuses]
        self.assertEqual({200: 500, 429: 268}, {s: answers.count(s) for s in set(answers)})
        self.assertEqual(500, len(Backend.seen))

    def test_slow_clients_do_not_keep_others_out(self):
        self.proxy()
        head = f"POST /_aws/execute-api/{self.api}/dev/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
        slow = []
        for i in range(300):
            connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=30)
            self.addCleanup(connection.close)
            connection.sendall((head if i % 2 else head + "\r\nx").encode())
            slow.append(connection)
        began = time.monotonic()
        for _ in range(20):
            self.assertEqual(200, self.send()[0])
        self.assertLess(time.monotonic() - began, 10)
        self.assertEqual(20, len(Backend.seen), "half a request reaches no backend")


if __name__ == "__main__":
    unittest.main()
