"""kill -9 while workflows run and events wait: each execution ends once, each event is handled.

Rounds and seed come from BRUME_CRASH_ROUNDS (8) and BRUME_SEED (random, printed); work goes on after
the last kill until BRUME_CRASH_COUNT (400) pieces of it are acknowledged.
"""

import json
import os
import threading
import unittest

import crash
import deploy
import harness

THREADS = 4
CODE = """
import boto3
table = boto3.resource("dynamodb").Table("seen")

def handler(event, context):
    if event.get("stumbles") and "Item" not in table.get_item(Key={"id": "tried " + event["id"]}):
        table.put_item(Item={"id": "tried " + event["id"]})
        raise RuntimeError("the first attempt fails")
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
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 60,
                       "BackoffRate": 1.5, "MaxDelaySeconds": 5}]},
    },
}


class CrashTest(unittest.TestCase):

    def setUp(self):
        self.rounds, self.chance = crash.plan(8)
        self.count = int(os.environ.get("BRUME_CRASH_COUNT", 400))
        self.server = server = crash.server(self)
        server.client("dynamodb").create_table(
            TableName="seen", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
        server.client("dynamodb").get_waiter("table_exists").wait(TableName="seen")
        role = deploy.role(server.client("iam"), "mark", "lambda.amazonaws.com", [
            {"Effect": "Allow", "Action": ["dynamodb:PutItem", "dynamodb:GetItem"],
             "Resource": "*"}])
        self.function = deploy.function(
            server.client("lambda"), "mark", deploy.package(app=CODE), "app.handler", role, Timeout=20)

    def seen(self):
        pages = self.server.client("dynamodb").get_paginator("scan").paginate(TableName="seen")
        return {item["id"]["S"] for page in pages for item in page["Items"]}

    def work_under_kills(self, work):
        """Calls work(number) from some threads while the server is killed, until enough is done."""
        done, stop = [], threading.Event()

        def run(first):
            number = first
            while not stop.is_set():
                try:
                    done.append(work(number))
                except crash.ENDS:
                    stop.wait(0.05)
                number += THREADS

        threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(THREADS)]
        for thread in threads:
            thread.start()
        for _ in range(self.rounds):
            threading.Event().wait(self.chance.uniform(0.3, 1.5))
            self.server.kill()
            self.server.start()
        harness.until(lambda: len(done) >= self.count, seconds=600, what="enough acknowledged work")
        stop.set()
        for thread in threads:
            thread.join(60)
        return done

    def test_every_acknowledged_event_is_handled(self):
        client = self.server.client("lambda")

        def send(number):
            name = f"event-{number}"
            answer = client.invoke(
                FunctionName="mark", InvocationType="Event", Payload=json.dumps({"id": name}))
            self.assertEqual(202, answer["StatusCode"])
            return name

        sent = self.work_under_kills(send)
        self.assertGreater(len(sent), 0)
        harness.until(lambda: set(sent) <= self.seen(), seconds=600, what="every event's mark")
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
            return states.start_execution(
                stateMachineArn=machine, name=name,
                input=json.dumps({"id": name, "items": [1, 2, 3], "stumbles": number % 10 == 0})
            )["executionArn"]

        started = self.work_under_kills(start)
        self.assertGreater(len(started), 0)
        for arn in started:
            execution = harness.until(
                lambda arn=arn: self.ended(states, arn), seconds=600, what=f"the end of {arn}")
            self.assertEqual("SUCCEEDED", execution["status"], execution)
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
