"""kill -9 while workflows run and events wait: each execution ends once, each event is handled.

Rounds and seed come from BRUME_CRASH_ROUNDS (8) and BRUME_SEED (random, printed).
"""

import json
import threading
import unittest

import botocore.exceptions

import crash
import deploy
import harness

CODE = """
import boto3
table = boto3.resource("dynamodb").Table("seen")

def handler(event, context):
    table.put_item(Item={"id": event["id"]})
    return event["id"]
"""
MACHINE = {
    "StartAt": "Both",
    "States": {
        "Both": {
            "Type": "Parallel", "Next": "Each", "ResultPath": None,
            "Branches": [
                {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 1, "End": True}}},
                {"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": True}}}]},
        "Each": {
            "Type": "Map", "ItemsPath": "$.items", "Next": "Mark", "ResultPath": "$.items",
            "ItemProcessor": {
                "StartAt": "One", "States": {"One": {"Type": "Pass", "End": True}}}},
        "Mark": {
            "Type": "Task", "Resource": "", "End": True,
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 5}]},
    },
}


class CrashTest(unittest.TestCase):

    def setUp(self):
        self.rounds, self.chance = crash.plan(8)
        self.server = server = crash.server(self)
        server.client("dynamodb").create_table(
            TableName="seen", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
        server.client("dynamodb").get_waiter("table_exists").wait(TableName="seen")
        role = deploy.role(server.client("iam"), "mark", "lambda.amazonaws.com", [
            {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "*"}])
        self.function = deploy.function(
            server.client("lambda"), "mark", deploy.package(app=CODE), "app.handler", role, Timeout=20)

    def seen(self):
        pages = self.server.client("dynamodb").get_paginator("scan").paginate(TableName="seen")
        return {item["id"]["S"] for page in pages for item in page["Items"]}

    def work_under_kills(self, work):
        """Calls work(number) again and again from some threads while the server is killed."""
        done, stop = [], threading.Event()

        def run(first):
            number = first
            while not stop.is_set():
                try:
                    done.append(work(number))
                    number += 1000
                except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError, OSError):
                    stop.wait(0.05)
                    number += 1000

        threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(self.rounds):
            threading.Event().wait(self.chance.uniform(0.3, 1.5))
            self.server.kill()
            self.server.start()
        stop.set()
        for thread in threads:
            thread.join(60)
        return done

    def test_every_acknowledged_event_is_handled(self):
        def send(number):
            name = f"event-{number}"
            answer = self.server.client("lambda").invoke(
                FunctionName="mark", InvocationType="Event", Payload=json.dumps({"id": name}))
            self.assertEqual(202, answer["StatusCode"])
            return name

        sent = self.work_under_kills(send)
        self.assertGreater(len(sent), 0)
        harness.until(lambda: set(sent) <= self.seen(), seconds=120, what="every event's mark")
        print(f"{len(sent)} acknowledged events were handled across {self.rounds} kills")

    def test_every_execution_ends_once(self):
        states = self.server.client("stepfunctions")
        role = deploy.role(self.server.client("iam"), "flow", "states.amazonaws.com", [
            {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}])
        MACHINE["States"]["Mark"]["Resource"] = self.function
        machine = states.create_state_machine(
            name="flow", roleArn=role, definition=json.dumps(MACHINE))["stateMachineArn"]

        def start(number):
            name = f"run-{number}"
            return self.server.client("stepfunctions").start_execution(
                stateMachineArn=machine, name=name,
                input=json.dumps({"id": name, "items": [1, 2, 3]}))["executionArn"]

        started = self.work_under_kills(start)
        self.assertGreater(len(started), 0)
        for arn in started:
            execution = harness.until(
                lambda arn=arn: self.ended(states, arn), seconds=120, what=f"the end of {arn}")
            self.assertEqual(("SUCCEEDED", json.dumps(arn.split(":")[-1])),
                             (execution["status"], execution["output"]))
            self.check_history(states, arn)
        self.assertLessEqual({arn.split(":")[-1] for arn in started}, self.seen())
        print(f"{len(started)} executions ended once across {self.rounds} kills")

    @staticmethod
    def ended(states, arn):
        execution = states.describe_execution(executionArn=arn)
        return execution if execution["status"] != "RUNNING" else None

    def check_history(self, states, arn):
        pages = states.get_paginator("get_execution_history").paginate(executionArn=arn)
        events = [event for page in pages for event in page["events"]]
        self.assertEqual(list(range(1, len(events) + 1)), [event["id"] for event in events])
        types = [event["type"] for event in events]
        for once in ("ExecutionStarted", "ExecutionSucceeded", "ParallelStateSucceeded",
                     "MapStateSucceeded", "LambdaFunctionSucceeded"):
            self.assertEqual(1, types.count(once), (once, types))
        self.assertTrue(all(event["previousEventId"] < event["id"] for event in events))


if __name__ == "__main__":
    unittest.main()
