"""Lambda through boto3: invocation, errors as AWS reports them, logs, limits."""

import base64
import json
import textwrap
import unittest

from botocore.exceptions import ClientError

import deploy
import harness

CODE = textwrap.dedent('''
    import os, sys, time

    def echo(event, context):
        print("got", event)
        return {"event": event, "name": context.function_name, "arn": context.invoked_function_arn,
                "memory": context.memory_limit_in_mb, "left": context.get_remaining_time_in_millis(),
                "group": context.log_group_name, "region": os.environ["AWS_REGION"],
                "variable": os.environ.get("COLOUR")}

    def fail(event, context):
        raise ValueError("no good")

    def slow(event, context):
        time.sleep(30)

    def leave(event, context):
        os._exit(7)

    def greedy(event, context):
        return len(bytearray(400 * 1024 * 1024))

    def nosy(event, context):
        import boto3
        return boto3.client("sts").get_caller_identity()["Arn"]

    def files(event, context):
        try:
            return os.listdir(event)
        except OSError as error:
            return str(error)
''')
BOOTSTRAP = textwrap.dedent('''\
    #!/usr/bin/env python3
    import http.client, os
    base = "/2018-06-01/runtime/invocation/"
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        connection.request("GET", base + "next")
        answer = connection.getresponse()
        event = answer.read()
        connection.request(
            "POST", base + answer.headers["Lambda-Runtime-Aws-Request-Id"] + "/response", event[::-1])
        connection.getresponse().read()
    ''')


class Lambda(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        cls.client = cls.server.client("lambda")
        cls.role = deploy.role(cls.server.client("iam"), "runner", "lambda.amazonaws.com", [deploy.LOGGING])
        for name in ("echo", "fail", "slow", "leave", "greedy", "nosy", "files"):
            deploy.function(
                cls.client, name, deploy.package(app=CODE), "app." + name, cls.role, Timeout=3,
                MemorySize=256, Environment={"Variables": {"COLOUR": "grey"}})

    def invoke(self, name, payload=None, **options):
        answer = self.client.invoke(FunctionName=name, Payload=json.dumps(payload), **options)
        return answer, json.loads(answer["Payload"].read())

    def test_the_event_and_the_context_arrive(self):
        answer, result = self.invoke("echo", {"a": [1, None, "ü"]}, LogType="Tail")
        self.assertEqual(200, answer["StatusCode"])
        self.assertEqual("$LATEST", answer["ExecutedVersion"])
        self.assertEqual({"a": [1, None, "ü"]}, result["event"])
        self.assertEqual("arn:aws:lambda:us-east-1:000000000000:function:echo", result["arn"])
        self.assertEqual(("echo", "/aws/lambda/echo", "us-east-1", "grey"),
                         (result["name"], result["group"], result["region"], result["variable"]))
        self.assertLessEqual(result["left"], 3000)
        tail = base64.b64decode(answer["LogResult"]).decode()
        request_id = answer["ResponseMetadata"]["RequestId"]
        self.assertIn(f"START RequestId: {request_id} Version: $LATEST", tail)
        self.assertIn("got {'a': [1, None, 'ü']}", tail)
        self.assertIn(f"END RequestId: {request_id}", tail)
        self.assertIn(f"REPORT RequestId: {request_id}\tDuration:", tail)

    def test_an_exception_is_a_function_error(self):
        answer, result = self.invoke("fail")
        self.assertEqual("Unhandled", answer["FunctionError"])
        self.assertEqual(("ValueError", "no good"), (result["errorType"], result["errorMessage"]))
        self.assertTrue(any("raise ValueError" in line for line in result["stackTrace"]))

    def test_a_timeout_is_reported(self):
        answer, result = self.invoke("slow")
        self.assertEqual("Unhandled", answer["FunctionError"])
        self.assertIn("Task timed out after 3.00 seconds", result["errorMessage"])

    def test_an_exit_is_reported(self):
        answer, result = self.invoke("leave")
        self.assertEqual("Unhandled", answer["FunctionError"])
        self.assertEqual("Runtime.ExitError", result["errorType"])
        self.assertIn("exit status 7", result["errorMessage"])

    def test_memory_is_limited(self):
        answer, result = self.invoke("greedy")
        self.assertEqual("Unhandled", answer["FunctionError"])
        self.assertRegex(result["errorType"], "Runtime.(ExitError|OutOfMemory)|MemoryError")

    def test_a_function_acts_as_its_role(self):
        _, result = self.invoke("nosy")
        self.assertEqual("arn:aws:sts::000000000000:assumed-role/runner/nosy", result)

    def test_a_function_sees_only_its_own_files(self):
        _, mine = self.invoke("files", "/var/task")
        self.assertEqual(["app.py"], mine)
        for folder in (self.server.folder, "/root", "/home", "/proc/1/root" + self.server.folder):
            _, seen = self.invoke("files", folder)
            self.assertNotIn("data", seen, folder)

    def test_an_event_is_taken_and_run_later(self):
        answer = self.client.invoke(FunctionName="echo", InvocationType="Event", Payload=b'"later"')
        self.assertEqual(202, answer["StatusCode"])
        logs = self.server.client("logs")
        # The group is there when the first lines of any invocation have arrived.
        harness.until(lambda: logs.describe_log_groups(
            logGroupNamePrefix="/aws/lambda/echo")["logGroups"])
        harness.until(lambda: logs.filter_log_events(
            logGroupName="/aws/lambda/echo", filterPattern='"got later"')["events"])

    def test_dry_run_checks_and_does_nothing(self):
        answer = self.client.invoke(FunctionName="echo", InvocationType="DryRun")
        self.assertEqual(204, answer["StatusCode"])

    def test_a_custom_runtime_speaks_the_runtime_api(self):
        buffer = deploy.executable("bootstrap", BOOTSTRAP)
        deploy.function(self.client, "custom", buffer, "any", self.role, Runtime="provided.al2023")
        answer = self.client.invoke(FunctionName="custom", Payload=b'"abc"')
        self.assertEqual(b'"cba"', answer["Payload"].read())

    def test_an_update_of_the_code_counts(self):
        deploy.function(
            self.client, "changing", deploy.package(app="def handler(e, c): return 1"),
            "app.handler", self.role)
        self.assertEqual(1, self.invoke("changing")[1])
        self.client.update_function_code(
            FunctionName="changing", ZipFile=deploy.package(app="def handler(e, c): return 2"))
        self.client.get_waiter("function_updated_v2").wait(FunctionName="changing")
        self.assertEqual(2, self.invoke("changing")[1])

    def test_errors_have_the_texts_of_aws(self):
        with self.assertRaises(self.client.exceptions.ResourceNotFoundException) as error:
            self.invoke("absent")
        self.assertIn(
            "Function not found: arn:aws:lambda:us-east-1:000000000000:function:absent",
            str(error.exception))
        # Recorded from AWS by LocalStack: test_lambda_invoke_payload_encoding_error.
        with self.assertRaises(self.client.exceptions.InvalidRequestContentException) as error:
            self.client.invoke(FunctionName="echo", Payload=b"n\x87r")
        self.assertEqual(
            "Could not parse request body into json: Could not parse payload into json: Invalid"
            " UTF-8 start byte 0x87\n at [Source: REDACTED"
            " (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 3]",
            error.exception.response["Error"]["Message"])
        with self.assertRaises(ClientError) as error:
            deploy.function(self.client, "echo", deploy.package(app=CODE), "app.echo", self.role)
        self.assertEqual(
            "ResourceConflictException", error.exception.response["Error"]["Code"])


if __name__ == "__main__":
    unittest.main()
