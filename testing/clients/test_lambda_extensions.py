"""Extensions and wrappers of layers: programs beside the runtime, and one that starts it.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
"""

import json
import textwrap
import time
import unittest

import deploy
import harness

EXTENSION = textwrap.dedent('''\
    #!/usr/bin/env python3
    import http.client, json, os, time

    def call(method, path, body=None, **headers):
        connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
        connection.request(method, "/2020-01-01/extension/" + path, body,
                           {"Lambda-Extension-" + name: headers[name] for name in headers})
        answer = connection.getresponse()
        return answer.headers, json.loads(answer.read())

    headers, _ = call("POST", "register", json.dumps({"events": ["INVOKE", "SHUTDOWN"]}),
                      Name="watcher")
    me = headers["Lambda-Extension-Identifier"]
    while True:
        _, event = call("GET", "event/next", Identifier=me)
        time.sleep(0.3)
        print("WATCHED", event["eventType"], event.get("requestId"), flush=True)
        if event["eventType"] == "SHUTDOWN":
            break
''')

HANDLERS = {
    "python3.11": ("app.py", "import os\ndef handler(event, context):\n"
                             "    return os.environ.get('WRAPPED')\n"),
    "nodejs20.x": ("app.js", "exports.handler = async () => process.env.WRAPPED;\n"),
}


class ExtensionsTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        cls.client = cls.server.client("lambda")
        cls.role = deploy.role(
            cls.server.client("iam"), "extended", "lambda.amazonaws.com", [deploy.LOGGING])

    def layer(self, name, path, text):
        return self.client.publish_layer_version(
            LayerName=name, Content={"ZipFile": deploy.executable(path, text)})["LayerVersionArn"]

    def log(self, name):
        return [event["message"].rstrip("\n") for event in self.server.client("logs")
                .filter_log_events(logGroupName="/aws/lambda/" + name)["events"]]

    def test_an_extension_of_a_layer(self):
        layer = self.layer("watcher", "extensions/watcher", EXTENSION)
        deploy.function(self.client, "watched", deploy.text_package(dict(HANDLERS.values())),
                        "app.handler", self.role, Layers=[layer])
        ids = []
        for _ in range(2):
            answer = self.client.invoke(FunctionName="watched")
            self.assertEqual(b"null", answer["Payload"].read())
            ids.append(answer["ResponseMetadata"]["RequestId"])
            # One environment, though the extension works on after each response.
            harness.until(lambda: len([m for m in self.log("watched") if "WATCHED" in m])
                          == len(ids), 30)
            time.sleep(0.5)
        log = self.log("watched")
        self.assertEqual(1, len([m for m in log if m.startswith("INIT_START")]))
        self.assertIn("EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE, SHUTDOWN]", log)
        self.assertEqual(
            ["WATCHED INVOKE " + each for each in ids], [m for m in log if "WATCHED" in m])
        # A change ends the environment, and the extension is told.
        self.client.update_function_configuration(FunctionName="watched", Timeout=5)
        harness.until(lambda: "WATCHED SHUTDOWN None" in self.log("watched"), 20)

    def test_an_extension_that_ends(self):
        layer = self.layer("ending", "extensions/ending", "#!/bin/sh\nexit 2\n")
        deploy.function(self.client, "ended", deploy.text_package(dict(HANDLERS.values())),
                        "app.handler", self.role, Layers=[layer])
        answer = self.client.invoke(FunctionName="ended")
        self.assertEqual("Unhandled", answer["FunctionError"])
        error = json.loads(answer["Payload"].read())
        self.assertEqual("Extension.Crash", error["errorType"])
        self.assertRegex(error["errorMessage"], "^RequestId: [0-9a-f-]{36} Error: exit status 2$")

    def test_a_wrapper_starts_the_runtime(self):
        layer = self.layer("wrapper", "wrap", '#!/bin/bash\nexport WRAPPED=yes\nexec "$@"\n')
        for runtime, (file, source) in HANDLERS.items():
            with self.subTest(runtime):
                name = "wrapped-" + runtime[:4]
                deploy.function(
                    self.client, name, deploy.text_package({file: source}), "app.handler",
                    self.role, Runtime=runtime, Layers=[layer],
                    Environment={"Variables": {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/wrap"}})
                self.assertEqual(
                    b'"yes"', self.client.invoke(FunctionName=name)["Payload"].read())


if __name__ == "__main__":
    unittest.main()
