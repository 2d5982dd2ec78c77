"""Functions of the Node.js runtimes: modules, handlers, errors, log, context."""

import base64
import json
import textwrap
import unittest

import deploy
import harness

COMMON = textwrap.dedent('''
    const shared = () => require("shared").name;
    let count = 0;
    exports.echo = async (event, context) => {
      count++;
      console.log("got", event, { nested: { deep: [1] } });
      console.error("two\\nlines");
      return { event, count, name: context.functionName, id: context.awsRequestId,
        arn: context.invokedFunctionArn, memory: context.memoryLimitInMB,
        version: context.functionVersion, left: context.getRemainingTimeInMillis(),
        group: context.logGroupName, env: process.env.AWS_EXECUTION_ENV };
    };
    exports.layered = async () => [shared(), process.env.NODE_PATH.split(":")[1]];
    exports.callback = (event, context, callback) => {
      setTimeout(() => { globalThis.late = "yes"; }, 50);
      callback(null, "called");
    };
    exports.callbackError = (event, context, callback) => callback(new TypeError("by callback"));
    exports.silent = () => "ignored";
    exports.succeed = (event, context) => { setTimeout(() => {}, 60000); context.succeed("done"); };
    exports.nothing = async () => {};
    exports.fail = async () => { const e = new RangeError("no good"); e.code = "E1"; throw e; };
    exports.text = async () => { throw "just text"; };
    exports.rejected = async () => {
      Promise.reject(new Error("forgotten"));
      await new Promise((resolve) => setTimeout(resolve, 5000));
    };
    exports.uncaught = async () => {
      setTimeout(() => { throw new Error("thrown later"); }, 1);
      await new Promise((resolve) => setTimeout(resolve, 5000));
    };
    exports.leave = async () => process.exit(7);
    exports.slow = async () => new Promise((resolve) => setTimeout(resolve, 60000));
    exports.circle = async () => { const a = {}; a.a = a; return a; };
    exports.inner = { deep: async () => "deep" };
    exports.number = 1;
    exports.now = async () => Date.now();
    exports.fetched = async () => {
      const answer = await fetch(process.env.AWS_ENDPOINT_URL + "/_brume/health");
      return answer.status;
    };
''')
MODULE = 'import { readdirSync } from "node:fs";\nexport const handler = async () => readdirSync("/var/task");\n'


class Node(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server("--test-clock"))
        cls.client = cls.server.client("lambda")
        cls.role = deploy.role(
            cls.server.client("iam"), "runner", "lambda.amazonaws.com", [deploy.LOGGING])
        cls.layer = cls.client.publish_layer_version(
            LayerName="lib", Content={"ZipFile": deploy.text_package({
                "nodejs/node_modules/shared/index.js": "exports.name = 'from the layer';"})}
        )["LayerVersionArn"]

    def function(self, handler, runtime="nodejs20.x", code=None):
        name = (handler + runtime).replace(".", "-").replace("/", "-")
        deploy.function(
            self.client, name, code or deploy.text_package({"index.js": COMMON}), handler, self.role,
            Runtime=runtime, Timeout=3, MemorySize=256, Layers=[self.layer])
        return name

    def run_handler(self, handler, payload=None, **options):
        answer = self.client.invoke(
            FunctionName=self.function(handler, **options), Payload=json.dumps(payload),
            LogType="Tail")
        log = base64.b64decode(answer["LogResult"]).decode()
        return answer, json.loads(answer["Payload"].read()), log

    def error(self, handler, **options):
        answer, result, log = self.run_handler(handler, **options)
        self.assertEqual("Unhandled", answer.get("FunctionError"), result)
        return result, log

    def test_the_event_and_the_context_arrive(self):
        for runtime in ("nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"):
            answer, result, log = self.run_handler("index.echo", {"a": "ü"}, runtime=runtime)
            name = "index-echo" + runtime.replace(".", "-")
            self.assertEqual({"a": "ü"}, result["event"])
            self.assertEqual(
                (1, name, "256", "$LATEST", "/aws/lambda/" + name, "AWS_Lambda_" + runtime,
                 answer["ResponseMetadata"]["RequestId"],
                 "arn:aws:lambda:us-east-1:000000000000:function:" + name),
                tuple(result[k] for k in (
                    "count", "name", "memory", "version", "group", "env", "id", "arn")))
            self.assertTrue(0 < result["left"] <= 3000)
            self.assertRegex(
                log, r"\d{4}-\d\d-\d\dT[\d:.]+Z\t" + result["id"]
                + r"\tINFO\tgot \{ a: 'ü' \} \{ nested: \{ deep: \[ 1 \] \} \}\n")
            self.assertIn(f"\t{result['id']}\tERROR\ttwo\nlines\n", log)
        again = json.loads(self.client.invoke(FunctionName=name, Payload=b"1")["Payload"].read())
        self.assertEqual(2, again["count"])

    def test_modules_of_both_kinds_and_layers(self):
        self.assertEqual(
            ["from the layer", "/opt/nodejs/node_modules"], self.run_handler("index.layered")[1])
        self.assertEqual(["app.mjs"], self.run_handler(
            "app.handler", code=deploy.text_package({"app.mjs": MODULE}))[1])
        self.assertEqual(["package.json", "src"], self.run_handler(
            "src/app.handler", code=deploy.text_package({
                "src/app.js": MODULE, "package.json": '{"type": "module"}'}))[1])
        self.assertEqual("deep", self.run_handler("index.inner.deep")[1])

    def test_every_way_to_answer(self):
        self.assertEqual("called", self.run_handler("index.callback")[1])
        self.assertIsNone(self.run_handler("index.silent")[1])
        self.assertEqual("done", self.run_handler("index.succeed")[1])
        self.assertIsNone(self.run_handler("index.nothing")[1])
        self.assertEqual(200, self.run_handler("index.fetched")[1])
        error, _ = self.error("index.callbackError")
        self.assertEqual(("TypeError", "by callback"), (error["errorType"], error["errorMessage"]))
        # AWS removed callbacks from Node.js 24 on.
        error, _ = self.error("index.callback", runtime="nodejs24.x")
        self.assertEqual("Runtime.CallbackHandlerDeprecated", error["errorType"])

    def test_errors_are_reported(self):
        error, log = self.error("index.fail")
        self.assertEqual(("RangeError", "no good"), (error["errorType"], error["errorMessage"]))
        self.assertEqual("RangeError: no good", error["trace"][0])
        self.assertIn('\tERROR\tInvoke Error \t{"errorType":"RangeError","errorMessage":"no good",'
                      '"code":"E1","stack":["RangeError: no good"', log)
        error, _ = self.error("index.text")
        self.assertEqual({"errorType": "string", "errorMessage": "just text", "trace": []}, error)
        error, _ = self.error("index.rejected")
        self.assertEqual(("Runtime.UnhandledPromiseRejection", "Error: forgotten"),
                         (error["errorType"], error["errorMessage"]))
        error, _ = self.error("index.uncaught")
        self.assertEqual(("Error", "thrown later"), (error["errorType"], error["errorMessage"]))
        error, _ = self.error("index.leave")
        self.assertEqual("Runtime.ExitError", error["errorType"])
        self.assertIn("exit status 7", error["errorMessage"])
        error, _ = self.error("index.slow")
        self.assertIn("Task timed out after 3.00 seconds", error["errorMessage"])
        error, _ = self.error("index.circle")
        self.assertEqual("Unable to stringify response body", error["errorMessage"])

    def test_handlers_that_are_not_there(self):
        for handler, kind, text in (
                ("index.none", "Runtime.HandlerNotFound", "index.none is undefined or not exported"),
                ("index.number", "Runtime.HandlerNotFound", "index.number is not a function"),
                ("absent.handler", "Runtime.ImportModuleError",
                 "Error: Cannot find module 'absent'"),
                ("index", "Runtime.MalformedHandlerName", "Bad handler")):
            error, _ = self.error(handler)
            self.assertEqual(kind, error["errorType"])
            self.assertTrue(error["errorMessage"].startswith(text), error["errorMessage"])
        error, _ = self.error("bad.handler", code=deploy.text_package({
            "bad.js": "exports.handler = async ( => 1"}))
        self.assertEqual("Runtime.UserCodeSyntaxError", error["errorType"])

    def test_the_test_clock_counts(self):
        name = self.function("index.now", runtime="nodejs22.x")
        invoke = lambda: json.loads(self.client.invoke(FunctionName=name)["Payload"].read())
        before = invoke()
        self.server.advance_clock("P1D")
        self.assertGreaterEqual(invoke() - before, 86400 * 1000)


if __name__ == "__main__":
    unittest.main()
