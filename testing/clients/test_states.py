"""Step Functions through boto3: activities and their workers."""

import json
import threading
import unittest

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


if __name__ == "__main__":
    unittest.main()
