"""Responses that are sent while the function writes them."""
# alone: it looks at when parts of an answer arrive

import http.client
import json
import textwrap
import time
import unittest
import urllib.parse

import deploy
import harness

NODE = textwrap.dedent('''
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

    exports.slow = awslambda.streamifyResponse(async (event, out, context) => {
      out.setContentType("text/plain");
      out.write("first");
      await pause(1500);
      out.write("last");
      out.end();
    });

    exports.page = awslambda.streamifyResponse(async (event, stream, context) => {
      const out = awslambda.HttpResponseStream.from(stream, {
        statusCode: 201, headers: { "Content-Type": "text/html", "X-Own": "yes" },
        cookies: ["a=1", "b=2"] });
      out.write("<p>");
      out.end("</p>");
    });

    exports.told = awslambda.streamifyResponse(async (event, stream, context) => {
      const out = awslambda.HttpResponseStream.from(stream, {
        statusCode: 203, headers: { "Content-Type": "text/plain", "X-Own": "yes" } });
      out.write("first");
      await pause(1500);
      out.end("last");
    });

    exports.early = awslambda.streamifyResponse(async () => { throw new TypeError("at once"); });

    exports.late = awslambda.streamifyResponse(async (event, out) => {
      out.write("begun");
      await pause(100);
      throw new RangeError("too late");
    });

    exports.large = awslambda.streamifyResponse(async (event, out) => {
      const piece = Buffer.alloc(1024 * 1024, "x");
      for (let i = 0; i < event.megabytes; i++) {
        if (!out.write(piece)) {
          await new Promise((resolve) => out.once("drain", resolve));
        }
      }
      out.end();
    });

    exports.plain = async () => ({ statusCode: 202, body: "plain" });
''')
# A custom runtime that streams, and reports an error after a part of the response.
BOOTSTRAP = textwrap.dedent('''\
    #!/usr/bin/env python3
    import base64, http.client, os
    base = "/2018-06-01/runtime/invocation/"
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        connection.request("GET", base + "next")
        answer = connection.getresponse()
        event = answer.read()
        connection.putrequest(
            "POST", base + answer.headers["Lambda-Runtime-Aws-Request-Id"] + "/response")
        connection.putheader("Lambda-Runtime-Function-Response-Mode", "streaming")
        connection.putheader("Transfer-Encoding", "chunked")
        connection.putheader("Content-Type", "text/plain")
        connection.endheaders()
        connection.send(b"5\\r\\nhello\\r\\n0\\r\\n")
        if event == b'"fail"':
            connection.send(b"Lambda-Runtime-Function-Error-Type: Own.Error\\r\\n")
            body = base64.b64encode(b'{"errorMessage":"broken"}')
            connection.send(b"Lambda-Runtime-Function-Error-Body: " + body + b"\\r\\n")
        connection.send(b"\\r\\n")
        connection.getresponse().read()
    ''')


class Streams(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        cls.client = cls.server.client("lambda")
        role = deploy.role(
            cls.server.client("iam"), "streamer", "lambda.amazonaws.com", [deploy.LOGGING])
        code = deploy.text_package({"index.js": NODE})
        for name in ("slow", "told", "page", "early", "late", "large", "plain"):
            deploy.function(cls.client, name, code, "index." + name, role,
                            Runtime="nodejs20.x", Timeout=30)
        deploy.function(cls.client, "custom", deploy.executable("bootstrap", BOOTSTRAP), "none",
                        role, Runtime="provided.al2023")

    def stream(self, name, payload=None, **options):
        answer = self.client.invoke_with_response_stream(
            FunctionName=name, Payload=json.dumps(payload), **options)
        self.assertEqual(200, answer["StatusCode"])
        return answer["EventStream"]

    def collect(self, name, payload=None, **options):
        body, complete = b"", None
        for event in self.stream(name, payload, **options):
            body += event.get("PayloadChunk", {}).get("Payload", b"")
            complete = event.get("InvokeComplete", complete)
        return body, complete

    def url(self, name):
        url = self.client.create_function_url_config(
            FunctionName=name, AuthType="NONE", InvokeMode="RESPONSE_STREAM")
        self.assertEqual("RESPONSE_STREAM", url["InvokeMode"])
        for action, extra in (
                ("lambda:InvokeFunctionUrl", {"FunctionUrlAuthType": "NONE"}),
                ("lambda:InvokeFunction", {"InvokedViaFunctionUrl": True})):
            self.client.add_permission(
                FunctionName=name, StatementId=action.replace(":", "-"), Action=action,
                Principal="*", **extra)
        return urllib.parse.urlsplit(url["FunctionUrl"]).hostname

    def get(self, host):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        self.addCleanup(connection.close)
        connection.request("GET", "/", headers={"Host": host})
        return connection.getresponse()

    def test_pieces_arrive_when_they_are_written(self):
        self.collect("slow")
        times = [(event, time.monotonic()) for event in self.stream("slow", LogType="Tail")]
        self.assertEqual(
            [b"first", b"last"],
            [e["PayloadChunk"]["Payload"] for e, _ in times if "PayloadChunk" in e])
        self.assertGreater(times[1][1] - times[0][1], 1)
        self.assertIn("LogResult", times[-1][0]["InvokeComplete"])

    def test_a_failure_before_and_after_the_first_piece(self):
        body, complete = self.collect("early")
        self.assertEqual((b"", "Unhandled"), (body, complete["ErrorCode"]))
        self.assertEqual("at once", json.loads(complete["ErrorDetails"])["errorMessage"])
        body, complete = self.collect("late")
        self.assertEqual((b"begun", "Unhandled"), (body, complete["ErrorCode"]))
        self.assertEqual("RangeError", json.loads(complete["ErrorDetails"])["errorType"])
        self.assertEqual((b"begun", "Unhandled"), (self.collect("late")[0], complete["ErrorCode"]))

    def test_more_than_a_whole_response_may_have(self):
        body, complete = self.collect("large", {"megabytes": 40})
        self.assertEqual((40 << 20, {}), (len(body), complete))
        answer = self.client.invoke(FunctionName="large", Payload='{"megabytes": 7}')
        self.assertEqual("Function.ResponseSizeTooLarge",
                         json.loads(answer["Payload"].read())["errorType"])

    def test_a_handler_that_does_not_stream_answers_in_one_piece(self):
        self.assertEqual({"statusCode": 202, "body": "plain"},
                         json.loads(self.collect("plain")[0]))

    def test_a_rest_api_sends_it_on_while_it_is_made(self):
        gateway = self.server.client("apigateway")
        arn = self.client.get_function(FunctionName="told")["Configuration"]["FunctionArn"]
        self.client.add_permission(
            FunctionName="told", StatementId="gateway", Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com")
        api = gateway.create_rest_api(name="streams")
        where = {"restApiId": api["id"], "resourceId": api["rootResourceId"], "httpMethod": "GET"}
        gateway.put_method(**where, authorizationType="NONE")
        gateway.put_integration(
            **where, type="AWS_PROXY", integrationHttpMethod="POST", responseTransferMode="STREAM",
            uri="arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/"
                f"{arn}/response-streaming-invocations")
        gateway.create_deployment(restApiId=api["id"], stageName="dev")
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        self.addCleanup(connection.close)
        connection.request("GET", f"/_aws/execute-api/{api['id']}/dev/")
        answer = connection.getresponse()
        self.assertEqual((203, "yes"), (answer.status, answer.headers["X-Own"]))
        self.assertEqual(b"first", answer.read(5))
        began = time.monotonic()
        self.assertEqual(b"last", answer.read())
        self.assertGreater(time.monotonic() - began, 1)

    def test_a_custom_runtime_streams_and_reports_errors_in_trailers(self):
        self.assertEqual((b"hello", {}), self.collect("custom"))
        body, complete = self.collect("custom", "fail")
        self.assertEqual((b"hello", '{"errorMessage":"broken"}'), (body, complete["ErrorDetails"]))
        answer = self.client.invoke(FunctionName="custom", Payload='""')
        self.assertEqual(b"hello", answer["Payload"].read())

    def test_a_url_streams(self):
        answer = self.get(self.url("page"))
        self.assertEqual((201, "text/html", "yes"),
                         (answer.status, answer.headers["Content-Type"], answer.headers["X-Own"]))
        self.assertEqual(["a=1", "b=2"], answer.headers.get_all("Set-Cookie"))
        self.assertEqual(b"<p></p>", answer.read())
        answer = self.get(self.url("slow"))
        self.assertEqual("text/plain", answer.headers["Content-Type"])
        began = time.monotonic()
        self.assertEqual(b"first", answer.read(5))
        first = time.monotonic() - began
        self.assertEqual(b"last", answer.read())
        self.assertGreater(time.monotonic() - began - first, 1)

    def test_a_url_that_breaks_off_does_not_look_complete(self):
        answer = self.get(self.url("late"))
        with self.assertRaises((http.client.IncompleteRead, ConnectionError)):
            answer.read()
        self.assertEqual(502, self.get(self.url("early")).status)


if __name__ == "__main__":
    unittest.main()
