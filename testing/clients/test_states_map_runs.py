"""Step Functions through boto3: map runs, and tasks that wait for messages, executions and APIs."""

import json
import threading
import unittest

import deploy
import harness

ITEMS = 300


def definition(**states):
    return json.dumps({"StartAt": next(iter(states)), "States": states})


def distributed(child, **fields):
    return definition(Each={
        "Type": "Map", "End": True, **fields, "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            **json.loads(child)}})


class MapRunsTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server(durability="sync").start()
        cls.addClassCleanup(cls.server.stop)
        cls.states = cls.server.client("stepfunctions")
        cls.role = deploy.role(cls.server.client("iam"), "flow", "states.amazonaws.com", [
            {"Effect": "Allow", "Action": "*", "Resource": "*"}])

    def start(self, name, text, data):
        machine = self.states.create_state_machine(
            name=name, roleArn=self.role, definition=text)["stateMachineArn"]
        return self.states.start_execution(
            stateMachineArn=machine, input=json.dumps(data))["executionArn"]

    def ended(self, execution):
        return harness.until(
            lambda: self.if_ended(execution), seconds=120, what=f"the end of {execution}")

    def if_ended(self, execution):
        found = self.states.describe_execution(executionArn=execution)
        return found if found["status"] != "RUNNING" else None

    def map_run(self, execution):
        run, = self.states.list_map_runs(executionArn=execution)["mapRuns"]
        return self.states.describe_map_run(mapRunArn=run["mapRunArn"])

    def test_a_map_run_survives_a_kill_and_runs_each_item_once(self):
        dynamodb = self.server.client("dynamodb")
        dynamodb.create_table(
            TableName="seen", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
        child = definition(Put={
            "Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "End": True,
            "Parameters": {"TableName": "seen", "Item": {
                "id": {"S.$": "States.Format('{}', $.n)"}}},
            "ResultSelector": {"status.$": "$.SdkHttpMetadata.HttpStatusCode"}})
        execution = self.start(
            "puts", distributed(child, MaxConcurrency=10, ItemSelector={
                "n.$": "$$.Map.Item.Value"}), list(range(ITEMS)))
        harness.until(lambda: self.map_run(execution)["executionCounts"]["succeeded"] > 20,
                      what="some children")
        self.server.kill()
        self.server.start()
        found = self.ended(execution)
        self.assertEqual("SUCCEEDED", found["status"], found.get("cause"))
        self.assertEqual([{"status": 200}] * ITEMS, json.loads(found["output"]))
        run = self.map_run(execution)
        self.assertEqual("SUCCEEDED", run["status"])
        self.assertEqual(ITEMS, run["executionCounts"]["succeeded"])
        self.assertEqual(0, run["executionCounts"]["failed"])
        self.assertEqual(ITEMS, dynamodb.scan(TableName="seen", Select="COUNT")["Count"])
        children = [child for page in self.states.get_paginator("list_executions").paginate(
            mapRunArn=run["mapRunArn"]) for child in page["executions"]]
        self.assertEqual(ITEMS, len(children))
        self.assertEqual({"SUCCEEDED"}, {child["status"] for child in children})
        events = self.states.get_execution_history(
            executionArn=children[0]["executionArn"])["events"]
        self.assertEqual("ExecutionSucceeded", events[-1]["type"])

    def test_failures_beyond_the_tolerated_ones_end_the_run(self):
        child = definition(Fails={"Type": "Fail", "Error": "No"})
        found = self.ended(self.start(
            "tolerant", distributed(child, ToleratedFailureCount=3, MaxConcurrency=1),
            list(range(10))))
        self.assertEqual("States.ExceedToleratedFailureThreshold", found["error"])
        run = self.map_run(found["executionArn"])
        self.assertEqual("FAILED", run["status"])
        self.assertEqual(4, run["executionCounts"]["failed"])
        self.assertEqual(6, run["executionCounts"]["pending"])

    def test_items_come_from_a_bucket_and_results_go_there(self):
        s3 = self.server.client("s3")
        s3.create_bucket(Bucket="orders")
        s3.put_object(Bucket="orders", Key="in.csv", Body="id,name\n" + "".join(
            f'{n},"item {n}"\n' for n in range(120)))
        child = definition(Item={"Type": "Pass", "OutputPath": "$.name", "End": True})
        found = self.ended(self.start("files", distributed(
            child,
            ItemReader={
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"},
                "Parameters": {"Bucket": "orders", "Key": "in.csv"}},
            ResultWriter={
                "Resource": "arn:aws:states:::s3:putObject",
                "Parameters": {"Bucket": "orders", "Prefix": "out"}}), {}))
        self.assertEqual("SUCCEEDED", found["status"], found.get("cause"))
        output = json.loads(found["output"])["ResultWriterDetails"]
        manifest = json.loads(
            s3.get_object(Bucket="orders", Key=output["Key"])["Body"].read())
        written, = manifest["ResultFiles"]["SUCCEEDED"]
        results = json.loads(
            s3.get_object(Bucket="orders", Key=written["Key"])["Body"].read())
        self.assertEqual([json.dumps(f"item {n}") for n in range(120)],
                         [result["Output"] for result in results])
        listed = self.ended(self.start("lists", distributed(child, ItemReader={
            "Resource": "arn:aws:states:::s3:listObjectsV2",
            "Parameters": {"Bucket": "orders", "Prefix": "in"}},
            ItemSelector={"name.$": "$$.Map.Item.Value.Key"}), {}))
        self.assertEqual(["in.csv"], json.loads(listed["output"]))
        missing = self.ended(self.start("missing", distributed(child, ItemReader={
            "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"},
            "Parameters": {"Bucket": "orders", "Key": "none"}}), {}))
        self.assertEqual("States.ItemReaderFailed", missing["error"])

    def test_a_parent_waits_for_a_child_that_waits_for_a_message(self):
        sqs = self.server.client("sqs")
        queue = sqs.create_queue(QueueName="orders")["QueueUrl"]
        child = self.states.create_state_machine(
            name="asks", roleArn=self.role, definition=definition(Ask={
                "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": {"QueueUrl": queue, "MessageBody": {
                    "order.$": "$.order", "token.$": "$$.Task.Token"}},
                "End": True}))["stateMachineArn"]

        def work():
            message, = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20)["Messages"]
            body = json.loads(message["Body"])
            self.states.send_task_success(
                taskToken=body["token"], output=json.dumps({"done": body["order"]}))

        worker = threading.Thread(target=work)
        worker.start()
        found = self.ended(self.start("waits", definition(Start={
            "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Parameters": {"StateMachineArn": child, "Input": {"order.$": "$.order"}},
            "OutputPath": "$.Output", "End": True}), {"order": 7}))
        worker.join()
        self.assertEqual("SUCCEEDED", found["status"], found.get("cause"))
        self.assertEqual({"done": 7}, json.loads(found["output"]))

    def test_a_role_without_the_permission_fails_the_task(self):
        role = deploy.role(
            self.server.client("iam"), "poor", "states.amazonaws.com", [
                {"Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "*"}])
        queue = self.server.client("sqs").create_queue(QueueName="closed")["QueueUrl"]
        machine = self.states.create_state_machine(
            name="poor", roleArn=role, definition=definition(Send={
                "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": True,
                "Parameters": {"QueueUrl": queue, "MessageBody": "x"}}))["stateMachineArn"]
        found = self.ended(self.states.start_execution(stateMachineArn=machine)["executionArn"])
        self.assertEqual("SQS.AmazonSQSException", found["error"])
        self.assertIn("is not authorized to perform: sqs:sendmessage", found["cause"].lower())


if __name__ == "__main__":
    unittest.main()
