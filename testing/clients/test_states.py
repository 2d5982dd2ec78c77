"""Step Functions through boto3: activities, Express workflows, logs, versions, redrive."""

import json
import os
import pathlib
import subprocess
import tempfile
import threading
import unittest
import xml.etree.ElementTree

import deploy
import harness


def definition(**states):
    return json.dumps({"StartAt": next(iter(states)), "States": states})


class StatesTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server(durability="sync").start()
        cls.addClassCleanup(cls.server.stop)
        cls.states = cls.server.client("stepfunctions")
        cls.role = deploy.role(cls.server.client("iam"), "flow", "states.amazonaws.com", [
            {"Effect": "Allow", "Action": "*", "Resource": "*"}])

    def machine(self, name, text, **options):
        return self.states.create_state_machine(
            name=name, roleArn=self.role, definition=text, **options)["stateMachineArn"]

    def ended(self, execution):
        return harness.until(lambda: self.if_ended(execution), what=f"the end of {execution}")

    def if_ended(self, execution):
        found = self.states.describe_execution(executionArn=execution)
        return found if found["status"] != "RUNNING" else None

    def test_the_launcher_draws_a_machine_and_the_path_of_an_execution(self):
        machine = self.machine("drawn", definition(
            Check={"Type": "Choice", "Default": "Small", "Choices": [
                {"Variable": "$.n", "NumericGreaterThan": 5, "Next": "Large"}]},
            Small={"Type": "Pass", "End": True}, Large={"Type": "Pass", "End": True}))
        execution = self.states.start_execution(
            stateMachineArn=machine, input='{"n": 9}')["executionArn"]
        self.ended(execution)
        with tempfile.TemporaryDirectory() as folder:
            picture = pathlib.Path(folder, "picture.svg")
            self.graph("drawn", "--execution", execution, "--out", str(picture))
            svg = xml.etree.ElementTree.parse(picture)
            colours = {group.get("data-state"): group.get("class") for group in svg.iter()
                       if group.get("data-state")}
            self.assertEqual({"Check": "state succeeded", "Large": "state succeeded",
                              "Small": "state"}, colours)
            source = pathlib.Path(folder, "file.asl.json")
            source.write_text(definition(Only={"Type": "Succeed"}))
            self.graph(str(source), "--out", str(picture))
            self.assertIn('data-state="Only"', picture.read_text())
        failed = self.graph("nobody", "--out", os.devnull, fails=True)
        self.assertIn("neither a file nor a state machine nobody", failed.stderr)

    def graph(self, *arguments, fails=False):
        done = subprocess.run(
            [str(harness.HOME / "brume"), "sfn", "graph", *arguments], capture_output=True,
            text=True, timeout=60, env=self.server.environment())
        self.assertEqual(fails, done.returncode != 0, done.stderr)
        return done

    def test_workers_take_the_tasks_of_an_activity(self):
        activity = self.states.create_activity(name="resize")["activityArn"]
        machine = self.machine("resizing", definition(
            Resize={"Type": "Task", "Resource": activity, "TimeoutSeconds": 60, "End": True}))
        stop = threading.Event()

        def work():
            client = self.server.client("stepfunctions")
            while not stop.is_set():
                task = client.get_activity_task(activityArn=activity, workerName="tester")
                if task.get("taskToken"):
                    size = json.loads(task["input"])["size"]
                    client.send_task_heartbeat(taskToken=task["taskToken"])
                    client.send_task_success(
                        taskToken=task["taskToken"], output=json.dumps(size * 2))

        workers = [threading.Thread(target=work, daemon=True) for _ in range(3)]
        for worker in workers:
            worker.start()
        executions = [self.states.start_execution(
            stateMachineArn=machine, input=json.dumps({"size": size}))["executionArn"]
            for size in range(12)]
        self.assertEqual([str(size * 2) for size in range(12)],
                         [self.ended(execution)["output"] for execution in executions])
        stop.set()
        for _ in workers:  # each worker still waits for one task
            self.states.start_execution(stateMachineArn=machine, input='{"size": 0}')
        for worker in workers:
            worker.join(30)
            self.assertFalse(worker.is_alive())

    def test_a_stop_answers_the_workers_that_wait(self):
        with harness.Server() as server:
            states = server.client("stepfunctions")
            activity = states.create_activity(name="idle")["activityArn"]
            answers = []
            worker = threading.Thread(
                target=lambda: answers.append(states.get_activity_task(activityArn=activity)),
                daemon=True)
            worker.start()
            # The worker waits, or it would have had an answer by then.
            worker.join(1)
            server.process.terminate()
            worker.join(30)
            self.assertNotIn("taskToken", answers[0])
            server.process.wait(30)

    def test_a_task_waits_for_its_worker_across_kill_9(self):
        activity = self.states.create_activity(name="patient")["activityArn"]
        machine = self.machine("waiting", definition(
            Wait={"Type": "Task", "Resource": activity, "End": True}))
        execution = self.states.start_execution(
            stateMachineArn=machine, input='{"n": 1}')["executionArn"]
        self.server.kill()
        self.server.start()
        task = self.states.get_activity_task(activityArn=activity)
        self.assertEqual('{"n": 1}', task["input"])
        self.server.kill()
        self.server.start()
        self.states.send_task_success(taskToken=task["taskToken"], output="2")
        self.assertEqual("2", self.ended(execution)["output"])
        types = [event["type"] for event in
                 self.states.get_execution_history(executionArn=execution)["events"]]
        self.assertEqual(["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"],
                         [name for name in types if name.startswith("Activity")])

    def function(self, name, code):
        role = deploy.role(self.server.client("iam"), "fn-" + name, "lambda.amazonaws.com", [
            {"Effect": "Allow", "Action": "*", "Resource": "*"}])
        return deploy.function(self.server.client("lambda"), name, deploy.package(app=code),
                               "app.handler", role, Timeout=20)

    def test_express_workflows(self):
        double = self.function("double", "def handler(event, context):\n    return event * 2\n")
        group = "/aws/vendedlogs/states/express"
        logs = self.server.client("logs")
        logs.create_log_group(logGroupName=group)
        arn = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["arn"]
        machine = self.machine("express", definition(
            Double={"Type": "Task", "Resource": double, "Next": "Nap"},
            Nap={"Type": "Wait", "Seconds": 0, "Next": "Check"},
            Check={"Type": "Choice", "Default": "Good", "Choices": [
                {"Variable": "$", "NumericLessThan": 0, "Next": "Bad"}]},
            Good={"Type": "Succeed"},
            Bad={"Type": "Fail", "Error": "Negative", "Cause": "too small"}),
            type="EXPRESS", loggingConfiguration={
                "level": "ALL", "includeExecutionData": True,
                "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}}]})
        sync = self.server.client("stepfunctions", inject_host_prefix=False)
        good = sync.start_sync_execution(stateMachineArn=machine, name="one", input="21")
        self.assertEqual(("SUCCEEDED", "42"), (good["status"], good["output"]))
        self.assertEqual(64, good["billingDetails"]["billedMemoryUsedInMB"])
        bad = sync.start_sync_execution(stateMachineArn=machine, input="-1")
        self.assertEqual(("FAILED", "Negative", "too small"),
                         (bad["status"], bad["error"], bad["cause"]))

        execution = self.states.start_execution(
            stateMachineArn=machine, input="4")["executionArn"]
        self.assertIn(":express:express:", execution)
        with self.assertRaises(self.states.exceptions.InvalidArn):
            self.states.describe_execution(executionArn=execution)

        def logged():
            events = [json.loads(event["message"]) for event in
                      logs.filter_log_events(logGroupName=group)["events"]]
            own = [event for event in events if event["execution_arn"] == execution]
            return own if own and own[-1]["type"] == "ExecutionSucceeded" else None

        events = harness.until(logged, what="the log of the execution")
        self.assertEqual("8", events[-1]["details"]["output"])
        self.assertEqual([str(n + 1) for n in range(len(events))], [e["id"] for e in events])

    def test_an_acknowledged_express_execution_ends_across_kill_9(self):
        dynamodb = self.server.client("dynamodb")
        dynamodb.create_table(
            TableName="express", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
        dynamodb.get_waiter("table_exists").wait(TableName="express")
        machine = self.machine("interrupted", definition(
            Nap={"Type": "Wait", "Seconds": 1, "Next": "Put"},
            Put={"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "End": True,
                 "Parameters": {"TableName": "express", "Item": {"id": {"S.$": "$.id"}}}}),
            type="EXPRESS")
        names = {f"n{n}" for n in range(5)}
        for name in names:
            self.states.start_execution(stateMachineArn=machine, input=json.dumps({"id": name}))
        self.server.kill()
        self.server.start()

        def written():
            items = dynamodb.scan(TableName="express")["Items"]
            return {item["id"]["S"] for item in items} == names

        harness.until(written, what="the items of all executions")

    def test_versions_and_aliases(self):
        first = self.states.create_state_machine(
            name="versioned", roleArn=self.role, publish=True, versionDescription="first",
            definition=definition(P={"Type": "Pass", "Result": 1, "End": True}))
        machine = first["stateMachineArn"]
        second = self.states.update_state_machine(
            stateMachineArn=machine, publish=True,
            definition=definition(P={"Type": "Pass", "Result": 2, "End": True}))
        alias = self.states.create_state_machine_alias(name="live", routingConfiguration=[
            {"stateMachineVersionArn": first["stateMachineVersionArn"], "weight": 50},
            {"stateMachineVersionArn": second["stateMachineVersionArn"], "weight": 50},
        ])["stateMachineAliasArn"]
        outputs = set()
        while outputs != {"1", "2"}:
            execution = self.states.start_execution(stateMachineArn=alias)["executionArn"]
            ended = self.ended(execution)
            self.assertEqual(alias, ended["stateMachineAliasArn"])
            self.assertEqual(f"{machine}:{ended['output']}", ended["stateMachineVersionArn"])
            outputs.add(ended["output"])
        with self.assertRaises(self.states.exceptions.ConflictException):
            self.states.delete_state_machine_version(
                stateMachineVersionArn=first["stateMachineVersionArn"])

    def test_a_failed_execution_is_redriven(self):
        table = "redriven"
        machine = self.machine("redriving", definition(
            Before={"Type": "Pass", "Next": "Put"},
            Put={"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "End": True,
                 "Parameters": {"TableName": table, "Item": {"id": {"S": "x"}}},
                 "ResultSelector": {"status.$": "$.SdkHttpMetadata.HttpStatusCode"}}))
        execution = self.states.start_execution(stateMachineArn=machine)["executionArn"]
        self.assertEqual("REDRIVABLE", self.ended(execution)["redriveStatus"])
        self.server.client("dynamodb").create_table(
            TableName=table, BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
        self.server.kill()
        self.server.start()
        self.states.redrive_execution(executionArn=execution)
        ended = self.ended(execution)
        self.assertEqual(("SUCCEEDED", '{"status":200}', 1),
                         (ended["status"], ended["output"], ended["redriveCount"]))

    def test_bytes_that_are_not_json_are_the_functions_error(self):
        function = self.function("bytes", "def handler(event, context):\n    return b'\\x00no'\n")
        machine = self.machine("bytes", definition(
            Call={"Type": "Task", "Resource": function, "End": True,
                  "Catch": [{"ErrorEquals": ["Runtime.MarshalError"], "Next": "Caught"}]},
            Caught={"Type": "Pass", "Result": "caught", "End": True}))
        execution = self.states.start_execution(stateMachineArn=machine)["executionArn"]
        self.assertEqual('"caught"', self.ended(execution)["output"])


if __name__ == "__main__":
    unittest.main()
